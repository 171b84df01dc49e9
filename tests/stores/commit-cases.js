// What a commit does, and when it does nothing.
import { bytes, equal, plain } from "./checks.js";

export const commitCases = {
  "says what it guarantees": ({ store: { guarantees } }) => {
    equal([typeof guarantees.atomic, typeof guarantees.fresh], ["boolean", "boolean"]);
  },

  "has nothing at first": async ({ store }) => {
    equal(await store.get("a"), null);
    equal(await store.list({ prefix: "" }), []);
  },

  "gets and lists what was put": async ({ store, put }) => {
    equal(await put({ a: "1", b: "2" }), true);
    equal(plain(await store.get("a")), "1");
    equal(plain(await store.list({ prefix: "" })), [
      ["a", "1"],
      ["b", "2"],
    ]);
  },

  "replaces and deletes": async ({ store, commit, put }) => {
    await put({ a: "1", b: "1", c: "1" });
    const puts = [{ key: "b", value: bytes("2") }];
    equal(await commit({ puts, deletes: ["c", "not there"] }), true);
    equal(await store.get("c"), null);
    equal(plain(await store.list({ prefix: "" })), [
      ["a", "1"],
      ["b", "2"],
    ]);
  },

  "has nothing against an empty commit": async ({ commit }) => {
    equal(await commit({}), true);
    equal(await commit({ checks: [], puts: [], deletes: [] }), true);
    equal(await commit({ checks: undefined, puts: undefined, deletes: undefined }), true);
  },

  "accepts the version that was read, once": async ({ store, put }) => {
    await put({ a: "1" });
    const check = { key: "a", version: (await store.get("a")).version };
    equal(await put({ a: "2" }, check), true);
    equal(await put({ a: "3" }, check), false);
    equal(plain(await store.get("a")), "2");
  },

  "has one version for what is got and listed": async ({ store, put }) => {
    await put({ a: "1", b: "1" });
    for (const { key, version } of await store.list({ prefix: "" })) {
      equal(typeof version, "string");
      equal((await store.get(key)).version, version);
      equal(await put({ [key]: "2" }, { key, version }), true);
    }
  },

  "checks that a key is absent": async ({ store, commit, put }) => {
    const check = { key: "a", version: null };
    equal(await put({ a: "1" }, check), true);
    equal(await put({ a: "2" }, check), false);
    equal(plain(await store.get("a")), "1");
    await commit({ deletes: ["a"] });
    equal(await put({ a: "3" }, check), true);
  },

  "checks keys that it does not write": async ({ store, commit, put }) => {
    await put({ a: "1" });
    const { version } = await store.get("a");
    equal(await put({ b: "1" }, { key: "a", version }), true);
    equal(await put({ c: "1" }, { key: "a", version: null }), false);
    equal(await put({ c: "1" }, { key: "none", version }), false);
    equal(await commit({ checks: [{ key: "a", version }] }), true);
    equal(await commit({ checks: [{ key: "b", version: `${version}0` }] }), false);
    equal((await store.list({ prefix: "" })).length, 2);
  },

  "writes nothing when one check of several fails": async ({ store, commit, put }) => {
    await put({ a: "1", b: "1" });
    const before = await store.list({ prefix: "" });
    const good = before.map(({ key, version }) => ({ key, version }));
    const bad = { key: "c", version: good[0].version };
    const changes = { puts: ["a", "c"].map((key) => ({ key, value: bytes("2") })), deletes: ["b"] };
    for (const checks of [
      [bad, ...good],
      [...good, bad],
    ]) {
      equal(await commit({ ...changes, checks }), false);
      equal(await store.list({ prefix: "" }), before);
    }
    equal(await commit({ ...changes, checks: good }), true);
  },

  "never gives a key a version twice": async ({ store, commit, put }) => {
    const versions = new Set();
    for (let round = 0; round < 10; round++) {
      // The same value again is another write.
      for (const key of ["a", "b", "a"]) {
        await put({ [key]: "same" });
        versions.add(`${key} ${(await store.get(key)).version}`);
      }
      await commit({ deletes: ["a", "b"] });
    }
    equal(versions.size, 30);
  },

  "refuses the version of before a key was deleted": async ({ store, commit, put }) => {
    await put({ a: "1" });
    const { version } = await store.get("a");
    await commit({ deletes: ["a"] });
    equal(await put({ a: "2" }, { key: "a", version }), false);
    await put({ a: "1" });
    equal(await put({ a: "2" }, { key: "a", version }), false);
  },
};

/** For stores that are `atomic` alone. */
export const atomicCases = {
  "lets one of many commits on a version through": async ({ store, put }) => {
    for (const values of [{}, { a: "before" }]) {
      await put(values);
      const version = (await store.get("a"))?.version ?? null;
      const racers = Array.from({ length: 50 }, (_, index) => String(index));
      const done = await Promise.all(
        racers.map((value) => put({ a: value }, { key: "a", version })),
      );
      equal(done.filter((isDone) => isDone).length, 1);
      equal(plain(await store.get("a")), racers[done.indexOf(true)]);
    }
  },

  "loses no increment of many": async ({ store, put }) => {
    await put({ count: "0" });
    const increment = async () => {
      for (;;) {
        const { value, version } = await store.get("count");
        const next = String(Number(plain({ value })) + 1);
        if (await put({ count: next }, { key: "count", version })) return;
      }
    };
    await Promise.all(Array.from({ length: 20 }, increment));
    equal(plain(await store.get("count")), "20");
  },

  "shows a commit whole or not at all": async ({ store, put, commit }) => {
    const seen = [];
    let isOver = false;
    const watch = async () => {
      while (!isOver) {
        seen.push(plain(await store.list({ prefix: "" })));
        // A store that reads from memory would leave the commits no turn.
        await new Promise((resolve) => setTimeout(resolve));
      }
    };
    const watching = watch();
    for (let round = 0; round < 50; round++) {
      await put({ a: String(round), b: String(round) });
      if (round % 10 === 9) await commit({ deletes: ["a", "b"] });
    }
    isOver = true;
    await watching;
    for (const [a, b] of seen) equal(a?.[1], b?.[1]);
    equal(seen.length > 0, true);
  },
};
