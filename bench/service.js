// The service under load, beside the same server answering a constant; and with many subscriptions.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { median } from "./measure.js";
import { table, verdict } from "./table.js";

const ROUNDS = 5;
const SECONDS = 2;
const credentials = { "X-API-Key": "bench_key", "X-API-Secret": "bench_secret" };
const body = JSON.stringify({
  url: "https://example.com/webhooks/receiver",
  events: ["customer.active", "transaction.completed"],
});
const json = { ...credentials, "Content-Type": "application/json" };

const folder = mkdtempSync(join(tmpdir(), "anyhook-bench-"));
const processes = [];
try {
  await load();
} finally {
  for (const process of processes) process.kill();
  rmSync(folder, { recursive: true, force: true });
}
await growth();

/** Requests a second, ours and the constant's by turns. */
async function load() {
  const serve = ["../cli/bin/anyhook.js", "serve", "--port", "0", "--log", "none"];
  const ours = await start([...serve, "--memory"]);
  const onDisk = await start([...serve, "--data", join(folder, "data")]);
  const created = [];
  for (let index = 0; index < 10; index++) {
    const response = await fetch(`${ours}/conduit/webhooks`, {
      method: "POST",
      headers: json,
      body,
    });
    created.push(await response.json());
  }
  const constant = await start(["constant-server.js", JSON.stringify(created[0])]);
  const cases = [
    { name: "get", path: `/conduit/webhooks/${created[0].id}`, aim: 0.5 },
    { name: "list of 10", path: "/conduit/webhooks?limit=10", aim: 0.4 },
    { name: "create", path: "/conduit/webhooks", method: "POST", aim: 0.4 },
  ];
  // Requests of one account that write wait for each other, and so each for the disk.
  for (const accounts of [64, 1]) {
    const name = `create on LMDB, accounts: ${accounts}`;
    const create = { path: "/conduit/webhooks", method: "POST", accounts };
    cases.push({ name, ...create, base: onDisk, aim: 0.25 });
  }
  const rows = [];
  for (const { name, path, method = "GET", accounts = 1, base = ours, aim } of cases) {
    const script = join(folder, `${name}.lua`);
    writeFileSync(script, lua(method, accounts));
    const figures = { ours: [], constant: [] };
    for (let round = 0; round < ROUNDS; round++) {
      figures.constant.push(await wrk(`${constant}${path}`, script));
      figures.ours.push(await wrk(`${base}${path}`, script));
    }
    const [mine, most] = [median(figures.ours), median(figures.constant)];
    const share = mine / most;
    rows.push([name, whole(mine), whole(most), share.toFixed(2), `${aim}`, verdict(share >= aim)]);
  }
  table(["requests a second, wrk -c64", "anyhook serve", "constant", "share", "aim", ""], ...rows);
}

/** The base URL that a server prints once it listens. */
async function start(args) {
  const child = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  processes.push(child);
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const [url] = /http:\/\/[\w.]+:\d+/.exec(line) ?? [];
    if (url) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`${args[0]} did not start`);
}

/** What wrk sends, by so many accounts in turn. */
function lua(method, accounts) {
  const headers = Object.entries(method === "POST" ? json : credentials);
  const lines = headers.map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  );
  lines.push(`wrk.method = "${method}"`);
  if (method === "POST") lines.push(`wrk.body = [[${body}]]`);
  if (accounts > 1) {
    lines.push("local sent = 0");
    lines.push("function request()");
    lines.push("  sent = sent + 1");
    lines.push(`  wrk.headers["X-API-Key"] = "bench_" .. sent % ${accounts}`);
    lines.push("  return wrk.format()");
    lines.push("end");
  }
  // What is refused costs less: it must not count.
  lines.push('function done(summary) io.write("refused " .. summary.errors.status .. "\\n") end');
  return lines.join("\n");
}

async function wrk(url, script) {
  const args = ["-t1", "-c64", `-d${SECONDS}s`, "--timeout", "10s", "-s", script, url];
  const { stdout } = await promisify(execFile)("wrk", args);
  if (!/^refused 0$/m.test(stdout) || /Socket errors/.test(stdout)) {
    throw new Error(`requests failed:\n${stdout}`);
  }
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
}

/** Whether requests take longer where an account has many subscriptions. */
async function growth() {
  const sizes = [10, 100_000];
  const figures = { get: [], create: [] };
  for (const size of sizes) {
    const service = createService({ store: memoryStore() });
    const call = async (method, path = "") => {
      const init = method === "POST" ? { headers: json, body } : { headers: credentials };
      const request = new Request(`http://localhost/conduit/webhooks${path}`, { method, ...init });
      const started = performance.now();
      const response = await service.fetch(request);
      const took = performance.now() - started;
      if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status}`);
      return { took, text: await response.text() };
    };
    const ids = [];
    for (let index = 0; index < size; index++) {
      ids.push(JSON.parse((await call("POST")).text).id);
    }
    const times = { get: [], create: [] };
    for (let index = 0; index < 4000; index++) {
      const created = await call("POST");
      const found = await call("GET", `/${ids[(index * 7919) % size]}`);
      // So that there are always as many.
      await call("DELETE", `/${JSON.parse(created.text).id}`);
      times.create.push(created.took);
      times.get.push(found.took);
    }
    for (const name of ["get", "create"]) {
      // The first thousand warm the code up.
      figures[name].push(median(times[name].slice(1000)) * 1000);
    }
  }
  const rows = Object.entries(figures).map(([name, [few, many]]) => {
    const share = many / few;
    return [name, few.toFixed(1), many.toFixed(1), share.toFixed(2), "1.3", verdict(share <= 1.3)];
  });
  table(["µs, median", "10 subscriptions", "100,000", "share", "at most", ""], ...rows);
}

function whole(figure) {
  return Math.round(figure).toLocaleString("en");
}
