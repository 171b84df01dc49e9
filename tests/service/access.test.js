import assert from "node:assert/strict";
import test from "node:test";
import { creations, credentials, paths, serve, size } from "./client.js";

const init = {
  method: "POST",
  headers: { ...credentials.conduit, "content-type": "application/json" },
  body: JSON.stringify(creations.conduit),
};

async function isForbidden({ log, store }, response, error) {
  assert.equal(response.status, 403);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const { title, status, detail } = await response.json();
  assert.deepEqual([title, status, typeof detail], ["Forbidden", 403, "string"]);
  assert.equal(log.at(-1).error, error);
  assert.equal(await size(store), 0);
}

const here = [
  "http://localhost",
  "http://localhost:8787",
  "https://conduit.localhost:443",
  "http://127.0.0.1:1",
  "http://127.255.0.9",
  "http://[::1]:8787",
];
const elsewhere = [
  "http://example.com",
  "http://localhost.example.com",
  "http://notlocalhost",
  "http://127.0.0.1.example.com",
  "http://128.0.0.1",
  "http://0.0.0.0:8787",
  "http://[::]:8787",
  "http://[::ffff:8.8.8.8]",
  "http://192.168.1.2",
];

test("open mode answers this machine's own names", async () => {
  for (const base of here) {
    const { fetch } = serve();
    assert.equal((await fetch(`${base}${paths.conduit}`, init)).status, 201, base);
  }
});

test("open mode refuses every other name, whatever is asked", async () => {
  for (const base of elsewhere) {
    const served = serve();
    for (const path of [paths.conduit, "/_/health", "/_/providers", "/"]) {
      await isForbidden(served, await served.fetch(`${base}${path}`), "foreign_host");
    }
    await isForbidden(served, await served.fetch(`${base}${paths.conduit}`, init), "foreign_host");
  }
});

test("open mode lets no page from elsewhere change anything", async () => {
  for (const origin of ["http://example.com", "null", "http://localhost:1", "https://localhost"]) {
    const served = serve();
    for (const method of ["POST", "DELETE", "PATCH", "PUT", "OPTIONS"]) {
      const headers = { ...init.headers, origin };
      const response = await served.fetch(paths.conduit, { method, headers });
      await isForbidden(served, response, "foreign_origin");
    }
    const headers = { ...credentials.conduit, origin };
    assert.equal(
      (await served.fetch(paths.conduit, { headers })).status,
      200,
      "it may not be read",
    );
  }
});

test("open mode lets its own page change things", async () => {
  for (const origin of ["http://localhost:8787", "http://127.0.0.1:80", "http://[::1]:1"]) {
    const { fetch } = serve();
    const url = new URL(paths.conduit, origin);
    const headers = { ...init.headers, origin: url.origin };
    assert.equal((await fetch(url, { ...init, headers })).status, 201);
  }
});

test("accounts of open mode do not see each other's webhooks", async () => {
  const { create, fetch } = serve();
  await create("cryptofuse");
  const other = await fetch(paths.cryptofuse, { headers: { "x-api-key": "another" } });
  assert.equal((await other.json()).count, 0);
});
