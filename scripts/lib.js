// What the scripts share: running commands, and not running them again when nothing changed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cache = join(root, ".cache");

/** Something that the person at the keyboard has to put right. */
export class Missing extends Error {}

/** Runs a command, and resolves to what it printed; fails with that if it fails. */
export function run(command, args = [], { cwd = root, env = {}, echo = false, input } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = [input === undefined ? "ignore" : "pipe", "pipe", "pipe"];
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
      if (echo) process.stderr.write(chunk);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.stdin?.end(input);
    child.on("error", (error) => {
      reject(error.code === "ENOENT" ? new Missing(`\`${command}\` is not installed`) : error);
    });
    child.on("close", (code) => {
      if (code === 0) return resolve(output);
      const shown = echo ? "" : `\n${output.trimEnd()}`;
      reject(new Error(`\`${[command, ...args].join(" ")}\` failed${shown}`));
    });
  });
}

export const node = (args, options) => run(process.execPath, args, options);

/** Runs the bin of an npm package that is installed in `where`. */
export function bin(name, args, { where = root, ...options } = {}) {
  return run(join(where, "node_modules", ".bin", name), args, options);
}

/** Does `work` unless its inputs, given as paths, are those that it last succeeded with. */
export async function once(name, { inputs, outputs = [], hint }, work) {
  const stamp = join(cache, "stamps", name);
  const state = digest(inputs);
  const fresh =
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === state &&
    outputs.every((output) => existsSync(join(root, output)));
  if (fresh) return;
  const started = Date.now();
  process.stderr.write(`${name} …${hint ? ` (${hint})` : ""}\n`);
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
  process.stderr.write(`${name}: ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

const IGNORED = new Set(["node_modules", "dist", "generated", "target", ".cache", ".git"]);

/** The files below these paths, in order. */
export function filesBelow(paths) {
  const files = [];
  const visit = (path) => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) return files.push(path);
    for (const name of readdirSync(path).sort()) if (!IGNORED.has(name)) visit(join(path, name));
  };
  for (const path of paths) visit(join(root, path));
  return files;
}

/** The built-in providers: each has a file of its name. */
export const providerIds = () =>
  readdirSync(join(root, "providers"))
    .sort()
    .filter((name) => !["schemes.json", "provider.schema.json", "starter.json"].includes(name))
    .map((name) => name.replace(/\.json$/, ""));

function digest(paths) {
  const hash = createHash("sha256");
  for (const file of filesBelow(paths)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Runs a script's main function, and ends the process as it went. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.stderr.write(
      `\n${error instanceof Missing ? error.message : (error.stack ?? error)}\n`,
    );
    process.exitCode = 1;
  }
}
