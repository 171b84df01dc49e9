// Devdraft's Idempotency-Key: a create that is sent again is done once.
import assert from "node:assert/strict";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import {
  creations,
  credentials,
  entries,
  paths,
  serve,
  serveStrict,
  tally,
  times,
  yielding,
} from "./client.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** Creates with an idempotency key, over a service of these options. */
function creating(options) {
  const served = serve(options);
  const create = (key, members = {}, headers = credentials.devdraft) =>
    served.post(
      paths.devdraft,
      { ...headers, "idempotency-key": key },
      { ...creations.devdraft, ...members },
    );
  const total = async () => (await (await served.list("devdraft")).json()).total;
  return { ...served, create, total };
}

test("the same again: the first answer, byte for byte", async () => {
  const { create, total } = creating();
  const first = await create("order-1");
  const again = await create("order-1");
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.equal(first.headers.get("idempotency-replayed"), null);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.equal(again.headers.get("content-type"), first.headers.get("content-type"));
  const text = await first.text();
  assert.match(text, /"signing_secret"/);
  assert.equal(await again.text(), text);
  assert.equal(await total(), 1);
});

test("another body: 422, also where it says the same in other bytes", async () => {
  const { create, fetch, log, total } = creating();
  await create("order-1");
  const other = await create("order-1", { name: "Refunds" });
  assert.equal(other.status, 422);
  assert.equal(log.at(-1).error, "idempotency_mismatch");
  const spaced = await fetch(paths.devdraft, {
    method: "POST",
    headers: {
      ...credentials.devdraft,
      "content-type": "application/json",
      "idempotency-key": "order-1",
    },
    body: JSON.stringify(creations.devdraft, null, 1),
  });
  assert.equal(spaced.status, 422);
  assert.equal(await total(), 1);
});

test("without a key, with another one, of another account: another webhook", async () => {
  const { createAs, issue, store } = serveStrict();
  const keys = [await issue("devdraft"), await issue("devdraft", { account: "other" })];
  const send = ({ headers }, key) =>
    createAs("devdraft", { ...headers, ...(key && { "idempotency-key": key }) });
  const ids = new Set();
  for (const [key, sent] of [
    [keys[0], "a"],
    [keys[0], "b"],
    [keys[0], undefined],
    [keys[1], "a"],
  ]) {
    ids.add((await (await send(key, sent)).json()).id);
  }
  assert.equal(ids.size, 4);
  assert.equal(Object.keys(await entries(store, "s/")).length, 4);
});

for (const [name, store] of Object.entries({ "at once": memoryStore, slow: yielding })) {
  test(`20 at once, store ${name}: one webhook, one answer`, async () => {
    const kept = store();
    // Two services share the store, so that not only the locks of one keep them apart.
    const services = [creating({ store: kept }), creating({ store: kept })];
    const responses = await times(20, (index) => services[index % 2].create("order-1"));
    assert.deepEqual(tally(responses), { 201: 20 });
    const texts = await Promise.all(responses.map((response) => response.text()));
    assert.equal(new Set(texts).size, 1);
    assert.equal(await services[0].total(), 1);
  });
}

test("after a restart, on the same store: the first answer", async () => {
  const store = memoryStore();
  const first = await (await creating({ store }).create("order-1")).text();
  const restarted = creating({ store });
  const again = await restarted.create("order-1");
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.equal(await again.text(), first);
});

test("within 24 hours the first answer, after them a new webhook", async () => {
  let now = START;
  const { create, total } = creating({ clock: () => now });
  const first = await (await create("order-1")).json();
  now = START + DAY - 1000;
  assert.equal((await (await create("order-1")).json()).id, first.id);
  now = START + DAY + 1000;
  const later = await create("order-1", { name: "Another" });
  assert.equal(later.status, 201);
  assert.equal(later.headers.get("idempotency-replayed"), null);
  assert.notEqual((await later.json()).id, first.id);
  assert.equal(await total(), 2);
});

test("what has expired is swept by later creations", async () => {
  let now = START;
  const { create, store } = creating({ clock: () => now });
  for (let index = 0; index < 5; index++) await create(`old-${index}`);
  const kept = async () => [
    Object.keys(await entries(store, "d/")).length,
    Object.keys(await entries(store, "e/")).length,
  ];
  assert.deepEqual(await kept(), [5, 5]);
  now = START + DAY + 1000;
  for (let index = 0; index < 3; index++) await create(`new-${index}`);
  assert.deepEqual(await kept(), [3, 3]);
});

test("an error is not kept: what was sent is mended and sent again", async () => {
  const { create, total } = creating();
  assert.equal((await create("order-1", { url: "no URL" })).status, 400);
  assert.equal((await create("order-1")).status, 201);
  assert.equal(await total(), 1);
});

test("the first answer is given also where the webhook is gone", async () => {
  const { create, fetch, total } = creating();
  const { id } = await (await create("order-1")).json();
  const path = `${paths.devdraft}/${id}`;
  await fetch(path, { method: "DELETE", headers: credentials.devdraft });
  assert.equal((await (await create("order-1")).json()).id, id);
  assert.equal(await total(), 0);
});

test("a key of 255 visible characters is taken, one that is none is refused", async () => {
  const { create, log, store } = creating();
  for (const key of ["", "x".repeat(256), "a b", "a\tb", "é"]) {
    const response = await create(key);
    assert.equal(response.status, 400, key);
    const { details } = await response.json();
    assert.deepEqual(
      details.map(({ path, code }) => [path, code]),
      [["", "invalid_idempotency_key"]],
    );
    assert.equal(log.at(-1).error, "invalid_body");
  }
  assert.deepEqual(await entries(store), {});
  for (const key of ["x".repeat(255), "!", "~", '"quoted"']) {
    assert.equal((await create(key)).status, 201, key);
  }
});

test("the header twice: 400", async () => {
  const { fetch, store } = creating();
  const headers = new Headers({ ...credentials.devdraft, "content-type": "application/json" });
  headers.append("idempotency-key", "a");
  headers.append("idempotency-key", "a");
  const body = JSON.stringify(creations.devdraft);
  assert.equal((await fetch(paths.devdraft, { method: "POST", headers, body })).status, 400);
  assert.deepEqual(await entries(store), {});
});

test("where a provider knows no idempotency the header changes nothing", async () => {
  const { fetch, list } = serve();
  for (let count = 1; count <= 2; count++) {
    await fetch(paths.conduit, {
      method: "POST",
      headers: {
        ...credentials.conduit,
        "content-type": "application/json",
        "idempotency-key": "order-1",
      },
      body: JSON.stringify(creations.conduit),
    });
    assert.equal((await (await list("conduit")).json()).data.length, count);
  }
});
