// Runs the sessions of docs/running.md in one shell, and compares what they print.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, watch } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { environment, launcher } from "../cli/anyhook.js";
import { patternOf, skip } from "./session.js";

const page = readFileSync(new URL("../../docs/running.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block]) => block);
const steps = blocks.flatMap((block) => block.split(/^\$ /m).slice(1));

test("each session of docs/running.md prints what it says", { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "anyhook-running-"));
  const shell = await openShell(folder);
  try {
    const port = await freePort();
    for (const step of steps) {
      const [shown, ...lines] = step.trimEnd().split("\n");
      const command = shown.replaceAll("8787", port);
      const found = command.startsWith("anyhook serve")
        ? await shell.serve(`${command} --port ${port}`, lines.length)
        : await shell.run(command);
      const printed = found.map((line) => line.replaceAll(port, "8787"));
      assert.equal(printed.length, lines.length, `${command}\n${printed.join("\n")}`);
      for (const [index, line] of lines.entries()) assert.match(printed[index], patternOf(line));
    }
    t.diagnostic(`${steps.length} checks`);
  } finally {
    await shell.close();
    rmSync(folder, { recursive: true });
  }
});

/** A shell that keeps what it was told, in which `anyhook` is this command. */
async function openShell(folder) {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(launcher, join(bin, "anyhook"));
  const env = environment({ PATH: [bin, process.env.PATH].join(delimiter) });
  const child = spawn("sh", { cwd: folder, env, stdio: ["pipe", "pipe", "inherit"] });
  const printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const run = async (command) => {
    const end = "-- end of a step --";
    child.stdin.write(`{ ${command}\n} 2>&1\necho; echo '${end}'\n`);
    const lines = [];
    for (;;) {
      const { value, done } = await printed.next();
      assert.ok(!done, `the shell ended in ${command}`);
      if (value === end) break;
      lines.push(value);
    }
    // What ended without a line break has one now; what ended with one, two.
    return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  };
  let served = 0;
  /** Ends the service that runs, starts another, and resolves to its first lines. */
  const serve = async (command, count) => {
    await stop();
    const log = join(folder, `serve-${++served}.log`);
    await run(`: > ${log}; ${command} > ${log} 2>&1 & service=$!`);
    const lines = () => readFileSync(log, "utf8").split("\n").slice(0, -1);
    const changes = watch(log);
    while (lines().length < count) await once(changes, "change");
    changes.close();
    return lines().slice(0, count);
  };
  const stop = () => run('if [ "$service" ]; then kill $service; wait $service; fi; service=');
  const close = async () => {
    await stop();
    child.stdin.end();
    await once(child, "close");
  };
  return { run, serve, close };
}

async function freePort() {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return `${port}`;
}
