import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { environment, launcher, scratch } from "./anyhook.js";

test("each example of the README prints what it says", async () => {
  const { folder } = scratch();
  mkdirSync(join(folder, "bin"));
  symlinkSync(launcher, join(folder, "bin", "anyhook"));
  const env = environment({ PATH: [join(folder, "bin"), process.env.PATH].join(delimiter) });
  const readme = readFileSync(new URL("../../cli/README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block]) => block);
  const examples = blocks.flatMap((block) => block.split(/^\$ /m).slice(1));
  assert.ok(examples.length >= 7);
  for (const example of examples) {
    const [command, ...expected] = example.split("\n");
    // The exit code is another test's matter: an example may show a refusal.
    const printed = await promisify(execFile)("sh", ["-c", command], { cwd: folder, env }).catch(
      (failure) => failure,
    );
    // A body is printed without a line break.
    assert.equal(printed.stdout.trimEnd(), expected.join("\n").trimEnd(), command);
  }
});
