// The store that docs/stores.md shows, held to the suite as the page says.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const SUITE = ["suite.js", "checks.js", "commit-cases.js", "list-cases.js", "value-cases.js"];

test("the store of the docs", async (context) => {
  const page = await readFile(join(here, "../../docs/stores.md"), "utf8");
  const examples = [...page.matchAll(/<!-- example: (\S+) -->\s+```js\n([^]*?)```/g)];
  // Inside of tests/, so that the examples find the package.
  const folder = await mkdtemp(join(here, "../examples/.run-"));
  try {
    for (const [, name, text] of examples) await writeFile(join(folder, name), text);
    for (const name of SUITE) await cp(join(here, name), join(folder, name));
    const { stdout } = await promisify(execFile)(process.execPath, ["file-store.test.js"], {
      cwd: folder,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, TMPDIR: folder },
    });
    const [, passed] = /^(\d+) checks/m.exec(stdout) ?? assert.fail(stdout);
    context.diagnostic(`${passed} checks`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
