import assert from "node:assert/strict";
import { test } from "node:test";
import { newSecrets, startWorker } from "./start.js";

/** What a Worker that lacks something answers, whatever is asked, and what it logs. */
async function refusal(options) {
  const worker = await startWorker(options);
  try {
    const answers = [];
    for (const path of ["/conduit/webhooks", "/_/keys", "/_/health"]) {
      const response = await fetch(worker.base + path);
      assert.equal(response.status, 500);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      assert.equal(response.headers.get("cache-control"), "no-store");
      const { status, detail } = await response.json();
      assert.equal(status, 500);
      const line = JSON.parse(await worker.nextLine());
      assert.equal(line.path, path);
      assert.equal(line.status, 500);
      assert.equal(line.error, "not_configured");
      assert.equal(line.cause, detail);
      answers.push(detail);
    }
    assert.equal(new Set(answers).size, 1);
    return answers[0];
  } finally {
    await worker.stop();
  }
}

/** The same with the secret that is named other than it should be. */
const refusalOf = (name, value) => refusal({ secrets: { ...newSecrets(), [name]: value } });

test("without an admin token every request is refused, and told what to do", async () => {
  const { ANYHOOK_MASTER_KEY } = newSecrets();
  const detail = await refusal({ secrets: { ANYHOOK_MASTER_KEY } });
  assert.match(detail, /`ANYHOOK_ADMIN_TOKEN` is not set/);
  assert.match(detail, /`wrangler secret put ANYHOOK_ADMIN_TOKEN`/);
});

test("an admin token that is too short, or that no header can carry, does not do, and is not told", async () => {
  const tokens = ["s3cret-and-too-short", `${"k".repeat(31)},`, `${"k".repeat(40)} `];
  for (const token of [...tokens, "ключ".repeat(10)]) {
    const detail = await refusalOf("ANYHOOK_ADMIN_TOKEN", token);
    assert.match(detail, /the admin token is not 32 to 1,024 printable ASCII characters/);
    assert.ok(!detail.includes(token));
  }
});

test("master keys that are none do not do, and are not told", async () => {
  const { ANYHOOK_MASTER_KEY: key } = newSecrets();
  for (const keys of ["", "hunter2", key.slice(1), `${key},`, `${key},${key}`]) {
    const detail = await refusalOf("ANYHOOK_MASTER_KEY", keys);
    assert.match(detail, /master key \d/);
    if (keys) assert.ok(!detail.includes(keys.slice(0, 6)));
  }
});

test("without a namespace every request is refused, and told what to do", async () => {
  assert.match(await refusal({ kvNamespaces: [] }), /`wrangler kv namespace create`/);
});
