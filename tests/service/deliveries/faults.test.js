import assert from "node:assert/strict";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import { like, yielding } from "../client.js";
import { courier, DAY, Endpoints, eventOf, MINUTE, Time, until } from "./courier.js";

const URL_A = "https://a.example.com/hook";
const URL_B = "https://b.example.com/hook";

/** What happens to the calls of a store: one that throws, by its number, before it does its work or after. */
function fragile({ calls = ["get", "list", "commit"], at = () => false, isLate = false } = {}) {
  const inner = memoryStore();
  const state = { count: 0, at, inner };
  const methods = calls.map((name) => [
    name,
    async (whole, ...values) => {
      const fails = state.at(++state.count, name, ...values);
      if (fails && !isLate) throw new Error("the disk is full");
      const result = await whole[name](...values);
      if (fails) throw new Error("the connection broke");
      return result;
    },
  ]);
  return { ...state, state, store: like(inner, Object.fromEntries(methods)) };
}

/** Delivers until nothing is left, however often the store fails, and lets leases run out. */
async function deliverAll(own, time) {
  for (let rounds = 0; rounds < 10; rounds++) {
    const done = own.service.deliver().catch(() => {});
    await time.advance(MINUTE);
    await done;
    if ((await recordsLeft(own)) === 0) return;
    time.now += MINUTE;
  }
  assert.fail("something was never delivered");
}

const recordsLeft = async ({ inner }) => (await inner.list({ prefix: "q/" })).length;

for (const isLate of [false, true]) {
  const when = isLate ? "after it has done its work" : "before it does anything";
  test(`a store that throws at any one step, ${when}: nothing is lost`, async () => {
    for (let step = 1; ; step++) {
      const time = new Time();
      const sent = [];
      const transport = async (request) => {
        sent.push([request.url, eventOf(request), await request.text()]);
        return new Response(null, { status: 204 });
      };
      const { state, store, inner } = fragile({ isLate });
      const own = { ...courier({ store, transport, ...time.options }), inner };
      await own.subscribe(URL_A, URL_B);
      const { id } = await own.publish();
      state.count = 0;
      state.at = (count) => count === step;
      await deliverAll(own, time);
      const wasReached = state.count >= step;
      state.at = () => false;
      const urls = sent.map(([url]) => url).sort();
      assert.deepEqual([...new Set(urls)], [URL_A, URL_B], `step ${step}`);
      assert.ok(urls.length <= 3, `step ${step}: ${urls}`);
      for (const [, event] of sent) assert.equal(event, id);
      const states = (await own.deliveries()).map(({ state: one }) => one);
      assert.deepEqual(states, ["succeeded", "succeeded"], `step ${step}`);
      if (!wasReached) {
        assert.equal(urls.length, 2);
        assert.ok(step > 10);
        return;
      }
    }
  });
}

test("what an attempt came to is written once the store works again, and nothing is sent twice", async () => {
  const time = new Time();
  const endpoints = new Endpoints();
  const { state, store, inner } = fragile({ calls: ["commit"] });
  const own = courier({ store, transport: endpoints.transport, ...time.options });
  await own.subscribe(URL_A);
  await own.publish();
  const done = own.service.deliver();
  await until(() => endpoints.pending.length === 1);
  state.at = () => true;
  const { count } = state;
  endpoints.answer();
  await time.advance(10_000);
  const tries = state.count - count;
  assert.ok(tries >= 5 && tries <= 10, `${tries} tries in ten seconds`);
  state.at = () => false;
  await time.advance(5_000);
  assert.equal(await done, undefined);
  assert.equal(endpoints.count, 1);
  const [{ state: found }] = await own.deliveries();
  assert.equal(found, "succeeded");
  assert.equal((await inner.list({ prefix: "q/" })).length, 0);
  assert.equal(own.attempts().length, 1);
  for (const { operation, error, cause } of own.faults()) {
    assert.deepEqual([operation, error, cause], ["settle", "unavailable", "the disk is full"]);
  }
  assert.equal(own.faults().length, tries);
});

