import assert from "node:assert/strict";
import { testInOtherRuntimes } from "../runtimes.js";

const script = new URL("print.js", import.meta.url);
testInOtherRuntimes("the suite", script, (context, { passed, failures }) => {
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
});
