import assert from "node:assert/strict";
import test from "node:test";
import { creations, paths, serve } from "./client.js";

test("an entry tells what was asked and answered, and holds no secret", async () => {
  const { fetch, log } = serve({ clock: () => 1_700_000_000_123 });
  const headers = {
    "x-client-key": "client-key-9d1f",
    "x-client-secret": "client-secret-77aa",
    "content-type": "application/json",
  };
  const secret = "signing-secret-of-thirty-two-characters";
  const body = JSON.stringify({ ...creations.devdraft, signing_secret: secret });
  const response = await fetch(`${paths.devdraft}?token=query-5c0b`, {
    method: "POST",
    headers,
    body,
  });
  assert.equal(response.status, 201);
  const [{ duration, ...entry }] = log;
  assert.ok(duration > 0 && duration < 10_000);
  assert.deepEqual(entry, {
    time: 1_700_000_000_123,
    method: "POST",
    path: paths.devdraft,
    status: 201,
    requestId: response.headers.get("x-request-id"),
    provider: "devdraft",
    operation: "create",
  });
});

test("every answer has an entry, those of no provider too", async () => {
  const { fetch, log } = serve();
  const told = async (path, init) => {
    const { status } = await fetch(path, init);
    const { method, path: logged, provider, error } = log.at(-1);
    return [method, logged, status === log.at(-1).status, provider, error];
  };
  assert.deepEqual(await told("/_/health"), ["GET", "/_/health", true, undefined, undefined]);
  assert.deepEqual(await told("/no?key=1"), ["GET", "/no", true, undefined, "unknown_path"]);
  const head = await told("/conduit/no", { method: "HEAD" });
  assert.deepEqual(head, ["HEAD", "/conduit/no", true, "conduit", "unknown_path"]);
  const path = `/conduit/${"x".repeat(8000)}`;
  assert.equal((await told(path))[1], path.slice(0, 256));
  assert.equal(log.length, 4);
});

test("an entry comes before its answer, and a log that throws costs no answer", async () => {
  const ids = new Set();
  const { create } = serve({
    log: ({ requestId }) => {
      ids.add(requestId);
      throw new Error("the log is full");
    },
  });
  const response = await create("conduit");
  assert.equal(response.status, 201);
  assert.ok(ids.has(response.headers.get("x-request-id")));
});
