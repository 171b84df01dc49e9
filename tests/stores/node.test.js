import assert from "node:assert/strict";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import { suite } from "./suite.js";

test("the memory store", async (context) => {
  const { passed, failures } = await suite(memoryStore);
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
});
