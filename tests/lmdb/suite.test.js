import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { suite } from "../stores/suite.js";

test("the LMDB store", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "anyhook-lmdb-"));
  const stores = [];
  const open = () => {
    stores.push(lmdbStore(join(folder, String(stores.length))));
    return stores.at(-1);
  };
  const { passed, failures } = await suite(open);
  context.diagnostic(`${passed} checks`);
  await Promise.all(stores.map((store) => store.close()));
  rmSync(folder, { recursive: true });
  assert.deepEqual(failures, []);
});
