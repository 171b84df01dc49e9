import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { vectors } from "./vectors.js";

test("the suite in workerd", async (context) => {
  const bundle = await build({
    entryPoints: [new URL("entry.js", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd"],
    external: ["*.wasm"],
  });
  // The bundle names the module as the package does, from the folder of its entry.
  const contents = bundle.outputFiles[0].text.replaceAll(
    "../generated/anyhook.wasm",
    "./anyhook.wasm",
  );
  const wasm = readFileSync(new URL("../../pkg/dist/generated/anyhook.wasm", import.meta.url));
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: "2026-04-01",
    modules: [
      { type: "ESModule", path: "worker.js", contents },
      { type: "CompiledWasm", path: "anyhook.wasm", contents: wasm },
    ],
  });
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
