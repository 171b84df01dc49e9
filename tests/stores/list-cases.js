// What lists hold, in what order, and how they are paged.
import { equal, plain, refused, shuffled } from "./checks.js";

const keysOf = async (page) => (await page).map(({ key }) => key);

/** All keys, page by page. */
async function everyKey(store, options) {
  const { limit = 1000 } = options;
  const keys = [];
  for (;;) {
    const page = await keysOf(store.list({ ...options, after: keys.at(-1) }));
    if (page[0] <= keys.at(-1)) throw new Error(`\`${page[0]}\` after \`${keys.at(-1)}\``);
    keys.push(...page);
    if (page.length < limit) return keys;
  }
}

/** One value under each of the keys. */
const under = (keys, value = "1") => Object.fromEntries(keys.map((key) => [key, value]));

export const listCases = {
  "lists in the order of bytes": async ({ store, put }) => {
    const characters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    const keys = characters.flatMap((one) => [`k${one}`, `k${one}${one}`, `k${one}~`]);
    const sorted = [...new Set(keys)].sort();
    await put(under(shuffled(sorted.length).map((index) => sorted[index])));
    equal(await keysOf(store.list({ prefix: "" })), sorted);
    await put({ k: "1" });
    equal(await keysOf(store.list({ prefix: "k", limit: 3 })), ["k", "k ", "k  "]);
  },

  "lists what starts with the prefix, and nothing else": async ({ store, put }) => {
    const keys = ["a", "s", "s/", "s/a", "s/a/1", "s/a/2", "s/ab/1", "s/b", "s0", "sa/1", "t"];
    await put(under(keys));
    for (const prefix of ["", "s", "s/", "s/a", "s/a/", "s/a/1", "s/a/1/", "sa", "z", "S", " "]) {
      const wanted = keys.filter((key) => key.startsWith(prefix));
      equal(await keysOf(store.list({ prefix })), wanted);
    }
  },

  "goes on after a key, which need not be there": async ({ store, put }) => {
    const keys = ["a", "p", "p/1", "p/2", "p/3", "q"];
    await put(under(keys));
    for (const prefix of ["", "p", "p/", "p/2"]) {
      for (const after of [
        "",
        "!",
        "a",
        "o",
        "p",
        "p/",
        "p/1",
        "p/10",
        "p/2",
        "p/3",
        "p/4",
        "q",
        "~",
      ]) {
        const wanted = keys.filter((key) => key.startsWith(prefix) && key > after);
        equal(await keysOf(store.list({ prefix, after })), wanted);
        equal(await keysOf(store.list({ prefix, after, limit: 1 })), wanted.slice(0, 1));
      }
    }
  },

  "takes options that are undefined as left out": async ({ store, put }) => {
    await put(under(["a", "b"]));
    const options = { prefix: "", after: undefined, limit: undefined };
    equal(await keysOf(store.list(options)), ["a", "b"]);
  },

  "has pages of every size": async ({ store, put }) => {
    const keys = Array.from({ length: 12 }, (_, index) => `p/${String(index).padStart(2, "0")}`);
    await put(under(["o", ...keys, "q"]));
    for (const limit of [1, 2, 3, 5, 11, 12, 13, 1000]) {
      equal(await everyKey(store, { prefix: "p/", limit }), keys);
    }
  },

  "goes on where a key was deleted or added": async ({ store, commit, put }) => {
    await put(under(["a1", "a2", "a3", "a4", "a5"]));
    equal(await keysOf(store.list({ prefix: "a", limit: 2 })), ["a1", "a2"]);
    await commit({ deletes: ["a2", "a3"] });
    await put(under(["a1x", "a2x"]));
    equal(await keysOf(store.list({ prefix: "a", after: "a2", limit: 2 })), ["a2x", "a4"]);
    equal(await keysOf(store.list({ prefix: "a", after: "a4", limit: 2 })), ["a5"]);
  },

  "lists what was put and deleted in turns": async ({ store, commit, put }) => {
    const keys = Array.from({ length: 200 }, (_, index) => `k${String(index).padStart(3, "0")}`);
    const there = new Set();
    for (const start of [0, 50, 100]) {
      const some = shuffled(keys.length).slice(start, start + 100);
      const [added, gone] = [some.slice(0, 60), some.slice(60)].map((all) =>
        all.map((i) => keys[i]),
      );
      await put(under(added));
      await commit({ deletes: gone });
      for (const key of added) there.add(key);
      for (const key of gone) there.delete(key);
      equal(await keysOf(store.list({ prefix: "k" })), [...there].sort());
    }
    await commit({ deletes: [...there] });
    equal(await store.list({ prefix: "" }), []);
    await put(under(["k7"]));
    equal(plain(await store.list({ prefix: "" })), [["k7", "1"]]);
  },

  "does not list what was deleted before it was listed": async ({ store, commit, put }) => {
    await put(under(["a", "c"]));
    equal(await keysOf(store.list({ prefix: "" })), ["a", "c"]);
    await put(under(["b"]));
    await commit({ deletes: ["b"] });
    equal(await keysOf(store.list({ prefix: "" })), ["a", "c"]);
  },

  "refuses limits and starts that mean nothing": async ({ store }) => {
    for (const limit of [0, -1, 1001, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null]) {
      await refused(() => store.list({ prefix: "", limit }));
    }
    for (const start of ["é", "\n", "\x7f", "a".repeat(513), 7, null]) {
      await refused(() => store.list({ prefix: start }));
      await refused(() => store.list({ prefix: "", after: start }));
    }
    await refused(() => store.list({}));
  },

  "holds many keys": async ({ store, commit, put, keys: count }) => {
    const keys = Array.from({ length: count }, (_, index) => `n/${String(index).padStart(7, "0")}`);
    const order = shuffled(count);
    for (let at = 0; at < count; at += 1000) {
      await put(under(order.slice(at, at + 1000).map((index) => keys[index])));
    }
    await put(under(["n", "n0"]));
    equal(await keysOf(store.list({ prefix: "n/" })), keys.slice(0, 1000));
    equal(await everyKey(store, { prefix: "n/" }), keys);
    // From the middle on, where nothing was read before.
    const middle = Math.floor(count / 2);
    for (let at = middle; at < middle + 30; at += 10) {
      const page = store.list({ prefix: "n/", after: keys[at - 1], limit: 10 });
      equal(await keysOf(page), keys.slice(at, at + 10));
    }
    equal(await keysOf(store.list({ prefix: "n/", after: keys[count - 3] })), keys.slice(-2));
    // Nearly all, and all of a stretch, in which some come again.
    const stays = (_, index) => index % 100 === 0 && (index < count / 4 || index >= middle);
    const gone = keys.filter((...one) => !stays(...one));
    for (let at = 0; at < gone.length; at += 1000) {
      await commit({ deletes: gone.slice(at, at + 1000) });
    }
    const again = [middle - 1, Math.floor(count / 3)].map((index) => keys[index]);
    await put(under(again));
    const left = [...keys.filter(stays), ...again].sort();
    equal(await everyKey(store, { prefix: "n/", limit: 7 }), left);
  },
};
