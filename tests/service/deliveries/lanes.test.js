import assert from "node:assert/strict";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import { like } from "../client.js";
import { courier, Endpoints, turn, until } from "./courier.js";

const url = (name) => `https://${name}.example.com/hook`;
const urls = (count) => Array.from({ length: count }, (_, index) => url(`e${index}`));

/** That nothing else is begun while nothing changes. */
async function isStill(endpoints, count) {
  for (let turns = 0; turns < 100; turns++) await turn();
  assert.equal(endpoints.pending.length, count);
}

/** That each was sent exactly once. */
function wereSentOnce(endpoints, from, count) {
  const ids = endpoints
    .of(from)
    .map(({ headers }) => headers.get("conduit-webhook-idempotency-key"));
  assert.equal(ids.length, count);
  assert.equal(new Set(ids).size, count);
}

test("so many requests at once, and never more", async () => {
  const endpoints = new Endpoints();
  const { transport } = endpoints;
  const own = courier({ transport, concurrency: { total: 5, perEndpoint: 2 } });
  await own.subscribe(...urls(40));
  await own.publish();
  const done = own.service.deliver();
  await until(() => endpoints.pending.length === 5);
  await isStill(endpoints, 5);
  while (endpoints.count < 40) {
    endpoints.answer();
    await until(() => endpoints.pending.length === 5);
  }
  assert.equal(await endpoints.answering(undefined, done), undefined);
  assert.equal(endpoints.most, 5);
  assert.equal(endpoints.count, 40);
  assert.deepEqual(await own.queue(), []);
});

test("so many to one endpoint, and never more, in the order in which they are due", async () => {
  const endpoints = new Endpoints();
  let now = Date.UTC(2026, 0, 1);
  const own = courier({
    transport: endpoints.transport,
    concurrency: { total: 20, perEndpoint: 3 },
    clock: () => ++now,
  });
  await own.subscribe(url("a"));
  const events = [];
  for (let count = 0; count < 30; count++) events.push((await own.publish()).id);
  const done = own.service.deliver();
  await until(() => endpoints.pending.length === 3);
  await isStill(endpoints, 3);
  await endpoints.answering(undefined, done);
  assert.equal(endpoints.most, 3);
  wereSentOnce(endpoints, url("a"), 30);
});

test("an endpoint that hangs holds up no other", async () => {
  const endpoints = new Endpoints();
  const own = courier({ transport: endpoints.transport });
  await own.subscribe(url("hangs"));
  await own.publishMany(250);
  const done = own.service.deliver();
  await own.expanded();
  await own.subscribe(url("works"));
  await own.publishMany(20);
  await until(() => endpoints.pendingOf(url("works")).length === 8);
  while (endpoints.of(url("works")).length < 20 || endpoints.pendingOf(url("works")).length > 0) {
    const [first] = endpoints.pendingOf(url("works"));
    if (first) endpoints.answer(first);
    await turn();
  }
  assert.equal(endpoints.of(url("hangs")).length, 8);
  assert.equal(endpoints.pendingOf(url("hangs")).length, 8);
  await endpoints.answering(undefined, done);
  wereSentOnce(endpoints, url("hangs"), 270);
  wereSentOnce(endpoints, url("works"), 20);
  assert.deepEqual([...endpoints.mostOf.values()], [8, 8]);
  assert.deepEqual(await own.queue(), []);
});

test("where more endpoints hang than there is room for, the next free place is another's", async () => {
  const endpoints = new Endpoints();
  const own = courier({
    transport: endpoints.transport,
    concurrency: { total: 16, perEndpoint: 4 },
  });
  const hanging = urls(10);
  await own.subscribe(...hanging);
  await own.publishMany(40);
  const done = own.service.deliver();
  await own.expanded();
  await own.subscribe(url("works"));
  await own.publish();
  await isStill(endpoints, 16);
  const answered = () => endpoints.of(url("works")).length;
  let freed = 0;
  // Whatever was looked at ahead may go first.
  while (answered() === 0) {
    assert.ok(freed++ < 16, "the endpoint that works waits for all those that hang");
    endpoints.answer();
    await isStill(endpoints, 16);
  }
  await endpoints.answering(undefined, done);
  for (const one of hanging) wereSentOnce(endpoints, one, 41);
  wereSentOnce(endpoints, url("works"), 1);
  assert.equal(endpoints.most, 16);
});

test("a thousand pending for an endpoint that hangs, and as many in between for one that works", async () => {
  const endpoints = new Endpoints();
  const own = courier({ transport: endpoints.transport });
  await own.subscribe(url("hangs"), url("works"));
  await own.publishMany(1000);
  const done = own.service.deliver();
  while (endpoints.of(url("works")).length < 1000 || endpoints.pendingOf(url("works")).length > 0) {
    for (const entry of endpoints.pendingOf(url("works"))) endpoints.answer(entry);
    await turn();
  }
  assert.equal(endpoints.of(url("hangs")).length, 8);
  await endpoints.answering(undefined, done);
  wereSentOnce(endpoints, url("hangs"), 1000);
  wereSentOnce(endpoints, url("works"), 1000);
});

test("an event for more webhooks than fit into one page becomes a delivery for each, while others are sent", async () => {
  const endpoints = new Endpoints();
  const own = courier({ transport: endpoints.transport });
  const all = urls(250);
  await own.subscribe(...all);
  await own.publish();
  await endpoints.answering(undefined, own.service.deliver());
  for (const one of all) wereSentOnce(endpoints, one, 1);
  assert.ok(endpoints.most <= 64);
  assert.deepEqual(await own.queue(), []);
});

test("calls of deliver that come together share one run", async () => {
  const endpoints = new Endpoints();
  const own = courier({ transport: endpoints.transport });
  await own.subscribe(...urls(3));
  await own.publish();
  const all = Promise.all([own.service.deliver(), own.service.deliver(), own.service.deliver()]);
  await endpoints.answering(undefined, all);
  assert.equal(endpoints.count, 3);
});

test("two services on one store send each delivery once", async () => {
  const endpoints = new Endpoints();
  const { transport } = endpoints;
  const first = courier({ transport });
  const second = courier({ transport, store: first.store });
  await first.subscribe(...urls(20));
  await first.publishMany(10);
  const both = Promise.all([first.service.deliver(), second.service.deliver()]);
  await endpoints.answering(undefined, both);
  for (const one of urls(20)) wereSentOnce(endpoints, one, 10);
  assert.equal(first.attempts().length + second.attempts().length, 200);
  assert.ok(first.attempts().length > 0 && second.attempts().length > 0);
  assert.deepEqual([...first.faults(), ...second.faults()], []);
});

test("events become deliveries side by side where commits are whole, and else one after the other", async () => {
  for (const [atomic, expected] of [
    [true, 8],
    [false, 1],
  ]) {
    let [underWay, most] = [0, 0];
    const store = like(memoryStore(), {
      async commit(memory, changes) {
        most = Math.max(most, ++underWay);
        await turn();
        underWay--;
        return memory.commit(changes);
      },
    });
    const own = courier({ store: { ...store, guarantees: { atomic, fresh: true } } });
    await own.publishMany(20);
    await own.service.deliver();
    assert.equal(most, expected);
    assert.deepEqual(await own.queue(), []);
  }
});