test("what an attempt came to that cannot be written is given up before the lease runs out", async () => {
  const time = new Time();
  const endpoints = new Endpoints();
  const { state, store } = fragile({ calls: ["commit"] });
  const own = courier({ store, transport: endpoints.transport, ...time.options });
  await own.subscribe(URL_A);
  await own.publish();
  const began = time.now;
  const done = own.service.deliver();
  const failed = assert.rejects(done, /the disk is full/);
  await until(() => endpoints.pending.length === 1);
  state.at = () => true;
  endpoints.answer();
  let isOver = false;
  const over = failed.finally(() => (isOver = true));
  while (!isOver) await time.advance(1_000);
  await over;
  assert.ok(time.now - began < 45_000, `${time.now - began} ms`);
  state.at = () => false;
  await time.advance(MINUTE);
  await endpoints.answering(undefined, own.service.deliver());
  const [first, second, ...others] = endpoints.of(URL_A);
  assert.deepEqual(others, []);
  assert.equal(eventOf(first), eventOf(second));
  assert.equal(await first.text(), await second.text());
});

test("a store that fails whatever is asked: deliver says so, and asks little", async () => {
  const { state, store } = fragile();
  const own = courier({ store, transport: new Endpoints().transport });
  await own.subscribe(URL_A);
  await own.publish();
  state.at = () => true;
  const before = state.count;
  await assert.rejects(own.service.deliver(), /the disk is full/);
  assert.ok(state.count - before < 5);
  const [{ operation, error, cause, provider }] = own.log;
  assert.deepEqual([operation, error, cause], ["next", "unavailable", "the disk is full"]);
  assert.equal(provider, "conduit");
});

test("a store that lets nothing be begun: deliver says so before it has tried everything", async () => {
  const { state, store } = fragile({ calls: ["commit"] });
  const time = new Time();
  const endpoints = new Endpoints();
  const own = courier({ store, transport: endpoints.transport, ...time.options });
  await own.subscribe(URL_A);
  for (let count = 0; count < 200; count++) await own.publish();
  // The deliveries are there, and the attempts fail for now.
  await endpoints.answering(undefined, own.service.deliver(), 500);
  time.now += DAY;
  state.at = () => true;
  const before = state.count;
  await assert.rejects(own.service.deliver(), /the disk is full/);
  assert.ok(state.count - before <= 72, `${state.count - before} commits`);
  state.at = () => false;
  const sent = endpoints.count;
  await endpoints.answering(undefined, own.service.deliver());
  assert.equal(endpoints.count - sent, 200);
});

test("commits that conflict are decided anew", async () => {
  let commits = 0;
  const store = like(memoryStore(), {
    commit: async (inner, changes) => (++commits % 3 > 0 ? false : inner.commit(changes)),
  });
  const endpoints = new Endpoints();
  const own = courier({ store, transport: endpoints.transport });
  await own.subscribe(URL_A, URL_B);
  for (let count = 0; count < 10; count++) await own.publish();
  await endpoints.answering(undefined, own.service.deliver());
  assert.equal(endpoints.count, 20);
  assert.deepEqual(own.faults(), []);
  const states = (await own.deliveries()).map(({ state }) => state);
  assert.deepEqual([...new Set(states)], ["succeeded"]);
});

test("a program that is killed between the request and its answer: it goes out again, with the same id", async () => {
  const time = new Time();
  const endpoints = new Endpoints();
  const { transport } = endpoints;
  const killed = courier({ transport, ...time.options });
  await killed.subscribe(URL_A);
  await killed.publish();
  void killed.service.deliver();
  await until(() => endpoints.pending.length === 1);
  // It is never answered, and nothing of the first service goes on: another one takes over.
  const next = courier({ transport, store: killed.store, clock: time.clock });
  assert.equal(await next.service.deliver(), time.now + MINUTE, "the lease holds");
  assert.equal(endpoints.count, 1);
  time.now += MINUTE;
  const done = next.service.deliver();
  await until(() => endpoints.pending.length === 2);
  endpoints.answer(endpoints.pending[1]);
  await done;
  const [first, second] = endpoints.of(URL_A);
  assert.equal(eventOf(first), eventOf(second));
  const [{ state, attempts }] = await next.deliveries();
  assert.deepEqual([state, attempts.length], ["succeeded", 1]);
});

test("who comes back after its lease was taken over changes nothing any more", async () => {
  const time = new Time();
  const endpoints = new Endpoints();
  const { transport } = endpoints;
  const slow = courier({ transport, clock: time.clock });
  await slow.subscribe(URL_A);
  await slow.publish();
  const late = slow.service.deliver();
  await until(() => endpoints.pending.length === 1);
  time.now += MINUTE;
  const next = courier({ transport, store: slow.store, clock: time.clock });
  const done = next.service.deliver();
  await until(() => endpoints.pending.length === 2);
  endpoints.answer(endpoints.pending[1]);
  await done;
  endpoints.answer(endpoints.pending[0], 500);
  await late;
  assert.deepEqual(slow.attempts(), []);
  const [{ state, attempts }] = await next.deliveries();
  assert.deepEqual([state, attempts.length], ["succeeded", 1]);
});

