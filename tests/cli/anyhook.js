// Runs the command as a shell would, for the tests of this folder.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

export const launcher = fileURLToPath(new URL("../../cli/bin/anyhook.js", import.meta.url));

/** The environment without what changes the answers of the command. */
export function environment(more = {}) {
  const names = ["SECRET", "ADMIN_TOKEN", "MASTER_KEY"].map((name) => `ANYHOOK_${name}`);
  const others = Object.entries(process.env).filter(
    ([name]) => ![...names, "NO_COLOR", "FORCE_COLOR"].includes(name),
  );
  // No test writes into the configuration of whoever runs it.
  return { ...Object.fromEntries(others), XDG_CONFIG_HOME: "/dev/null/none", ...more };
}

/** Runs `anyhook` with standard input `input`; resolves to what it printed and its exit code. */
export async function anyhook(args, { input = "", env = {}, cwd } = {}) {
  const child = spawn(process.execPath, [launcher, ...args], { env: environment(env), cwd });
  const output = { stdout: [], stderr: [] };
  for (const name of ["stdout", "stderr"]) {
    child[name].on("data", (chunk) => output[name].push(chunk));
  }
  // A command that fails before it reads closes its end of the pipe.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code] = await once(child, "close");
  const text = (name) => Buffer.concat(output[name]).toString("utf8");
  return { code, stdout: text("stdout"), stderr: text("stderr") };
}

/** Makes a folder that is removed after the tests, and returns a writer of files in it. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "anyhook-cli-"));
  after(() => rmSync(folder, { recursive: true }));
  let count = 0;
  const file = (name, content) => {
    const path = join(folder, `${count++}-${name}`);
    writeFileSync(path, content);
    return path;
  };
  return { folder, file };
}

/** Starts `anyhook listen` or `anyhook serve` on a free port, to be stopped after the tests. */
async function start(name, args, { env = {} } = {}) {
  const command = [launcher, name, "--port", "0", ...args];
  const stdio = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, command, { env: environment(env), stdio });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value;
  const kill = (signal) => child.kill(signal);
  /** Resolves to the exit code, or to the signal that ended it. */
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  const stop = async (signal = "SIGTERM") => {
    if (child.exitCode === null) kill(signal);
    return ended;
  };
  after(() => stop());
  const first = await line();
  const url = /http:\/\/[^\s"]+/.exec(first)?.[0];
  return { first, url, line, kill, ended, stop };
}

export const listen = (args, options) => start("listen", args, options);

/** In memory, unless the arguments name a folder. */
export const serve = (args, options) =>
  start("serve", args.includes("--data") ? args : ["--memory", ...args], options);

/** Sends bytes as they are, and resolves to the answer when the other side closes. */
export async function raw(url, bytes) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ""));
  socket.write(bytes);
  const chunks = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}
