// Many seeds, on as many threads as the machine has for it, until enough was done or one fails.
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { FAULTS } from "./faults.js";
import { simulate } from "./world.js";

/** So many are given to a thread at once. */
const CHUNK = 10;

if (!isMainThread) {
  parentPort.on("message", async (chunk) => parentPort.postMessage(await simulateSome(chunk)));
}

/**
 * Runs seeds from the first one on: so many, and more until there were so many deliveries.
 *
 * @returns what was done, and the first seed that failed, if one did
 */
export async function simulateAll({ first = 1, seeds, deliveries = 0, plant, trace = 60 }) {
  const started = performance.now();
  const before = process.cpuUsage();
  const total = nothing();
  let next = first;
  const isEnough = () => next >= first + seeds && total.deliveries >= deliveries;
  const work = async (run) => {
    while (!isEnough() && !total.failed) {
      const count = Math.min(CHUNK, Math.max(first + seeds - next, 1));
      const chunk = { first: next, seeds: count, plant, trace };
      next += count;
      add(total, await run(chunk));
    }
  };
  if (seeds === 1 && deliveries === 0) {
    await work(simulateSome);
  } else {
    const threads = Math.min(availableParallelism(), Math.ceil(seeds / CHUNK));
    await Promise.all(Array.from({ length: threads }, () => withThread(work)));
  }
  const { user, system } = process.cpuUsage(before);
  const busy = (user + system) / 1e6;
  return { ...total, seconds: (performance.now() - started) / 1000, busy };
}

async function withThread(work) {
  const worker = new Worker(new URL(import.meta.url));
  const run = (chunk) =>
    new Promise((resolve, reject) => {
      worker.removeAllListeners();
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.postMessage(chunk);
    });
  try {
    await work(run);
  } finally {
    await worker.terminate();
  }
}

async function simulateSome({ first, seeds, plant, trace }) {
  const total = nothing();
  for (let seed = first; seed < first + seeds && !total.failed; seed++) {
    const { counts, struck, problems, trace: told } = await simulate(seed, { plant });
    const failed = problems.length > 0 && { seed, plant, problems, trace: told(trace) };
    add(total, { ...counts, seeds: 1, struck, failed });
  }
  return total;
}

const nothing = () => ({
  seeds: 0,
  events: 0,
  deliveries: 0,
  attempts: 0,
  struck: Object.fromEntries(FAULTS.map((name) => [name, 0])),
  failed: undefined,
});

function add(total, { struck, failed, ...counts }) {
  for (const [name, count] of Object.entries(counts)) total[name] += count;
  for (const [name, count] of Object.entries(struck)) total.struck[name] += count;
  if (failed && !(total.failed?.seed < failed.seed)) total.failed = failed;
}

/** A result as text: how often each fault struck, what was done, and what was wrong. */
export function report({ struck, failed, seconds, busy, ...total }) {
  const lines = Object.entries(struck).map(
    ([name, count]) => `${String(count).padStart(9)}  ${name}`,
  );
  const counts = Object.entries(total).map(([name, count]) => `${count} ${name}`);
  const text = [
    ...lines,
    `${counts.join(", ")} in ${seconds.toFixed(1)} s, ${busy.toFixed(1)} s of a core`,
  ];
  if (failed) text.push("", describe(failed));
  return text.join("\n");
}

/** What was wrong, what came before it, and how it is seen again. */
export function describe({ seed, plant, problems, trace }) {
  const command = `node tests/simulation/run.js --seed ${seed}${plant ? ` --plant "${plant}"` : ""}`;
  const wrong = problems.slice(0, 10).map((problem) => `  ${problem}`);
  return [trace, "", `seed ${seed}:`, ...wrong, "", `to see it again: ${command}`].join("\n");
}
