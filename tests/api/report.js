// Tells what the suite returned, to node:test.
import assert from "node:assert/strict";

export function report(context, { passed, failures }) {
  context.diagnostic(`${passed} checks`);
  const told = failures.map(({ provider, case: name, what, expected, found }) =>
    [`${provider}: ${name}`, what, `expected ${expected}`, `found ${found}`].join("\n    "),
  );
  assert.equal(failures.length, 0, told.join("\n"));
  assert.ok(passed > 10_000);
}
