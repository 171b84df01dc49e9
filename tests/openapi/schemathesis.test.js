// The service in strict mode, held to its OpenAPI documents by schemathesis: all of its checks, on requests that
// it makes up. `npm test -- openapi --long` makes 500 an operation, and prints how many each one had.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { providers } from "anyhook";
import { anyhook, scratch, serve } from "../cli/anyhook.js";

/** Where scripts/schemathesis.js has put it. */
const packages = process.env.ANYHOOK_SCHEMATHESIS;
const examples = process.env.ANYHOOK_EXAMPLES ?? "5";
const skip = packages ? false : "schemathesis is not installed: run npm test -- openapi";

const { folder } = scratch();
const data = join(folder, "data");

describe("what is answered is what the OpenAPI documents say", { skip, concurrency: 2 }, () => {
  const server = skip || serve(["--strict", "--no-limits", "--log", "none", "--data", data]);
  for (const { id } of providers()) {
    test(id, async (t) => {
      const { url } = await server;
      const key = ["--provider", id, "--account", "acme", "--data", data, "--json"];
      const { stdout } = await anyhook(["keys", "create", ...key]);
      const [headers] = JSON.parse(stdout).credentials;
      const report = join(folder, `${id}.ndjson`);
      const args = [`${url}/_/${id}/openapi.json`, "--url", `${url}/${id}`, "--checks", "all"];
      args.push(...Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`));
      args.push("--max-examples", examples, "--continue-on-failure", "--no-color");
      args.push("--report", "ndjson", "--report-ndjson-path", report);
      const { code, output } = await schemathesis(args);
      const [, generated, passed] = /^ *(\d+) generated, (\d+) passed/m.exec(output) ?? [];
      assert.equal(code, 0, output);
      assert.equal(passed, generated, output);
      t.diagnostic(`${passed} checks`);
      if (process.env.ANYHOOK_EXAMPLES) t.diagnostic(perOperation(report));
    });
  }
});

async function schemathesis(args) {
  const command = ["-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", ...args];
  const child = spawn("python3", command, {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      PYTHONPATH: packages,
      PYTHONDONTWRITEBYTECODE: "1",
      HYPOTHESIS_STORAGE_DIRECTORY: join(folder, "hypothesis"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  const [code] = await once(child, "close");
  return { code, output };
}

/** How many requests of each operation were made up. */
function perOperation(report) {
  const counts = {};
  for (const line of readFileSync(report, "utf8").split("\n")) {
    const cases = line && JSON.parse(line).ScenarioFinished?.recorder.cases;
    for (const { value } of Object.values(cases || {})) {
      const name = `${value.method} ${value.path}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join(", ");
}
