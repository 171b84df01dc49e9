import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import { like } from "../client.js";
import { courier, Endpoints, eventOf, HOUR, MINUTE, Time, TYPE, until } from "./courier.js";

const URL_A = "https://a.example.com/hook";
/** When Conduit tries again, in seconds. */
const DELAYS = [30, 120, 300];

function started(options = {}) {
  const time = new Time();
  const endpoints = new Endpoints();
  const own = courier({ transport: endpoints.transport, ...time.options, ...options });
  own.service.start();
  return { time, endpoints, own };
}

test("what is published is sent at once, and what fails when it is due", async () => {
  const { time, endpoints, own } = started();
  await own.subscribe(URL_A);
  const { id } = await own.publish();
  await time.advance(0);
  for (const delay of DELAYS) {
    assert.equal(endpoints.pending.length, 1);
    endpoints.answer(undefined, 500);
    await time.advance(delay * 1000 - 1);
    assert.equal(endpoints.pending.length, 0);
    await time.advance(1);
  }
  endpoints.answer();
  await time.advance(HOUR);
  assert.equal(endpoints.count, DELAYS.length + 1);
  assert.deepEqual([...new Set(endpoints.of(URL_A).map(eventOf))], [id]);
  assert.equal(new Set(own.attempts().map(({ delivery }) => delivery)).size, 1);
  assert.deepEqual(
    own.attempts().map(({ attempt, state }) => [attempt, state]),
    [
      [1, "pending"],
      [2, "pending"],
      [3, "pending"],
      [4, "succeeded"],
    ],
  );
});

test("what is due while an endpoint hangs does not wait for it", async () => {
  const { time, endpoints, own } = started({ deliveryTimeout: 30_000 });
  const fails = "https://fails.example.com/hook";
  await own.subscribe(fails);
  await own.publish();
  await time.advance(0);
  endpoints.answer(undefined, 500);
  await time.advance(29_000);
  await own.subscribe("https://hangs.example.com/hook");
  await own.publish();
  await time.advance(0);
  assert.equal(endpoints.pending.length, 2);
  endpoints.answer(endpoints.pendingOf(fails)[0]);
  await time.advance(1_000);
  assert.equal(endpoints.pendingOf(fails).length, 1, "the retry is due");
  assert.equal(endpoints.pending.length, 2);
});

test("what another program puts into the same store is found within a minute", async () => {
  const { time, endpoints, own } = started();
  await own.subscribe(URL_A);
  await time.advance(0);
  const other = courier({ store: own.store, clock: time.clock });
  await other.publish();
  await time.advance(0);
  assert.equal(endpoints.count, 0);
  await time.advance(MINUTE);
  assert.equal(endpoints.count, 1);
});

test("what another program leaves when it is killed is sent when its lease has run out", async () => {
  const { time, endpoints, own } = started();
  await own.subscribe(URL_A);
  const killed = courier({ store: own.store, transport: endpoints.transport, clock: time.clock });
  await killed.publish();
  void killed.service.deliver();
  await until(() => endpoints.count === 1);
  await time.advance(MINUTE + 5_000);
  assert.equal(endpoints.count, 2);
});

test("a store that fails is asked again after a while, each time a longer one", async () => {
  let isBroken = false;
  let calls = 0;
  const list = async (inner, options) => {
    calls++;
    if (isBroken) throw new Error("the disk is full");
    return inner.list(options);
  };
  const { time, endpoints, own } = started({ store: like(memoryStore(), { list }) });
  await own.subscribe(URL_A);
  await time.advance(0);
  isBroken = true;
  await own.publish();
  calls = 0;
  await time.advance(MINUTE);
  assert.ok(calls >= 10 && calls <= 30, `${calls} calls in a minute`);
  const before = calls;
  for (let count = 0; count < 50; count++) await own.publish();
  await time.advance(0);
  assert.equal(calls, before, "what comes meanwhile makes no haste");
  assert.equal(own.faults().length, calls);
  assert.deepEqual(own.faults()[0].cause, "the disk is full");
  isBroken = false;
  await time.advance(5_000);
  while (endpoints.pending.length > 0) {
    endpoints.answer();
    await time.rest();
  }
  assert.equal(endpoints.count, 51);
});

test("close waits for what is under way, begins nothing more, and leaves the rest to the next one", async () => {
  const { time, endpoints, own } = started({ concurrency: { total: 2 } });
  await own.subscribe(URL_A);
  for (let count = 0; count < 5; count++) await own.publish();
  await time.advance(0);
  assert.equal(endpoints.pending.length, 2);
  let isClosed = false;
  const closed = own.service.close().then(() => (isClosed = true));
  await time.rest();
  assert.ok(!isClosed);
  endpoints.answer();
  await time.rest();
  assert.ok(!isClosed);
  endpoints.answer();
  await closed;
  assert.equal(endpoints.count, 2);
  assert.equal(own.attempts().length, 2);
  await own.publish();
  assert.equal(await own.service.deliver(), undefined);
  own.service.start();
  await time.advance(HOUR);
  assert.equal(endpoints.count, 2);
  const next = courier({ store: own.store, transport: endpoints.transport, clock: time.clock });
  await endpoints.answering(undefined, next.service.deliver());
  assert.equal(endpoints.count, 6);
});

