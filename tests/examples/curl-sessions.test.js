// Runs the README's sessions with curl, and compares what they print.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { serve } from "../cli/anyhook.js";
import { startWorker } from "../worker/start.js";

const run = promisify(execFile);
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section] = /^## Run a provider's API\n(.*?)^## /ms.exec(readme);

/** The lines that the sessions share, and each session with what it prints. */
const [[, , shared], ...blocks] = [...section.matchAll(/^```(sh|text)\n(.*?)^```/gms)];
const sessions = blocks.flatMap(([, kind, commands], index) =>
  kind === "sh" ? [{ commands, printed: blocks[index + 1][2] }] : [],
);

/** The README's line as a pattern: `…` stands for anything. */
const patternOf = (line) =>
  new RegExp(
    `^${line
      .split("…")
      .map((part) => part.replace(/[^\w]/g, "\\$&"))
      .join(".+")}$`,
  );

// `--json` came with curl 7.82, of 2022.
const found = await run("curl", ["--help", "all"]).catch(() => ({ stdout: "" }));
const skip = found.stdout.includes("--json") ? false : "curl 7.82 or newer is missing";

async function checkAll(base, key) {
  const own = shared.replace("http://localhost:8787", base).replace("key=any", `key=${key}`);
  for (const { commands, printed } of sessions) {
    const { stdout } = await run("sh", ["-euc", own + commands]);
    const lines = stdout.trimEnd().split("\n");
    const expected = printed.trimEnd().split("\n");
    assert.equal(lines.length, expected.length, stdout);
    for (const [index, line] of expected.entries()) assert.match(lines[index], patternOf(line));
  }
}

test("there is a session for each provider", () => {
  const names = ["connect", "conduit", "spritz", "cryptofuse", "devdraft"];
  assert.deepEqual(
    sessions.map(({ commands }) => /^\w+/.exec(commands)[0]),
    names,
  );
  assert.match(shared, /^api=http:\/\/localhost:8787\nkey=any\n/);
});

test("the sessions print what the README says, of `anyhook serve`", { skip }, async () => {
  const { url } = await serve(["--log", "none"]);
  await checkAll(url, "any");
});

test("the sessions print what the README says, of the Worker", { skip }, async () => {
  const { base, key, stop } = await startWorker();
  try {
    await checkAll(base, key);
  } finally {
    await stop();
  }
});
