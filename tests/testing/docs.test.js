// The program that docs/testing.md shows, and the kinds of answers that it lists.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

const page = readFileSync(new URL("../../docs/testing.md", import.meta.url), "utf8");

test("the program prints what stands beside it", () => {
  const [, program] = /^```js\n([^]*?)^```/m.exec(page);
  const [, printed] = /\/\/ (\[.*\])$/m.exec(program);
  // Inside of tests/, so that it finds the package.
  const folder = mkdtempSync(fileURLToPath(new URL("../examples/.run-", import.meta.url)));
  try {
    const file = join(folder, "testing.mjs");
    writeFileSync(file, program);
    const output = execFileSync(process.execPath, [file], { encoding: "utf8" });
    assert.equal(output.trim(), inspect(JSON.parse(printed)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
