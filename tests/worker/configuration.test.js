import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorker } from "./start.js";

const short = "s3cret-and-too-short";

/** What a Worker that lacks something answers, whatever is asked, and what it logs. */
async function refusal(options) {
  const worker = await startWorker(options);
  try {
    const answers = [];
    for (const path of ["/conduit/webhooks", "/_/health"]) {
      const response = await fetch(worker.base + path);
      assert.equal(response.status, 500);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      assert.equal(response.headers.get("cache-control"), "no-store");
      const { status, detail } = await response.json();
      assert.equal(status, 500);
      const line = JSON.parse(await worker.nextLine());
      assert.equal(line.path, path);
      assert.equal(line.status, 500);
      assert.equal(line.cause, detail);
      answers.push(detail);
    }
    assert.equal(answers[0], answers[1]);
    return answers[0];
  } finally {
    await worker.stop();
  }
}

test("without a key every request is refused, and told what to do", async () => {
  assert.match(await refusal({ secrets: {} }), /`wrangler secret put ANYHOOK_KEY`/);
});

test("a key that is too short does not do, and is not told", async () => {
  const detail = await refusal({ key: short });
  assert.match(detail, /`ANYHOOK_KEY` is shorter than 32 characters/);
  assert.doesNotMatch(detail, new RegExp(short));
});

test("a key that no header can carry does not do", async () => {
  for (const key of [`${"k".repeat(31)},`, `${"k".repeat(40)} `, "ключ".repeat(10)]) {
    const detail = await refusal({ key });
    assert.match(detail, /the key is no text that a header carries/);
    assert.ok(!detail.includes(key));
  }
});

test("without a namespace every request is refused, and told what to do", async () => {
  assert.match(await refusal({ kvNamespaces: [] }), /`wrangler kv namespace create`/);
});
