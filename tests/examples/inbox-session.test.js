// Runs the README's session with an inbox, and compares what it prints.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { serve } from "../cli/anyhook.js";
import { patternOf, skip } from "./session.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section] = /^## Take webhooks while you develop\n(.*?)^## /ms.exec(readme);
const [, commands, printed] = /^```sh\n(.*?)^```.*?^```text\n(.*?)^```/ms.exec(section);

test("the session prints what the README says", { skip }, async () => {
  const { url } = await serve(["--log", "none"]);
  const script = commands.replaceAll("http://localhost:8787", url);
  const { stdout } = await promisify(execFile)("sh", ["-euc", script]);
  const lines = stdout.trimEnd().split("\n");
  const expected = printed.trimEnd().split("\n");
  assert.equal(lines.length, expected.length, stdout);
  for (const [index, line] of expected.entries()) assert.match(lines[index], patternOf(line));
});
