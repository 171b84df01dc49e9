// Every check there is: `npm test`, or some of them: `npm test -- rust hosts`. With `--long`, what is held to
// requests that are made up is held to many more.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { build } from "./build.js";
import * as docs from "./docs.js";
import { jsonSchemaSuite } from "./json-schema-suite.js";
import { bin, filesBelow, main, node, root, run } from "./lib.js";
import { isCurrent } from "./licenses.js";
import { schemathesis } from "./schemathesis.js";
import { chromium, npmInstall, rustTools, tool } from "./setup.js";

/** Each part by name: what it runs, and how many checks passed. It throws what failed. */
const parts = {
  rustfmt: () => run("cargo", ["fmt", "--all", "--check"]).then(() => 1),
  clippy: async () => {
    const variants = [
      ["--workspace", "--all-targets"],
      ["--package", "anyhook", "--all-targets", "--features", "service"],
      ["--package", "anyhook", "--features", "wasm"],
      ["--package", "anyhook", "--features", "wasm-service"],
    ];
    for (const variant of variants)
      await run("cargo", ["clippy", ...variant, "--", "-D", "warnings"]);
    return variants.length;
  },
  rust: async () => {
    await jsonSchemaSuite();
    const all = ["--", "--include-ignored", "--show-output"];
    const output = await run("cargo", ["test", ...SERVICE, ...all]);
    const passed = sum(output, /^test result: ok\. (\d+) passed/gm);
    return passed + sum(output, /^(\d+) cases of the JSON Schema Test Suite/gm);
  },
  rustdoc: () =>
    run("cargo", ["doc", "--no-deps", ...SERVICE], {
      env: { RUSTDOCFLAGS: "-D warnings" },
    }).then(() => 1),
  format: () => bin("prettier", ["--check", "--log-level", "warn", "."]).then(() => 1),
  lint: () => bin("oxlint", ["--deny-warnings", ...JAVASCRIPT]).then(() => 1),
  generated: async () => {
    const { files, print } = await import("../tests/vectors/generate.js");
    for (const [name, cases] of Object.entries(files())) {
      const written = readFileSync(join(root, "tests/vectors", name), "utf8");
      if (written !== print(cases)) throw new Error(`${name}: run node tests/vectors/generate.js`);
    }
    if (!(await isCurrent())) throw new Error("THIRD_PARTY_LICENSES: run node scripts/licenses.js");
    if (!docs.isCurrent()) throw new Error("docs/providers.md: run node scripts/docs.js");
    return Object.keys(files()).length + 2;
  },
  wasm: checkWasm,
  hosts: () => suite("tests/hosts"),
  inbox: () => suite("tests/inbox"),
  stores: () => suite("tests/stores"),
  lmdb: async () => {
    if (process.platform === "linux") {
      await tool("strace", "which shows what is on the disk before it is answered");
    }
    return suite("tests/lmdb");
  },
  service: () => suite("tests/service"),
  openapi: async () => {
    const folder = await schemathesis();
    if (!folder) console.log("schemathesis is left out: it needs Python 3.11 or newer");
    const env = { ANYHOOK_SCHEMATHESIS: folder ?? "", ...(isLong && { ANYHOOK_EXAMPLES: "500" }) };
    return suite("tests/openapi", { env, echo: isLong });
  },
  simulation: () => suite("tests/simulation"),
  testing: () => suite("tests/testing"),
  api: () => npmInstall("worker").then(() => suite("tests/api")),
  worker: () => npmInstall("worker").then(() => suite("tests/worker")),
  interop: () => suite("tests/interop"),
  packaging: () => suite("tests/packaging"),
  cli: () => suite("tests/cli"),
  www: () => suite("tests/www"),
  examples: () => suite("tests/examples"),
};

const LONG = "--long";
const isLong = process.argv.includes(LONG);

const JAVASCRIPT = ["scripts", "pkg/src", "cli", "worker", "www", "tests", "bench"];
/** The crate with all that a Rust user can have of it. */
const SERVICE = ["--package", "anyhook", "--features", "service"];

/** The modules tell nothing of the machine that they were built on. */
async function checkWasm() {
  const modules = ["anyhook.wasm", "service.wasm"];
  for (const name of modules) {
    const text = readFileSync(join(root, "pkg/dist/generated", name), "latin1");
    for (const trace of [root, process.env.HOME, "registry/src"]) {
      if (trace && text.includes(trace)) {
        throw new Error(`${name} names ${trace}: xtask/src/main.rs has to remap it`);
      }
    }
  }
  return modules.length;
}

/** Runs the test files of a folder, and counts the tests and the checks that they report. */
async function suite(folder, options) {
  const files = filesBelow([folder]).filter((file) => file.endsWith(".test.js"));
  if (files.length === 0) throw new Error(`${folder} has no tests`);
  // Node itself leaves a core out, which on two is half of them.
  const all = `--test-concurrency=${availableParallelism()}`;
  const output = await node(["--test", "--test-reporter=tap", all, ...files], {
    cwd: join(root, "tests"),
    ...options,
  });
  return sum(output, /^# pass (\d+)/gm) + sum(output, /^\s*# (\d+) checks/gm);
}

const sum = (text, pattern) =>
  [...text.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0);

await main(async () => {
  const chosen = process.argv.slice(2).filter((name) => name !== LONG);
  const unknown = chosen.filter((name) => !(name in parts));
  if (unknown.length > 0 || chosen.includes("--help")) {
    console.log(`npm test -- [PART]... [--long]\nparts: ${Object.keys(parts).join(", ")}`);
    return unknown.length > 0 ? 2 : 0;
  }
  await build();
  await rustTools();
  await npmInstall("tests");
  await chromium();
  await tool("curl", "which runs the README's sessions");
  await tool("openssl", "which makes the keys of docs/running.md");
  await tool("python3", "which runs what the playground gives to paste");
  const results = [];
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
    const started = Date.now();
    if (process.stderr.isTTY) process.stderr.write(`${name} …\r`);
    let error;
    const count = await parts[name]().catch((caught) => {
      error = caught;
      return 0;
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    results.push({ name, count, error });
    console.log(
      `${error ? "FAILED" : "ok    "} ${name.padEnd(10)} ${String(count).padStart(5)}  ${seconds} s`,
    );
    if (error) console.log(`\n${error.message}\n`);
  }
  const failed = results.filter(({ error }) => error);
  const passed = results.reduce((total, { count }) => total + count, 0);
  if (failed.length > 0) console.log(`\nfailed: ${failed.map(({ name }) => name).join(", ")}`);
  console.log(`\n${passed} passed, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
});
