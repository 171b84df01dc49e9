import assert from "node:assert/strict";
import test from "node:test";
import { defineProvider, providers } from "anyhook";
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import starter from "../../providers/starter.json" with { type: "json" };
import { credentials, like, paths, serve } from "./client.js";

/** What every answer has, whoever gives it. */
function hasCommonHeaders({ headers }) {
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(headers.get("x-request-id"), /^[\w-]{20,}$/);
}

test("health tells whether the store can be reached", async () => {
  const well = await serve().fetch("/_/health");
  assert.deepEqual([well.status, await well.json()], [200, { status: "ok" }]);
  hasCommonHeaders(well);
  const get = () => Promise.reject(new Error("no store"));
  const { fetch, log } = serve({ store: like(memoryStore(), { get }) });
  const ill = await fetch("/_/health");
  assert.equal(ill.status, 503);
  assert.equal(ill.headers.get("content-type"), "application/problem+json");
  hasCommonHeaders(ill);
  assert.equal(log[0].cause, "no store");
});

test("providers lists what is served, and where", async () => {
  const response = await serve().fetch("/_/providers");
  hasCommonHeaders(response);
  const { providers: served } = await response.json();
  const known = Object.fromEntries(providers().map((info) => [info.id, info]));
  assert.deepEqual(served.map(({ id }) => id).sort(), Object.keys(known).sort());
  for (const { id, name, description, basePath, operations, assumptions, openapi } of served) {
    const info = known[id];
    assert.equal(openapi, `/_/${id}/openapi.json`);
    assert.deepEqual([name, description], [info.name, info.description]);
    assert.equal(basePath, `/${id}`);
    assert.equal(assumptions, info.assumed.length);
    assert.deepEqual(
      operations,
      Object.entries(info.operations).map(([operation, { method, path }]) => ({
        id: operation,
        method,
        path: basePath + path,
      })),
    );
  }
});

test("what belongs to nobody is not found", async () => {
  const { fetch } = serve();
  for (const path of ["/", "/_", "/_/", "/_/nothing", "/conduits/webhooks", "//conduit/webhooks"]) {
    const response = await fetch(`http://localhost${path}`);
    assert.equal(response.status, 404, path);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    hasCommonHeaders(response);
  }
});

test("what is ours is read, and nothing else", async () => {
  const { fetch } = serve();
  const response = await fetch("/_/health", { method: "POST" });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("allow"), "GET, HEAD");
  const head = await fetch("/_/health", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

test("a query and a fragment are no part of the path", async () => {
  const { fetch } = serve();
  const headers = credentials.conduit;
  for (const more of ["?", "?limit=1", "#a", "?limit=1#a?b", "#?limit=0"]) {
    assert.equal((await fetch(`${paths.conduit}${more}`, { headers })).status, 200, more);
  }
  assert.equal((await fetch(`${paths.conduit}?limit=0`, { headers })).status, 400);
});

test("a provider of one's own is served beside the built-in ones, and no other", async () => {
  const { fetch } = serve({ providers: [defineProvider(starter), "conduit"] });
  const { providers: served } = await (await fetch("/_/providers")).json();
  assert.deepEqual(
    served.map(({ id }) => id),
    [starter.id, "conduit"],
  );
  assert.equal((await fetch(paths.devdraft)).status, 404);
  const own = served[0].operations.find(({ id }) => id === "list");
  assert.equal((await fetch(own.path)).status, 401);
});

test("a request of Node's own is refused, and the message says what makes one of it", async () => {
  const { fetch } = createService({ store: memoryStore() });
  for (const request of [
    { url: "/conduit/webhooks", headers: {} },
    "http://localhost",
    undefined,
  ]) {
    await assert.rejects(fetch(request), { name: "TypeError", message: /getRequestListener/ });
  }
});

test("fetch can be passed on by itself", async () => {
  const { fetch } = createService({ store: memoryStore() });
  assert.equal((await fetch(new Request("http://localhost/_/health"))).status, 200);
});

test("options that cannot be meant are refused", () => {
  const store = memoryStore();
  const badToken =
    "the admin token is not 32 to 1,024 printable ASCII characters without spaces and commas";
  for (const [options, message] of [
    [undefined, "the options are undefined, expected an object"],
    [{}, "the store is undefined, expected a Store, such as memoryStore()"],
    [
      { store: new Map() },
      "the store is an object without `get`, `list` and `commit`, expected a Store, such as memoryStore()",
    ],
    [
      {
        store: { ...store, get() {}, list() {}, commit() {}, guarantees: undefined },
      },
      "the store has no `guarantees`: see the interface `Store`",
    ],
    [{ store, providers: "conduit" }, "the providers are a string, expected an array"],
    [{ store, providers: [] }, "no provider was given"],
    [{ store, providers: [1] }, "the provider is the number 1, expected a name or a Provider"],
    [{ store, providers: ["conduit", "conduit"] }, "the provider `conduit` was given twice"],
    [{ store, mode: "closed" }, "the mode is `closed`, expected `open` or `strict`"],
    [{ store, adminToken: 1 }, "the admin token is the number 1, expected a string"],
    [{ store, adminToken: "" }, badToken],
    [{ store, adminToken: "t".repeat(31) }, badToken],
    [{ store, adminToken: "t".repeat(1025) }, badToken],
    [{ store, adminToken: `${"t".repeat(40)} ` }, badToken],
    [{ store, adminToken: `${"t".repeat(40)},${"t".repeat(40)}` }, badToken],
    [{ store, adminToken: "ключ".repeat(10) }, badToken],
    [{ store, masterKeys: 1 }, "the master keys are the number 1, expected a string"],
    [{ store, limiter: {} }, "the limiter is an object, expected a Limiter"],
    [{ store, clock: 1 }, "`clock` is the number 1, expected a function or a manualClock()"],
    [
      { store, clock: { now: Date.now } },
      "`clock` is an object, expected a function or a manualClock()",
    ],
    [{ store, random: "x" }, "`random` is a string, expected a function"],
    [{ store, log: true }, "`log` is a boolean, expected a function"],
    [
      { store, bodyTimeout: 0 },
      "`bodyTimeout` is the number 0, expected milliseconds above 0, at most 2147483647",
    ],
    [{ store, fetch: {} }, "`fetch` is an object, expected a function"],
    [{ store, deliveryLog: [] }, "`deliveryLog` is an empty array, expected a function"],
    [
      { store, deliveryTimeout: 30_001 },
      "`deliveryTimeout` is the number 30001, expected milliseconds above 0, at most 30000",
    ],
    [
      { store, retention: 0 },
      "`retention` is the number 0, expected milliseconds above 0, or Infinity",
    ],
    [{ store, concurrency: 8 }, "`concurrency` is the number 8, expected an object"],
    [
      { store, concurrency: { total: 0 } },
      "`concurrency.total` is the number 0, expected a whole number from 1 to 10000",
    ],
    [
      { store, concurrency: { perEndpoint: 1.5 } },
      "`concurrency.perEndpoint` is the number 1.5, expected a whole number from 1 to 10000",
    ],
  ]) {
    const expected = { name: "WebhookConfigurationError", code: "invalid_argument", message };
    assert.throws(() => createService(options), expected);
  }
  assert.throws(() => createService({ store, providers: ["stripe"] }), {
    code: "unknown_provider",
  });
});
