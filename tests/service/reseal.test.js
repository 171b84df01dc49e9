import assert from "node:assert/strict";
import test from "node:test";
import { reseal } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { credentials, entries, like, paths, serve, times, yielding } from "./client.js";
import { masterKey, secretsOfAll } from "./secrets.js";

const [A, B] = [masterKey(), masterKey()];

/** A store with these webhooks of Conduit's, and how to read their secrets under other keys. */
async function filled(count, masterKeys, store = memoryStore()) {
  const { create } = serve({ store, masterKeys });
  const created = await times(count, () => create("conduit").then((answer) => answer.json()));
  const secret = async (service, id) => {
    const response = await service.fetch(`${paths.conduit}/${id}`, {
      headers: credentials.conduit,
    });
    return response.status === 200 ? (await response.json()).secret : response.status;
  };
  const secrets = (masterKeys) => {
    const service = serve({ store, masterKeys });
    return Promise.all(created.map(({ id }) => secret(service, id)));
  };
  return { store, secrets, ids: created.map(({ id }) => id) };
}

/** A store that nobody may write to. */
const readOnly = (store) =>
  like(store, { commit: () => Promise.reject(new Error("it was written to")) });

const none = { resealed: 0, unchanged: 0, unknown: 0, unreadable: 0 };

test("secrets that were kept in plain text are sealed, at every provider", async () => {
  const store = memoryStore();
  const secrets = await secretsOfAll(serve({ store }));
  const found = await reseal(store, A);
  assert.ok(found.resealed >= 7);
  assert.deepEqual([found.unknown, found.unreadable], [0, 0]);
  const stored = JSON.stringify(await entries(store));
  for (const secret of secrets) assert.ok(!stored.includes(secret));
  const again = await reseal(readOnly(store), A);
  assert.deepEqual(again, { ...none, unchanged: found.resealed + found.unchanged });
});

test("secrets are sealed under the newest key, and the old one is needed no more", async () => {
  const { store, secrets } = await filled(250, A);
  const before = await secrets(A);
  assert.equal(new Set(before).size, 250);
  assert.deepEqual(await reseal(store, `${B},${A}`), { ...none, resealed: 250 });
  assert.deepEqual(await secrets(B), before);
});

test("without the key that sealed them they are unknown, and stay as they are", async () => {
  const { store } = await filled(3, A);
  for (const masterKeys of [undefined, B]) {
    assert.deepEqual(await reseal(readOnly(store), masterKeys), { ...none, unknown: 3 });
  }
  const plain = await filled(3);
  assert.deepEqual(await reseal(readOnly(plain.store), undefined), { ...none, unchanged: 3 });
});

test("a dry run writes nothing, and a limit is for each kind of entry", async () => {
  const { store } = await filled(150);
  const dry = await reseal(readOnly(store), A, { dryRun: true });
  assert.deepEqual(dry, { ...none, resealed: 150 });
  for (const limit of [1, 99, 100, 101]) {
    const found = await reseal(readOnly(store), A, { limit, dryRun: true });
    assert.deepEqual(found, { ...none, resealed: limit });
  }
  assert.deepEqual(await reseal(store, A, { limit: 10 }), { ...none, resealed: 10 });
});

test("what is no record of the service's is left as it is", async () => {
  const { store } = await filled(2);
  const value = new TextEncoder().encode("{}x");
  await store.commit({ puts: [{ key: "s/conduit/other/x", value }] });
  assert.deepEqual(await reseal(store, A), { ...none, resealed: 2, unreadable: 1 });
  assert.deepEqual((await store.get("s/conduit/other/x")).value, value);
});

test("an empty store has nothing, and is told what is wrong with the keys all the same", async () => {
  assert.deepEqual(await reseal(memoryStore(), A), none);
  const refused = { name: "WebhookConfigurationError", code: "invalid_argument" };
  await assert.rejects(reseal(memoryStore(), "no key"), refused);
  await assert.rejects(reseal(memoryStore(), 1), refused);
  await assert.rejects(reseal(new Map(), A), refused);
  await assert.rejects(reseal(memoryStore(), A, { limit: 0 }), refused);
  await assert.rejects(reseal(memoryStore(), A, null), refused);
});

test("writes meanwhile: none is lost, and all is sealed under the newest key", async () => {
  const { store, secrets, ids } = await filled(60, A, yielding());
  const before = await secrets(A);
  const { fetch } = serve({ store, masterKeys: `${B},${A}` });
  const headers = { ...credentials.conduit, "content-type": "application/json" };
  const url = (id, round) => `https://example.com/${id}/${round}`;
  const update = async (id) => {
    for (let round = 0; round < 3; round++) {
      const body = JSON.stringify({ url: url(id, round) });
      const response = await fetch(`${paths.conduit}/${id}`, { method: "PATCH", headers, body });
      assert.equal(response.status, 200);
    }
  };
  const gone = ids.slice(-5);
  const remove = (id) => fetch(`${paths.conduit}/${id}`, { method: "DELETE", headers });
  const [found] = await Promise.all([
    reseal(store, `${B},${A}`),
    ...ids.slice(0, 20).map(update),
    ...gone.map(remove),
  ]);
  assert.deepEqual([found.unknown, found.unreadable], [0, 0]);
  const after = await secrets(B);
  assert.deepEqual(after, [...before.slice(0, -5), 404, 404, 404, 404, 404]);
  for (const id of ids.slice(0, 20)) {
    const response = await fetch(`${paths.conduit}/${id}`, { headers });
    assert.equal((await response.json()).url, url(id, 2));
  }
});

test("an entry that changes under it is read again; one that always does is given up", async () => {
  const { store, secrets } = await filled(1);
  let commits = 0;
  const once = like(store, {
    commit: async (inner, changes) => (++commits === 1 ? false : inner.commit(changes)),
  });
  assert.deepEqual(await reseal(once, A), { ...none, resealed: 1 });
  assert.equal(commits, 2);
  const [secret] = await secrets(A);
  assert.equal(typeof secret, "string");
  const always = like(store, { commit: async () => false });
  await assert.rejects(reseal(always, `${B},${A}`), /kept changing/);
});

test("a store that lists the same page again and again is given up", async () => {
  const { store } = await filled(120);
  let lists = 0;
  const stuck = like(store, {
    list: async (inner, options) => {
      // Else one that is listed for ever would keep the test from ending.
      if (++lists > 10) throw new Error("listed again and again");
      return inner.list({ ...options, after: "" });
    },
  });
  await assert.rejects(reseal(stuck, A, { dryRun: true }), /does not go on/);
});
