import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { wrangler } from "../../scripts/wrangler.js";

test("wrangler bundles the Worker for deployment", async () => {
  const folder = mkdtempSync(join(tmpdir(), "anyhook-"));
  try {
    const output = await wrangler(["deploy", "--dry-run", "--outdir", folder]);
    assert.match(output, /env\.ANYHOOK\s+KV Namespace/);
    const wasm = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
    assert.equal(wasm.length, 1);
    assert.match(wasm[0], /service\.wasm$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