test("a clock that jumps over a lease begins nothing twice that this program has under way", async () => {
  const time = new Time();
  const endpoints = new Endpoints();
  const own = courier({ transport: endpoints.transport, clock: time.clock });
  await own.subscribe(URL_A);
  await own.publish();
  const done = own.service.deliver();
  await until(() => endpoints.pending.length === 1);
  time.now += DAY;
  // It scans all that is due by now, the lease among it.
  await own.subscribe(URL_B);
  await own.publish();
  await until(() => endpoints.pendingOf(URL_B).length === 1);
  await until(() => endpoints.pendingOf(URL_A).length === 2);
  await endpoints.answering(undefined, done);
  assert.equal(endpoints.of(URL_A).length, 2);
  assert.equal(new Set(endpoints.of(URL_A).map(eventOf)).size, 2);
});

for (const [name, jump] of [
  ["a day ahead", DAY],
  ["a day back", -DAY],
]) {
  test(`a clock that jumps ${name}: what is pending goes out, once, and no faster than it may`, async () => {
    const time = new Time();
    const endpoints = new Endpoints();
    const own = courier({ transport: endpoints.transport, clock: time.clock });
    await own.subscribe(URL_A);
    for (let count = 0; count < 150; count++) await own.publish();
    await endpoints.answering(undefined, own.service.deliver(), 500);
    assert.equal(endpoints.count, 150);
    time.now += jump;
    await own.publish();
    const done = own.service.deliver();
    await endpoints.answering(undefined, done);
    assert.equal(endpoints.count, 301);
    assert.equal(endpoints.most, 8);
    assert.deepEqual(await own.queue(), []);
  });
}

test("a record that the store cannot give keeps nothing from the others", async () => {
  let broken;
  const store = like(memoryStore(), {
    get: async (inner, key) => {
      if (key === broken) throw new Error("a bad sector");
      return inner.get(key);
    },
  });
  const endpoints = new Endpoints();
  const time = new Time();
  const own = courier({ store, transport: endpoints.transport, clock: time.clock });
  await own.subscribe(URL_A);
  for (let count = 0; count < 30; count++) await own.publish();
  await endpoints.answering(undefined, own.service.deliver(), 500);
  time.now += 60 * MINUTE;
  [broken] = (await store.list({ prefix: "l/" })).map(({ key }) => key);
  const done = own.service.deliver();
  await assert.rejects(endpoints.answering(undefined, done), /a bad sector/);
  assert.equal(endpoints.count, 59);
  broken = undefined;
  await endpoints.answering(undefined, own.service.deliver());
  assert.equal(endpoints.count, 60);
});

test("a module that fails when an attempt is settled: it is settled later", async () => {
  const store = memoryStore();
  const time = new Time();
  const endpoints = new Endpoints();
  let isBroken = false;
  const random = (bytes) => {
    if (isBroken) throw new Error("no randomness");
    crypto.getRandomValues(bytes);
  };
  const own = courier({ store, transport: endpoints.transport, random, ...time.options });
  await own.subscribe(URL_A);
  await own.publish();
  const done = own.service.deliver();
  await until(() => endpoints.pending.length === 1);
  isBroken = true;
  endpoints.answer(undefined, 500);
  await time.advance(1_000);
  isBroken = false;
  await time.advance(5_000);
  assert.ok((await done) > time.now);
  assert.equal(own.attempts().length, 1);
  for (const { operation, error, cause } of own.faults()) {
    assert.deepEqual([operation, error, cause], ["settle", "internal", "no randomness"]);
  }
});

test("a log that throws changes nothing", async () => {
  const endpoints = new Endpoints();
  const deliveryLog = () => {
    throw new Error("no log");
  };
  const own = courier({ transport: endpoints.transport, deliveryLog, store: yielding() });
  await own.subscribe(URL_A);
  await own.publish();
  assert.equal(await endpoints.answering(undefined, own.service.deliver()), undefined);
  assert.equal(endpoints.count, 1);
});
