import assert from "node:assert/strict";
import test from "node:test";
import { FAULTS } from "./faults.js";
import { plants } from "./plants.js";
import { describe, report, simulateAll } from "./seeds.js";
import { simulate } from "./world.js";

const SEEDS = 1000;
const DELIVERIES = 200_000;
/** Within as many seeds every planted bug is found. */
const PLANTED = 200;

test("deliveries survive everything that goes wrong", async () => {
  const result = await simulateAll({ seeds: SEEDS, deliveries: DELIVERIES });
  if (result.failed) assert.fail(describe(result.failed));
  for (const name of FAULTS) assert.ok(result.struck[name] > 0, `${name} never strikes`);
  console.log(report(result));
  console.log(`${result.seeds} checks`);
});

for (const plant of Object.keys(plants)) {
  test(`a planted bug is found: ${plant}`, async () => {
    const { failed } = await simulateAll({ seeds: PLANTED, plant });
    assert.ok(failed, `the simulation does not find it in ${PLANTED} seeds`);
    console.log(`${plant}: seed ${failed.seed}: ${failed.problems[0]}`);
  });
}

test("a seed always leads to the same run", async () => {
  for (const seed of [1, 7, 13]) {
    const [one, other] = [await simulate(seed), await simulate(seed)];
    assert.equal(one.trace(5000), other.trace(5000));
  }
});
