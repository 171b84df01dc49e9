import assert from "node:assert/strict";
import test from "node:test";
import { cloudflareKvStore } from "anyhook/stores/cloudflare-kv";
import { bytes, text } from "./checks.js";
import { SimulatedKv } from "./simulated-kv.js";
import { Clock, seededRandom } from "./simulation.js";
import { suite } from "./suite.js";

const SEEDS = 250;
const MINUTE = 60_000;
/** Until everybody sees everything: what was cached last, and from what was cached before. */
const SETTLED = 2 * MINUTE;

/** Runs what is given beside a simulated KV. */
function simulate(seed, call) {
  const [clock, random] = [new Clock(), seededRandom(seed)];
  return clock.run(() => call(new SimulatedKv(clock, random), clock, random), random);
}

/** Whether an error is one of the simulated KV's. */
const isFault = (error) => /^KV \w+ failed: /.test(error.message);

const some = (random, list) => list[Math.floor(random() * list.length)];

/** The accounts: each is the start of another, but for the slash. */
const ACCOUNTS = ["s/p/a/", "s/p/ab/", "s/p/a!/", "s/p/A/"];

/** One run: what is there from the start, clients that each write keys of their own, and readers. */
async function run(kv, clock, random) {
  const stores = Array.from({ length: 3 }, () => cloudflareKvStore(kv.location()));
  const still = Object.fromEntries(
    ACCOUNTS.map((account) => [account, [..."36gz"].map((name) => `${account}${name}-still`)]),
  );
  let writes = 0;
  const valueOf = (key) => bytes(`${key} ${++writes}`);
  const put = (key) => ({ key, value: valueOf(key) });
  const textAt = (key) => kv.truth.get(key)?.value;

  for (const keys of Object.values(still)) await stores[0].commit({ puts: keys.map(put) });
  await clock.sleep(SETTLED);
  kv.faults = 0.05;

  /** What may be under the keys of the clients: one text, or several after a failure. */
  const possible = new Map();
  const mayBe = (key, value) => possible.set(key, [...(possible.get(key) ?? [undefined]), value]);

  async function client(account, number) {
    const keys = ["1", "2"].map((name) => `${account}k${number}-${name}`);
    for (let turn = 0; turn < 5; turn++) {
      await clock.sleep(random() * 5000);
      const store = some(random, stores);
      // From the one key to the other, so that what was under it is never nowhere.
      const [to, from] = random() < 0.5 ? keys : [...keys].reverse();
      const change = put(to);
      const written = text(change.value);
      const was = keys.map(textAt);
      try {
        const checks = [];
        if (random() < 0.5) {
          const version = (await store.get(to))?.version ?? null;
          checks.push({ key: to, version });
        }
        if (await store.commit({ checks, puts: [change], deletes: [from] })) {
          assert.deepEqual(
            [textAt(to), textAt(from)],
            [written, undefined],
            "acknowledged, not kept",
          );
          possible.set(to, [written]).set(from, [undefined]);
        } else {
          assert.deepEqual(keys.map(textAt), was, "refused, and written all the same");
        }
      } catch (error) {
        if (!isFault(error)) throw error;
        mayBe(to, written);
        mayBe(from, undefined);
        if (textAt(from) === undefined && was.some(Boolean)) {
          assert.notEqual(textAt(to), undefined, "deleted before the other was put");
        }
      }
    }
  }

  /** The next page, from the same place again after a failure, as a client would. */
  async function next(options) {
    for (;;) {
      try {
        return await some(random, stores).list(options);
      } catch (error) {
        if (!isFault(error)) throw error;
      }
    }
  }

  async function reader(account) {
    for (let turn = 0; turn < 4; turn++) {
      await clock.sleep(random() * 10_000);
      const limit = 1 + Math.floor(random() * 6);
      const keys = [];
      for (let isLast = false; !isLast;) {
        const page = await next({ prefix: account, after: keys.at(-1), limit });
        for (const { key, value } of page) {
          assert.ok(key.startsWith(account), "of another account");
          assert.ok(key > (keys.at(-1) ?? ""), "out of order, or twice");
          assert.equal(text(value).split(" ")[0], key, "another key's value");
          keys.push(key);
        }
        isLast = page.length < limit;
      }
      const found = keys.filter((key) => key.endsWith("-still"));
      assert.deepEqual(found, still[account], "what nobody touched is missing");
    }
  }

  await Promise.all(
    ACCOUNTS.flatMap((account) => [client(account, 1), client(account, 2), reader(account)]),
  );

  kv.faults = 0;
  await clock.sleep(SETTLED);
  for (const [key, texts] of possible) {
    assert.ok(texts.includes(textAt(key)), `lost: ${key} is ${textAt(key)}, not one of ${texts}`);
  }
  const there = [...kv.truth.keys()].sort();
  for (const store of stores) {
    for (const key of there) assert.equal(text((await store.get(key)).value), textAt(key));
    for (const prefix of ["", ...ACCOUNTS]) {
      const found = (await store.list({ prefix })).map(({ key }) => key);
      assert.deepEqual(
        found,
        there.filter((key) => key.startsWith(prefix)),
      );
    }
  }
}

