// A folder of 100,000 webhooks: written by hand and imported, exported, and imported from that.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { table, verdict } from "./table.js";

const COUNT = 100_000;
const folder = mkdtempSync(join(tmpdir(), "anyhook-bench-"));
const at = (name) => join(folder, name);

try {
  writeFileSync(at("seed.jsonl"), seeds());
  const rows = [];
  for (const { name, args, file, aim } of [
    {
      name: "import, by hand",
      args: ["import", at("seed.jsonl"), "--data", at("data")],
      file: "seed.jsonl",
      aim: { seconds: 60, memory: 768 },
    },
    {
      name: "export",
      args: ["export", "--data", at("data"), "--output", at("backup.jsonl")],
      file: "backup.jsonl",
      aim: { seconds: 5, memory: 256 },
    },
    {
      name: "import, of the export",
      args: ["import", at("backup.jsonl"), "--data", at("restored")],
      file: "backup.jsonl",
      aim: { seconds: 15, memory: 256 },
    },
  ]) {
    const { seconds, memory } = await run(args);
    rows.push([
      name,
      whole(statSync(at(file)).size / 1e6),
      seconds.toFixed(1),
      `${aim.seconds}`,
      verdict(seconds <= aim.seconds),
      whole(memory),
      `${aim.memory}`,
      verdict(memory <= aim.memory),
    ]);
  }
  await compare();
  const heads = ["100,000 webhooks", "MB of file", "s", "at most", "", "MiB at most", "aim", ""];
  table(heads, ...rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Webhooks of a hundred accounts. */
function seeds() {
  const line = (index) =>
    JSON.stringify({
      provider: "conduit",
      account: `account-${index % 100}`,
      body: { url: `https://example.com/${index}`, events: ["customer.active"] },
    });
  return `${Array.from({ length: COUNT }, (_, index) => line(index)).join("\n")}\n`;
}

/** Runs the command. Resolves to its seconds, and to the MiB that it had at most. */
async function run(args) {
  const peak = at("peak");
  const command = ["--import", "./peak.js", "../cli/bin/anyhook.js", ...args];
  const started = performance.now();
  await promisify(execFile)(process.execPath, command, {
    cwd: import.meta.dirname,
    env: { ...process.env, PEAK_FILE: peak },
  });
  const seconds = (performance.now() - started) / 1000;
  return { seconds, memory: Number(readFileSync(peak, "utf8")) / 2 ** 20 };
}

/** What was imported is what was exported. */
async function compare() {
  await run(["export", "--data", at("restored"), "--output", at("again.jsonl")]);
  const [one, other] = ["backup.jsonl", "again.jsonl"].map((name) =>
    readFileSync(at(name), "utf8").split("\n").slice(1).join("\n"),
  );
  if (one !== other) throw new Error("what was imported is not what was exported");
}

function whole(figure) {
  return Math.round(figure).toLocaleString("en");
}
