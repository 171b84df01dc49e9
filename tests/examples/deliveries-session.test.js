// Runs the README's session with deliveries, and compares what it prints.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { environment, launcher, serve } from "../cli/anyhook.js";
import { canRun, patternOf } from "./session.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section] = /^## Events and deliveries\n(.*?)^## /ms.exec(readme);
const [, commands, printed] = /^```sh\n(.*?)^```.*?^```text\n(.*?)^```/ms.exec(section);

test("the session prints what the README says", { skip: await canRun() }, async () => {
  const { url } = await serve(["--clock", "manual", "--log", "none"]);
  const here = (text) => text.replaceAll("http://localhost:8787", url);
  // What stands for `npx anyhook` is not looked for anywhere, and asks the service that was started here.
  const anyhook = `"${process.execPath}" "${launcher}" $1 --url ${url}`;
  const script = here(commands).replace(/^npx anyhook (.*)$/gm, anyhook);
  // One of the commands tells by its exit code that a delivery was not taken.
  const { stdout } = await promisify(execFile)("sh", ["-uc", `exec 2>&1\n${script}`], {
    env: environment(),
  });
  const lines = stdout.trimEnd().split("\n");
  const expected = here(printed).trimEnd().split("\n");
  assert.equal(lines.length, expected.length, stdout);
  for (const [index, line] of expected.entries()) assert.match(lines[index], patternOf(line));
});
