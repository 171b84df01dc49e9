import assert from "node:assert/strict";
import test from "node:test";
import { creations, credentials, paths, serve, size } from "./client.js";

const text = JSON.stringify(creations.conduit);
const headers = { ...credentials.conduit, "content-type": "application/json" };

/** Posts a body as a stream, and tells whether the stream was cancelled. */
function stream({ fetch }, source, more = {}) {
  const state = { isCancelled: false };
  const body = new ReadableStream({ cancel: () => void (state.isCancelled = true), ...source });
  const init = { method: "POST", headers: { ...headers, ...more }, body, duplex: "half" };
  return fetch(paths.conduit, init).then((response) => ({ response, state }));
}

const bytes = (value) => new TextEncoder().encode(value);

/** Chunks one by one, then the end. */
const chunks = (...values) => ({
  pull(controller) {
    const value = values.shift();
    if (value === undefined) controller.close();
    else controller.enqueue(value);
  },
});

async function isRefused({ log, store }, response, status, code) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const problem = await response.json();
  assert.equal(problem.status, status);
  // What is wrong with a body's JSON is told as a violation.
  assert.equal(problem.errors?.[0].code ?? log.at(-1).error, code);
  assert.equal(await size(store), 0);
}

test("a body in chunks is the same as one whole", async () => {
  const served = serve();
  const parts = chunks(bytes(text.slice(0, 9)), bytes(text.slice(9, 10)), bytes(text.slice(10)));
  assert.equal((await stream(served, parts)).response.status, 201);
});

test("a body that never ends: 408, and nobody reads on", async () => {
  const served = serve({ bodyTimeout: 20 });
  const { response, state } = await stream(served, {
    start: (controller) => controller.enqueue(bytes(text)),
  });
  await isRefused(served, response, 408, "body_timeout");
  assert.ok(state.isCancelled);
});

test("a body that never ends although its length is known: 408", async () => {
  const served = serve({ bodyTimeout: 20 });
  const { response } = await stream(
    served,
    { start: (controller) => controller.enqueue(bytes(text)) },
    { "content-length": String(text.length + 1) },
  );
  await isRefused(served, response, 408, "body_timeout");
});

test("a body that never ends, of a reader whose cancelled reads fail as in workerd: 408", async () => {
  const { log, service } = serve({ bodyTimeout: 20 });
  const url = `http://localhost${paths.conduit}`;
  const request = new Request(url, { method: "POST", headers });
  let fail;
  const reader = {
    read: () => new Promise((_, reject) => (fail = reject)),
    cancel: async () => fail(new TypeError("the stream was cancelled")),
  };
  Object.defineProperty(request, "body", { value: { getReader: () => reader } });
  assert.equal((await service.fetch(request)).status, 408);
  assert.equal(log[0].error, "malformed_body");
});

test("a body that goes on and on: 413, and nobody reads on", async () => {
  const served = serve();
  let sent = 0;
  const { response, state } = await stream(served, {
    pull(controller) {
      sent += 1024;
      controller.enqueue(new Uint8Array(1024));
    },
  });
  await isRefused(served, response, 413, "body_too_large");
  assert.ok(state.isCancelled);
  assert.ok(sent <= 70 << 10, `read ${sent} bytes`);
});

test("a body of 64 KiB is taken, one of a byte more is not", async () => {
  const padded = (length) => text.padEnd(length, " ");
  for (const [length, status] of [
    [64 << 10, 201],
    [(64 << 10) + 1, 413],
  ]) {
    const served = serve();
    const body = padded(length);
    const known = await served.fetch(paths.conduit, {
      method: "POST",
      headers: { ...headers, "content-length": String(length) },
      body,
    });
    assert.equal(known.status, status);
    assert.equal((await stream(served, chunks(bytes(body)))).response.status, status);
  }
});

test("a length beyond the limit is refused before anything is read", async () => {
  const served = serve();
  let isRead = false;
  const { response } = await stream(
    served,
    { pull: () => void (isRead = true), type: "bytes" },
    { "content-length": "65537" },
  );
  await isRefused(served, response, 413, "body_too_large");
  assert.equal(isRead, false);
});

for (const [name, length] of [
  ["less", text.length - 1],
  ["more", text.length + 1],
  ["no number", "many"],
  ["negative", "-1"],
]) {
  test(`a Content-Length that says ${name}: 400`, async () => {
    const served = serve();
    const { response } = await stream(served, chunks(bytes(text)), {
      "content-length": String(length),
    });
    await isRefused(served, response, 400, "body_incomplete");
  });
}

test("a connection that breaks off: 400", async () => {
  for (const more of [{}, { "content-length": String(text.length) }]) {
    const served = serve();
    const broken = { pull: (controller) => controller.error(new Error("reset")) };
    const { response } = await stream(served, broken, more);
    await isRefused(served, response, 400, "body_incomplete");
  }
});

test("a request that tells no stream, as Firefox makes it, is read all the same", async () => {
  for (const [body, status] of [
    [text, 201],
    ["x".repeat((64 << 10) + 1), 413],
  ]) {
    const { service } = serve();
    const url = `http://localhost${paths.conduit}`;
    const request = new Request(url, { method: "POST", headers, body });
    Object.defineProperty(request, "body", { value: undefined });
    assert.equal((await service.fetch(request)).status, status);
  }
});

test("a body that was read before: 500, and the log says why", async () => {
  const { log, service } = serve();
  const url = `http://localhost${paths.conduit}`;
  const request = new Request(url, { method: "POST", headers, body: text });
  await request.text();
  assert.equal((await service.fetch(request)).status, 500);
  assert.match(log[0].cause, /was read before/);
});

test("HEAD answers as GET does, without the body", async () => {
  const { create, fetch } = serve();
  await create("conduit");
  const [get, head] = await Promise.all(
    ["GET", "HEAD"].map((method) => fetch(paths.conduit, { method, headers })),
  );
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  const named = (response) => [...response.headers].filter(([name]) => name !== "x-request-id");
  assert.deepEqual(named(head), named(get));
  assert.notEqual(await get.text(), "");
});
