import assert from "node:assert/strict";
import test from "node:test";
import * as anyhook from "anyhook";
import * as inbox from "anyhook/inbox";
import { run } from "./suite.js";

test("the suite in Node", async (context) => {
  const { passed, failures } = await run(anyhook, inbox);
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
});

test("thousands of large requests leave the newest", async () => {
  const one = inbox.createInbox();
  const body = "x".repeat(1 << 20);
  const request = () => new Request("http://localhost/", { method: "POST", body });
  for (let times = 0; times < 200; times++) await one.fetch(request());
  const entries = one.entries();
  assert.equal(entries.at(-1).number, 200);
  assert.ok(entries.length <= 8);
});

test("a body without an end is cut off", async () => {
  const one = inbox.createInbox({ bodyTimeout: 20, maxBody: 1000 });
  const endless = (pull) =>
    new Request("http://localhost/", {
      method: "POST",
      body: new ReadableStream({ pull }),
      duplex: "half",
    });
  const slow = await one.fetch(endless(() => new Promise(() => {})));
  assert.deepEqual([slow.status, await slow.text()], [408, '{"code":"body_timeout"}']);
  const large = await one.fetch(endless((stream) => stream.enqueue(new Uint8Array(100))));
  assert.equal(large.status, 413);
  const broken = await one.fetch(endless((stream) => stream.error(new Error("reset"))));
  assert.equal(broken.status, 400);
  assert.deepEqual(
    one.entries().map(({ refused }) => refused.code),
    ["body_timeout", "body_too_large", "body_incomplete"],
  );
});
