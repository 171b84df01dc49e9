import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anyhook, scratch, serve } from "./anyhook.js";

const { folder } = scratch();
let made = 0;
const newFolder = () => join(folder, `data-${made++}`);
const newKey = () => randomBytes(32).toString("base64");
const sealedWith = (...keys) => ({ env: { ANYHOOK_MASTER_KEY: keys.join() } });

const KEYS = { "x-client-key": "key", "x-client-secret": "secret" };
const SECRET = "a-secret-of-my-own-0123456789abcdef";

/** A folder with webhooks that have a secret of their own. */
async function folderWith(count, options) {
  const data = newFolder();
  const server = await serve(["--data", data], options);
  for (let index = 0; index < count; index++) {
    const answer = await fetch(`${server.url}/devdraft/api/v0/webhooks`, {
      method: "POST",
      headers: { ...KEYS, "Content-Type": "application/json" },
      body: JSON.stringify({ name: "Mine", url: "https://example.com/", signing_secret: SECRET }),
    });
    assert.equal(answer.status, 201);
  }
  await server.stop();
  return data;
}

const reseal = async (data, options) => {
  const { code, stdout, stderr } = await anyhook(["reseal", "--data", data, "--json"], options);
  return { code, stderr, found: stdout && JSON.parse(stdout) };
};
const counts = (resealed, unchanged, unknown = 0) => ({
  resealed,
  unchanged,
  unknown,
  unreadable: 0,
});
const exported = async (data) => (await anyhook(["export", "--data", data])).stdout;
/** Whether `serve` begins; it ends at once, since its port is in use. */
const refusal = async (data, options) => {
  const { code, stderr } = await anyhook(["serve", "--data", data, "--host", "192.0.2.1"], options);
  assert.equal(code, 2);
  return stderr;
};

test("a key is changed without a gap: add it, reseal, take the old one away", async () => {
  const [old, fresh] = [newKey(), newKey()];
  const data = await folderWith(3, sealedWith(old));
  assert.ok(!(await exported(data)).includes(SECRET));

  assert.match(await refusal(data, sealedWith(fresh)), /key that ANYHOOK_MASTER_KEY does not have/);
  assert.match(await refusal(data, {}), /are sealed: set ANYHOOK_MASTER_KEY/);
  assert.match(await refusal(data, sealedWith(fresh, old)), /cannot listen/);

  const first = await reseal(data, sealedWith(fresh, old));
  assert.deepEqual(first, { code: 0, stderr: "", found: counts(3, 0) });
  assert.deepEqual((await reseal(data, sealedWith(fresh, old))).found, counts(0, 3));
  assert.match(await refusal(data, sealedWith(fresh)), /cannot listen/);
  assert.match(await refusal(data, sealedWith(old)), /key that ANYHOOK_MASTER_KEY does not have/);
});

test("what is not sealed is sealed", async () => {
  const data = await folderWith(2, {});
  assert.ok((await exported(data)).includes(SECRET));
  const { code, stdout } = await anyhook(["reseal", "--data", data], sealedWith(newKey()));
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "2 sealed anew, 0 as they should be\n" });
  assert.ok(!(await exported(data)).includes(SECRET));
});

test("what cannot be opened stays as it is, and is told", async () => {
  const old = newKey();
  const data = await folderWith(2, sealedWith(old));
  const { code, stderr, found } = await reseal(data, sealedWith(newKey()));
  assert.deepEqual({ code, found }, { code: 1, found: counts(0, 0, 2) });
  assert.match(stderr, /^anyhook: 2 records sealed under a key that ANYHOOK_MASTER_KEY does not/);
  assert.deepEqual((await reseal(data, sealedWith(old))).found, counts(0, 2));
});

test("no message shows a key", async () => {
  const none = newFolder();
  const data = await folderWith(1, {});
  const short = "c2hvcnQ=";
  const cases = [
    [["reseal", "--data", data], undefined, /ANYHOOK_MASTER_KEY is not set: `openssl rand/],
    [["reseal", "--data", data], "", /ANYHOOK_MASTER_KEY is set, but empty/],
    [["reseal", "--data", data], short, /master key 1 is not 32 bytes in base64/],
    [["serve", "--data", data], `${newKey()},${short}`, /master key 2 is not 32 bytes/],
    [["serve", "--memory"], "", /ANYHOOK_MASTER_KEY is set, but empty/],
    [["reseal", "--data", none], newKey(), /there are no records of a service/],
  ];
  for (const [args, key, message] of cases) {
    const env = key === undefined ? {} : { ANYHOOK_MASTER_KEY: key };
    const { code, stdout, stderr } = await anyhook(args, { env });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.match(stderr, message);
    if (key) assert.ok(!stderr.includes(key));
  }
  assert.ok(!existsSync(none));
  for (const token of ["", "short", "x".repeat(1025), `${"x".repeat(40)} `, "é".repeat(40)]) {
    const env = { ANYHOOK_ADMIN_TOKEN: token };
    const { code, stderr } = await anyhook(["serve", "--memory"], { env });
    assert.equal(code, 2);
    assert.match(stderr, /^anyhook: ANYHOOK_ADMIN_TOKEN (?:is set, but empty|must be 32 to 1,024)/);
    if (token) assert.ok(!stderr.includes(token));
  }
});
