// Runs the README's sessions with curl, and compares what they print.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { all } from "../api/facts/index.js";
import { launcher, serve } from "../cli/anyhook.js";
import { account } from "../worker/account.js";
import { startWorker } from "../worker/start.js";
import { patternOf, skip } from "./session.js";

const run = promisify(execFile);
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section] = /^## Run a provider's API\n(.*?)^## /ms.exec(readme);

/** The lines that the sessions share, and each session with what it prints: the providers', the Worker's. */
const [[, , shared], ...blocks] = [...section.matchAll(/^```(sh|text)\n(.*?)^```/gms)];
const sessions = blocks.flatMap(([, kind, commands], index) =>
  kind === "sh" ? [{ commands, printed: blocks[index + 1][2] }] : [],
);
const workers = sessions.pop();

/** Runs a session, and compares what it prints on a terminal. */
async function check({ commands, printed }, { base, key = "any", secret = "any", cwd }) {
  const own = shared
    .replace("http://localhost:8787", base)
    .replace("key=any", `key=${key}`)
    .replace("secret=any", `secret=${secret}`);
  // What stands for `npx anyhook` is not looked for anywhere.
  const script = commands.replace("npx anyhook", `"${process.execPath}" "${launcher}"`);
  const { stdout } = await run("sh", ["-euc", `exec 2>&1\n${own}${script}`], { cwd });
  const lines = stdout.trimEnd().split("\n");
  const expected = printed.trimEnd().split("\n");
  assert.equal(lines.length, expected.length, stdout);
  for (const [index, line] of expected.entries()) assert.match(lines[index], patternOf(line));
}

const nameOf = ({ commands }) => /^\w+/.exec(commands)[0];

test("there is a session for each provider", () => {
  assert.deepEqual(
    sessions.map(nameOf),
    all.map(({ id }) => id),
  );
  assert.match(shared, /^api=http:\/\/localhost:8787\nkey=any\nsecret=any\n/);
});

test("the sessions print what the README says, of `anyhook serve`", { skip }, async () => {
  const { url } = await serve(["--log", "none"]);
  for (const session of sessions) await check(session, { base: url });
});

test("the sessions print what the README says, of the Worker", { skip }, async () => {
  const worker = await startWorker();
  const cwd = mkdtempSync(join(tmpdir(), "anyhook-"));
  try {
    for (const [index, facts] of all.entries()) {
      const { texts } = await account(worker, facts);
      const { key = texts.token, secret } = texts;
      await check(sessions[index], { base: worker.base, key, secret });
    }
    mkdirSync(join(cwd, "worker"));
    const variables = Object.entries(worker.secrets).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(cwd, "worker/.dev.vars"), variables.join(""));
    await check(workers, { base: worker.base, cwd });
  } finally {
    await worker.stop();
    rmSync(cwd, { recursive: true });
  }
});
