import assert from "node:assert/strict";
import test from "node:test";
import { manualClock } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { like } from "../client.js";
import { courier, DAY } from "./courier.js";

const START = Date.UTC(2026, 0, 1);
const URL_A = "https://a.example.com/hook";
/** How long after the attempt before it Conduit makes each of its attempts, in seconds. */
const DELAYS = [30, 120, 300, 900, 1800, 3600, 7200, 14400, 21600];

/** A service on a clock, whose endpoint answers what `answer` says, and when it was asked. */
function clocked(answer, { clock = manualClock(START), ...options } = {}) {
  const times = [];
  const transport = async () => {
    times.push(clock.now());
    return new Response(null, { status: answer(times.length) });
  };
  return { ...courier({ transport, clock, ...options }), clock, times };
}

test("a day of retries takes no time, and each comes when it is due", async () => {
  const own = clocked(() => 500);
  await own.subscribe(URL_A);
  await own.publish();
  assert.equal(own.clock.now(), START);
  assert.equal(await own.clock.advance(DAY), START + DAY);
  assert.equal(own.clock.now(), START + DAY);
  const waits = own.times.map((time, index) => (time - (own.times[index - 1] ?? START)) / 1000);
  assert.equal(waits.shift(), 0);
  const { length } = DELAYS;
  assert.deepEqual(waits.slice(0, length), DELAYS);
  const logged = own.attempts().map(({ time }) => time);
  assert.deepEqual(logged, own.times);
  await own.clock.advance(10 * DAY);
  const [{ state }] = await own.deliveries();
  assert.equal(state, "failed");
  assert.deepEqual(await own.queue(), []);
});

test("a clock that is advanced to the millisecond before sends nothing yet", async () => {
  const own = clocked((count) => (count === 1 ? 503 : 200));
  await own.subscribe(URL_A);
  await own.publish();
  await own.service.deliver();
  await own.clock.advance(29_999);
  assert.equal(own.times.length, 1);
  await own.clock.advance(1);
  assert.deepEqual(own.times, [START, START + 30_000]);
});

test("two services on one clock are taken along together", async () => {
  const first = clocked((count) => (count === 1 ? 500 : 200));
  const second = clocked((count) => (count < 3 ? 500 : 200), { clock: first.clock });
  for (const own of [first, second]) {
    await own.subscribe(URL_A);
    await own.publish();
  }
  await first.clock.advance(DAY);
  assert.deepEqual(first.times, [START, START + 30_000]);
  assert.deepEqual(second.times, [START, START + 30_000, START + 150_000]);
  await second.service.close();
  await second.publish();
  await first.clock.advance(DAY);
  assert.equal(second.times.length, 3, "it was closed");
});

test("steps that are asked for at once come one after the other", async () => {
  const own = clocked(() => 200);
  const times = await Promise.all([1, 2, 3].map((by) => own.clock.advance(by)));
  assert.deepEqual(times, [START + 1, START + 3, START + 6]);
});

test("a store that fails stops the clock where that was", async () => {
  let isBroken = false;
  const list = async (inner, options) => {
    if (isBroken) throw new Error("the disk is full");
    return inner.list(options);
  };
  const own = clocked(() => 500, { store: like(memoryStore(), { list }) });
  await own.subscribe(URL_A);
  await own.publish();
  await own.service.deliver();
  isBroken = true;
  await assert.rejects(own.clock.advance(DAY), /the disk is full/);
  assert.equal(own.clock.now(), START);
  isBroken = false;
  assert.equal(await own.clock.advance(DAY), START + DAY);
});

test("a clock's time and its steps are whole milliseconds from 0 up", async () => {
  const refused = { name: "WebhookConfigurationError", code: "invalid_argument" };
  for (const start of [-1, 1.5, Number.NaN, "now", null, new Date(Number.NaN), 8.64e15 + 1]) {
    assert.throws(() => manualClock(start), refused);
  }
  const clock = manualClock(new Date(START));
  assert.equal(clock.now(), START);
  for (const by of [-1, 0.5, Number.NaN, "1d", undefined]) {
    assert.throws(() => clock.advance(by), refused);
  }
  await assert.rejects(clock.advance(8.64e15), refused);
  assert.equal(await clock.advance(0), START);
  const { now } = manualClock();
  assert.ok(Math.abs(Date.now() - now()) < 60_000);
});