test("nothing is lost and nothing leaks, whatever KV does", async (context) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    await simulate(seed, run).catch((error) => {
      error.message = `seed ${seed}: ${error.message}`;
      throw error;
    });
  }
  context.diagnostic(`${SEEDS} checks`);
});

test("the KV store beside a simulated KV", async (context) => {
  const { passed, failures } = await simulate(1, (_, clock, random) =>
    suite(() => cloudflareKvStore(new SimulatedKv(clock, random).location()), {
      settle: () => clock.sleep(SETTLED),
    }),
  );
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
});

const numbered = (count) => Array.from({ length: count }, (_, index) => `k${10_000 + index}`);

test("a page of 1000 values costs KV eleven operations", () =>
  simulate(1, async (kv, clock) => {
    const [store, other] = [0, 1].map(() => cloudflareKvStore(kv.location()));
    const keys = numbered(5000);
    await store.commit({ puts: keys.map((key) => ({ key, value: bytes(key) })) });
    await clock.sleep(SETTLED);
    const cost = async (from, after, limit) => {
      const before = kv.operations;
      const page = await from.list({ prefix: "k", after, limit });
      return [page.at(-1)?.key, kv.operations - before];
    };
    kv.givesLess = false;
    for (const [page, after] of [undefined, keys[999], keys[1999], keys[2999]].entries()) {
      assert.deepEqual(await cost(store, after), [keys[page * 1000 + 999], 11]);
    }
    for (const last of [3999, 4099, 4199]) {
      assert.deepEqual(await cost(store, keys[last], 100), [keys[last + 100], 2]);
    }
    // One that has not read the pages before lists their keys again, without their values.
    assert.deepEqual(await cost(other, keys[2999]), [keys[3999], 14]);
    assert.deepEqual(await cost(other, keys[4500]), [keys[4999], 10]);
  }));

test("writers of one key wait until KV takes it", () =>
  simulate(1, async (kv, clock) => {
    const stores = Array.from({ length: 4 }, () => cloudflareKvStore(kv.location()));
    const put = (store, value) => store.commit({ puts: [{ key: "k", value: bytes(value) }] });
    const done = await Promise.all(stores.map((store, index) => put(store, String(index))));
    assert.deepEqual(done, [true, true, true, true]);
    assert.ok(clock.now > 3000 && clock.now < 12_000, `took ${clock.now} ms`);
    assert.equal(await stores[0].commit({ deletes: ["k"] }), true);
    assert.equal(kv.truth.has("k"), false);
  }));

test("a key that KV does not take is given up after some seconds", () =>
  simulate(1, async (kv, clock) => {
    const namespace = kv.location();
    const refusing = {
      ...namespace,
      put: () => Promise.reject(new Error("KV PUT failed: 429 Too Many Requests")),
    };
    const puts = [{ key: "k", value: bytes("1") }];
    await assert.rejects(cloudflareKvStore(refusing).commit({ puts }), /429 Too Many Requests/);
    assert.ok(clock.now > 5000 && clock.now < 15_000, `took ${clock.now} ms`);
  }));

test("what another program put into the namespace is told, not taken for ours", () =>
  simulate(1, async (kv, clock) => {
    const namespace = kv.location();
    await namespace.put("k", "value", { metadata: { version: 1 } });
    await clock.sleep(SETTLED);
    const message = "`k` in KV has no version in its metadata: it was not written by anyhook";
    await assert.rejects(cloudflareKvStore(namespace).get("k"), { message });
    await assert.rejects(cloudflareKvStore(namespace).list({ prefix: "" }), { message });
  }));
