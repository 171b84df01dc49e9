import assert from "node:assert/strict";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import { like, serve, size, tally, times, yielding } from "./client.js";

for (const [name, store] of Object.entries({ "at once": memoryStore, slow: yielding })) {
  test(`200 creates of one account, store ${name}: the ten that the provider allows`, async () => {
    const { create, list } = serve({ store: store() });
    const responses = await times(200, (index) =>
      create("cryptofuse", { url: `https://example.com/${index}` }),
    );
    assert.deepEqual(tally(responses), { 201: 10, 400: 190 });
    const refused = responses.find(({ status }) => status === 400);
    assert.equal((await refused.json()).error.code, "webhook_limit_reached");
    assert.equal((await (await list("cryptofuse")).json()).count, 10);
  });

  test(`50 creates of one URL, store ${name}: one webhook`, async () => {
    const { create, list } = serve({ store: store() });
    const responses = await times(50, () => create("cryptofuse"));
    assert.deepEqual(tally(responses), { 201: 1, 400: 49 });
    const refused = responses.find(({ status }) => status === 400);
    assert.equal((await refused.json()).error.code, "url_already_exists");
    assert.equal((await (await list("cryptofuse")).json()).count, 1);
  });
}

test("two services on one store allow no more than one does", async () => {
  const store = yielding();
  const services = [serve({ store }), serve({ store })];
  const responses = await times(24, (index) =>
    services[index % 2].create("cryptofuse", {
      url: `https://example.com/${index}`,
    }),
  );
  assert.deepEqual(tally(responses), { 201: 10, 400: 14 });
});

/** A store whose first commits find something changed, and how often it was asked to. */
function conflicting(conflicts) {
  let commits = 0;
  const store = like(memoryStore(), {
    commit: async (inner, changes) => (++commits > conflicts ? inner.commit(changes) : false),
  });
  return { store, commits: () => commits };
}

test("what conflicts is decided again, from the same body", async () => {
  const { store, commits } = conflicting(10);
  const { create, list, log } = serve({ store });
  const response = await create("conduit");
  assert.equal(response.status, 201);
  assert.equal(commits(), 11);
  const { id } = await response.json();
  const { data } = await (await list("conduit")).json();
  assert.deepEqual(
    data.map((webhook) => webhook.id),
    [id],
  );
  assert.equal(log.length, 2, "a request is logged once");
});

test("what always conflicts is given up, and nothing is stored", async () => {
  const { store, commits } = conflicting(Number.POSITIVE_INFINITY);
  const { create, log } = serve({ store });
  const response = await create("conduit");
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "1");
  assert.equal(commits(), 11);
  assert.equal(await size(store), 0);
  assert.equal(log[0].error, "unavailable");
  assert.match(log[0].cause, /kept changing/);
});

test("a request that conflicts counts once", async () => {
  const { store } = conflicting(3);
  const taken = [];
  const limiter = {
    take(name, limit, seconds) {
      taken.push([limit, seconds]);
      return { remaining: limit - taken.length, reset: seconds };
    },
  };
  const response = await serve({ store, limiter }).create("devdraft");
  assert.equal(response.status, 201);
  assert.equal(taken.length, 1);
});
