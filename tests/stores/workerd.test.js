import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { Miniflare } from "miniflare";
import { workerModules } from "../worker.js";

const stage = {};

before(async () => {
  stage.folder = await mkdtemp(join(tmpdir(), "anyhook-kv-"));
  stage.modules = await workerModules(new URL("kv-worker.js", import.meta.url).pathname);
});

after(() => rm(stage.folder, { recursive: true, force: true }));

/** Starts the Worker, and ends it when the call has come back. */
async function worker(call) {
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: "2026-04-01",
    modules: stage.modules,
    kvNamespaces: ["KEPT", ...Array.from({ length: 50 }, (_, index) => `KV${index}`)],
    kvPersist: stage.folder,
  });
  try {
    return await call(async (method, path) => {
      const response = await miniflare.dispatchFetch(`http://localhost${path}`, { method });
      const body = await response.text();
      assert.equal(response.status, 200, body);
      return JSON.parse(body);
    });
  } finally {
    await miniflare.dispose();
  }
}

test("the KV store in workerd", async (context) => {
  const { passed, failures } = await worker((fetch) => fetch("GET", "/suite"));
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
});

test("what was put into KV is there after a restart", async () => {
  const put = "/?key=a&value=kept";
  assert.equal(await worker((fetch) => fetch("PUT", put)), true);
  await worker(async (fetch) => {
    const { page, version } = await fetch("GET", "/");
    assert.deepEqual(page, [["a", "kept"]]);
    assert.equal(await fetch("PUT", put), false);
    assert.equal(await fetch("PUT", `${put}&version=${version}`), true);
  });
});