test("close waits no longer than an attempt may take", async () => {
  const { time, own } = started({ store: memoryStore(), transport: () => new Promise(() => {}) });
  await own.subscribe(URL_A);
  await own.publish();
  await time.advance(0);
  let isClosed = false;
  const closed = own.service.close().then(() => (isClosed = true));
  await time.advance(9_000);
  assert.ok(!isClosed);
  await time.advance(2_000);
  await closed;
  const [{ error }] = own.attempts();
  assert.equal(error, "timeout");
});

test("close of a service that does nothing, and twice", async () => {
  const { own } = started();
  await own.service.close();
  await own.service.close();
  await courier().service.close();
});

test("what is old and done with is deleted once an hour; what is pending is not", async () => {
  const { time, endpoints, own } = started({ retention: 5 * HOUR });
  await own.subscribe(URL_A);
  await own.publish();
  await time.advance(0);
  endpoints.answer();
  await time.advance(5 * HOUR - MINUTE);
  assert.equal((await own.deliveries()).length, 1);
  await time.advance(2 * HOUR);
  assert.equal((await own.deliveries()).length, 0);
  assert.deepEqual((await own.store.list({ prefix: "v/" })).length, 0);
});

test("timers keep no program from ending", () => {
  const program = `
    import { createService } from "anyhook/service";
    import { memoryStore } from "anyhook/stores/memory";
    const service = createService({ store: memoryStore() });
    service.start();
    await service.publish("conduit", { type: ${JSON.stringify(TYPE)} });
    console.log("published");
  `;
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { cwd: fileURLToPath(new URL(".", import.meta.url)), encoding: "utf8", timeout: 30_000 },
  );
  assert.deepEqual([status, stdout], [0, "published\n"]);
});

test("an event that is none is refused, and says why", async () => {
  const { own } = started();
  const refused = (provider, event, code, message) =>
    assert.rejects(own.service.publish(provider, event), {
      name: "WebhookConfigurationError",
      code,
      message,
    });
  await refused("acme", { type: TYPE }, "unknown_provider", /`acme` is not served here, expected/);
  await refused(
    "conduit",
    { type: "customer.activ" },
    "invalid_argument",
    /did you mean `customer/,
  );
  await refused("conduit", { type: 1 }, "invalid_argument", /the event's type is the number 1/);
  await refused("conduit", undefined, "invalid_argument", /the options are undefined/);
  await refused("conduit", { type: TYPE, account: "a b" }, "invalid_argument", /account/);
  await refused("conduit", { type: TYPE, account: 7 }, "invalid_argument", /the account is/);
  await refused("conduit", { type: TYPE, data: [1] }, "invalid_argument", /data must be an object/);
  await refused("conduit", { type: TYPE, data: () => {} }, "invalid_argument", /become JSON/);
  const failing = like(memoryStore(), { commit: () => Promise.reject(new Error("no room")) });
  await assert.rejects(courier({ store: failing }).publish(), /no room/);
});

test("an event of one account is told to its webhooks alone, with the data that was given", async () => {
  const { time, endpoints, own } = started();
  const [{ id }] = await own.subscribe(URL_A);
  const [{ key }] = await own.store.list({ prefix: "s/" });
  const [, , account] = key.split("/");
  await own.publish({ account: "somebody-else" });
  await own.publish({ account, data: { text: "ключ", list: [1, null] } });
  await time.advance(0);
  assert.equal(endpoints.count, 1);
  const { data } = JSON.parse(await endpoints.of(URL_A)[0].text());
  assert.deepEqual(data, { text: "ключ", list: [1, null] });
  endpoints.answer();
  await time.advance(0);
  assert.equal(own.attempts()[0].webhook, id);
  assert.equal(own.attempts()[0].account, account);
});

test("what was being sent by who is gone goes out when the next one starts, if that is alone", async () => {
  for (const isAlone of [false, true]) {
    const store = like(memoryStore(), { isAlone: async () => isAlone });
    const { time, endpoints, own } = started({ store });
    await own.subscribe(URL_A);
    await own.publish();
    await time.advance(0);
    assert.equal(endpoints.pending.length, 1);
    // It ends without a word, and another one starts.
    time.now += 1;
    const next = new Endpoints();
    const other = courier({ store, transport: next.transport, clock: time.clock });
    other.service.start();
    await time.rest();
    assert.equal(next.pending.length, isAlone ? 1 : 0);
  }
});

test("a store that cannot tell whether it is alone keeps nothing from being sent", async () => {
  const isAlone = () => Promise.reject(new Error("who knows"));
  const { time, endpoints, own } = started({ store: like(memoryStore(), { isAlone }) });
  await own.subscribe(URL_A);
  await own.publish();
  await time.advance(0);
  assert.equal(endpoints.pending.length, 1);
  assert.equal(own.faults()[0].operation, "reclaim");
});
