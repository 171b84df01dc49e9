import assert from "node:assert/strict";
import test from "node:test";
import { Miniflare } from "miniflare";
import { workerModules } from "../worker.js";
import { vectors } from "./vectors.js";

test("the suite in workerd", async (context) => {
  const modules = await workerModules(new URL("entry.js", import.meta.url).pathname);
  const miniflare = new Miniflare({ cf: false, compatibilityDate: "2026-04-01", modules });
  try {
    const response = await miniflare.dispatchFetch("http://localhost/", {
      method: "POST",
      body: JSON.stringify(vectors),
    });
    const { passed, failures } = await response.json();
    context.diagnostic(`${passed} checks`);
    assert.deepEqual(failures, []);
  } finally {
    await miniflare.dispose();
  }
});
