// Simulates seeds: `node tests/simulation/run.js [--seed N] [--seeds N] [--long] [--plant NAME] [--trace LINES]`.
import { parseArgs } from "node:util";
import { plants } from "./plants.js";
import { report, simulateAll } from "./seeds.js";

/** As many deliveries has the long form at least. */
const LONG = 1_000_000;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "100" },
    long: { type: "boolean", default: false },
    plant: { type: "string" },
    trace: { type: "string", default: "60" },
  },
});
const { seed, seeds, long, plant, trace } = values;
if (plant !== undefined && !Object.hasOwn(plants, plant)) {
  throw new Error(`unknown plant, expected one of: ${Object.keys(plants).join(", ")}`);
}
const result = await simulateAll({
  first: Number(seed ?? 1),
  seeds: seed === undefined ? Number(seeds) : 1,
  deliveries: long ? LONG : 0,
  plant,
  trace: Number(trace),
});
console.log(report(result));
process.exitCode = result.failed ? 1 : 0;
