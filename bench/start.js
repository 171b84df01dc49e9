// From before the import to after the first verification, each time in a fresh process.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { BASE64_SECRET, deliveries, tampered, TEXT_SECRET } from "./deliveries.js";
import { median, quiet } from "./measure.js";
import { ratio, table, verdict } from "./table.js";

const RUNS = 15;
const BODY_SIZE = 1024;
const FIRST = fileURLToPath(new URL("./first-verify.js", import.meta.url));
const OURS = "anyhook";
const AIM = "standardwebhooks";

const SCHEMES = {
  [OURS]: "standard-webhooks",
  "anyhook/standardwebhooks": "standard-webhooks",
  [AIM]: "standard-webhooks",
  svix: "standard-webhooks",
  stripe: "stripe",
  "@octokit/webhooks-methods": "github",
};

const figures = new Map(Object.keys(SCHEMES).map((name) => [name, []]));
for (let run = 0; run < RUNS; run++) {
  for (const [name, runs] of figures) runs.push(first(name));
}

const ours = quiet(figures.get(OURS));
const rows = [...figures].map(([name, runs]) => [
  name,
  `${median(runs).toFixed(1)} ms`,
  `${quiet(runs).toFixed(1)} ms`,
  ratio(quiet(runs), ours),
]);
table([`import and first verify, ${RUNS} processes each`, "median", "quiet", ""], ...rows);
const times = quiet(figures.get(AIM)) / ours;
process.stdout.write(
  `aim: import and first verify no slower than ${AIM}: ` +
    `${times.toFixed(2)} times as fast, ${verdict(times >= 1)}\n`,
);

function first(name) {
  const [delivery] = deliveries(SCHEMES[name], BODY_SIZE, 1);
  const forms = [delivery, tampered(delivery)].map(({ text, headers }) => ({ text, headers }));
  const secret = name === "stripe" || name.startsWith("@octokit") ? TEXT_SECRET : BASE64_SECRET;
  const input = JSON.stringify({ name, secret, forms });
  const child = spawnSync(process.execPath, [FIRST], { input, encoding: "utf8" });
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
  return Number(child.stdout);
}
