// Runs the README's sessions with deliveries, and compares what they print.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { generateSecret } from "anyhook";
import { environment, launcher, scratch, serve } from "../cli/anyhook.js";
import { patternOf, skip } from "./session.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section] = /^## Events and deliveries\n(.*?)^## /ms.exec(readme);
const [, commands, printed, trial] =
  /^```sh\n(.*?)^```.*?^```text\n(.*?)^```.*?^```text\n\$ (.*?)^```/ms.exec(section);
const scratchpad = scratch();

/** Runs a script in which `npx anyhook` is this command, and compares what it prints on a terminal. */
async function check(script, expected, more = "") {
  // What stands for `npx anyhook` is not looked for anywhere.
  const own = `"${process.execPath}" "${launcher}" $1${more}`;
  const text = `exec 2>&1\n${script.replace(/^npx anyhook (.*)$/gm, own)}\n:`;
  // Some of the commands tell by their exit code that a delivery was not taken.
  const { stdout } = await promisify(execFile)("sh", ["-uc", text], {
    cwd: scratchpad.folder,
    env: environment(),
  });
  const lines = stdout.trimEnd().split("\n");
  const patterns = expected.trimEnd().split("\n").map(patternOf);
  assert.equal(lines.length, patterns.length, stdout);
  for (const [index, pattern] of patterns.entries()) assert.match(lines[index], pattern);
}

test("the session prints what the README says", { skip }, async () => {
  const { url } = await serve(["--clock", "manual", "--log", "none"]);
  const here = (text) => text.replaceAll("http://localhost:8787", url);
  await check(here(commands), here(printed), ` --url ${url}`);
});

test("a receiver that takes everything is told so", async () => {
  const server = createServer((request, response) =>
    request.resume().on("end", () => response.end()),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  const secret = scratchpad.file("secret", generateSecret("conduit"));
  const [command, ...lines] = trial.replaceAll("http://localhost:3000", url).split("\n");
  await check(command.replace("--secret-file secret", `--secret-file ${secret}`), lines.join("\n"));
});
