import assert from "node:assert/strict";
import test from "node:test";
import { memoryLimiter } from "anyhook/service";
import { serve } from "./client.js";

const HOUR = 3_600_000;

test("a limiter allows as many as the limit, then none until the window ends", () => {
  const limiter = memoryLimiter();
  const take = (now) => limiter.take("key", 2, 60, now);
  assert.deepEqual(take(0), { remaining: 1, reset: 60 });
  assert.deepEqual(take(500), { remaining: 0, reset: 60 });
  assert.deepEqual(take(59_000), { remaining: -1, reset: 1 });
  assert.deepEqual(take(60_000), { remaining: 1, reset: 60 });
  assert.deepEqual(limiter.take("another", 2, 60, 60_000), { remaining: 1, reset: 60 });
});

test("a clock that is set back opens a new window", () => {
  const limiter = memoryLimiter();
  limiter.take("key", 1, 60, HOUR);
  assert.deepEqual(limiter.take("key", 1, 60, 0), { remaining: 0, reset: 60 });
});

test("a limiter forgets the oldest windows rather than grow without bound", () => {
  const limiter = memoryLimiter();
  for (let index = 0; index < 10_001; index++) limiter.take(`key ${index}`, 5, 60, 0);
  assert.equal(limiter.take("key 10000", 5, 60, 0).remaining, 3);
  assert.equal(limiter.take("key 0", 5, 60, 0).remaining, 4);
});

test("more requests than a provider allows: 429, until the hour is over", async () => {
  let now = Date.UTC(2026, 0, 1);
  const { list, log } = serve({ limiter: memoryLimiter(), clock: () => now });
  const first = await list("devdraft");
  assert.equal(first.status, 200);
  let left = Number(/;r=(\d+)/.exec(first.headers.get("ratelimit"))[1]);
  while (left-- > 0) assert.equal((await list("devdraft")).status, 200);
  now += 1000;
  const refused = await list("devdraft");
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "3599");
  const { statusCode, error } = await refused.json();
  assert.deepEqual([statusCode, error], [429, "Too Many Requests"]);
  assert.equal(log.at(-1).error, "rate_limited");
  assert.equal((await list("conduit")).status, 200, "each provider has its own limits");
  now += HOUR;
  assert.equal((await list("devdraft")).status, 200);
});

test("without a limiter nobody counts", async () => {
  const { list } = serve();
  assert.equal((await list("devdraft")).headers.get("ratelimit"), null);
});
