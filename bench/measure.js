// Interleaved rounds: whatever slows the machine for a while slows every contender alike.
const WARM_UP_MS = 60;
const ROUND_MS = 6;
const ROUNDS = 50;

/** The quiet figure: a tenth of the rounds were faster. The machine's noise only ever adds. */
export function quiet(figures) {
  return quantile(figures, 0.1);
}

export function median(figures) {
  return quantile(figures, 0.5);
}

export function quantile(figures, share) {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)];
}

/**
 * Microseconds that each contender takes for one delivery of `good`. Each must be right about every
 * delivery before it is timed and about the last one of each round, and refuse all of `bad`.
 */
export async function measure(contenders, good, bad = []) {
  const racers = [];
  for (const contender of contenders) {
    await check(contender, good, bad);
    racers.push({ contender, iterations: await calibrate(contender, good), rounds: [] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { contender, iterations, rounds } of racers) {
      rounds.push((await time(contender, good, iterations)) / iterations);
      await check(contender, [], bad.slice(0, 1));
    }
  }
  return racers.map(({ rounds }) => quiet(rounds));
}

async function check({ name, run, right }, good, bad) {
  for (const delivery of good) {
    if (!right(await run(delivery), delivery)) throw new Error(`${name}: wrong result`);
  }
  for (const delivery of bad) {
    let result;
    try {
      result = await run(delivery);
    } catch {
      continue;
    }
    if (result !== false) throw new Error(`${name}: accepted a tampered body`);
  }
}

async function calibrate(contender, good) {
  let iterations = 16;
  let spent = 0;
  for (;;) {
    const took = (await time(contender, good, iterations)) / 1000;
    spent += took;
    if (spent > WARM_UP_MS) return Math.max(1, Math.round((iterations * ROUND_MS) / took));
    if (took < ROUND_MS) iterations *= 2;
  }
}

/** Microseconds of `iterations` runs. An awaited contender has a loop apart: awaiting costs. */
async function time(contender, good, iterations) {
  const { run, right } = contender;
  let delivery;
  let result;
  const started = performance.now();
  if (contender.async) {
    for (let index = 0; index < iterations; index++) {
      delivery = good[index % good.length];
      result = await run(delivery);
    }
  } else {
    for (let index = 0; index < iterations; index++) {
      delivery = good[index % good.length];
      result = run(delivery);
    }
  }
  const took = (performance.now() - started) * 1000;
  if (!right(result, delivery)) throw new Error(`${contender.name}: wrong result`);
  return took;
}
