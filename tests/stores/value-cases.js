// Which keys and values there may be, and whose the bytes are.
import { bytes, equal, plain, refused, text } from "./checks.js";

/** What two writers of text, or readers of it, might take for something else. */
const VALUES = {
  "every byte": Uint8Array.from({ length: 256 }, (_, index) => index),
  nothing: new Uint8Array(),
  zero: new Uint8Array(1),
  "100 KB": Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) ^ (index >> 8)),
  "100 KB of text": bytes("0123456789".repeat(10_000)),
  "a byte order mark": Uint8Array.of(0xef, 0xbb, 0xbf, 0x61),
  "half a character": Uint8Array.of(0xc3),
  "half a surrogate pair": Uint8Array.of(0xed, 0xa0, 0x80),
  "a zero in text": bytes("a\0b"),
  "beyond ASCII": bytes('{"name":"Zoë ☃ 🐈 \u2028"}'),
  "ends of lines": bytes("a\r\nb\rc\n"),
  "a data URL": bytes("data:;base64,AAEC"),
  "a number": bytes("007"),
  "a word": bytes("null"),
};

const KEYS = [
  ..." ~7",
  "k".repeat(512),
  "__proto__",
  "constructor",
  "...",
  "a/../b//c",
  "%2e%2E%00",
  "?q=1&r#s",
  "\"quoted\" 'and' `not` \\ ",
  "undefined",
];

const NO_KEYS = ["", "k".repeat(513), ".", "..", "é", "a\n", "\x7f", "\0", 7, null, undefined];

export const valueCases = {
  "keeps bytes as they are": async ({ store, commit }) => {
    const keys = Object.keys(VALUES);
    await commit({ puts: keys.map((key) => ({ key, value: VALUES[key] })) });
    const wanted = keys.sort().map((key) => [key, text(VALUES[key])]);
    equal(plain(await store.list({ prefix: "" })), wanted);
    for (const [key, value] of wanted) equal([key, plain(await store.get(key))], [key, value]);
    for (const { value } of await store.list({ prefix: "" }))
      equal(value instanceof Uint8Array, true);
  },

  "keeps the part that a view shows": async ({ store, commit }) => {
    const value = bytes("a large buffer").subarray(2, 7);
    await commit({ puts: [{ key: "a", value }] });
    equal(plain(await store.get("a")), "large");
  },

  "has bytes of its own": async ({ store, commit }) => {
    // As Node's Buffer, whose `slice` shows the same bytes.
    class Shared extends Uint8Array {
      slice() {
        return this;
      }
    }
    const value = Shared.from(bytes("as put"));
    const committed = commit({ puts: [{ key: "a", value }] });
    value.fill(0);
    await committed;
    for (const read of [() => store.get("a"), async () => (await store.list({ prefix: "" }))[0]]) {
      const found = await read();
      equal(plain(found), "as put");
      found.value.fill(0);
      found.version = "changed";
      equal(plain(await read()), "as put");
      equal((await read()).version === "changed", false);
    }
  },

  "takes every key that there may be": async ({ store, commit }) => {
    await commit({ puts: KEYS.map((key) => ({ key, value: bytes(key) })) });
    for (const key of KEYS) equal(plain(await store.get(key)), key);
    const sorted = [...KEYS].sort();
    equal(
      plain(await store.list({ prefix: "" })),
      sorted.map((key) => [key, key]),
    );
    equal(plain(await store.list({ prefix: "k".repeat(512) })).length, 1);
    equal(await store.list({ prefix: "", after: "~" }), []);
    await commit({ deletes: KEYS });
    equal(await store.list({ prefix: "" }), []);
  },

  "refuses other keys, and writes nothing then": async ({ store, put, commit }) => {
    await put({ there: "1" });
    const good = { puts: [{ key: "good", value: bytes("1") }], deletes: ["there"] };
    for (const key of NO_KEYS) {
      await refused(() => store.get(key));
      await refused(() => commit({ ...good, checks: [{ key, version: null }] }));
      await refused(() => commit({ ...good, puts: [...good.puts, { key, value: bytes("1") }] }));
      await refused(() => commit({ ...good, deletes: [...good.deletes, key] }));
    }
    equal(plain(await store.list({ prefix: "" })), [["there", "1"]]);
  },

  "refuses values and versions that are none": async ({ store, commit }) => {
    const good = { key: "good", value: bytes("1") };
    for (const value of ["text", new ArrayBuffer(1), new Uint16Array(1), [1], null, undefined]) {
      await refused(() => commit({ puts: [good, { key: "bad", value }] }));
    }
    for (const version of [undefined, 1, {}]) {
      await refused(() => commit({ checks: [{ key: "good", version }], puts: [good] }));
    }
    equal(await store.list({ prefix: "" }), []);
  },

  "refuses to write a key twice at once": async ({ store, commit }) => {
    const put = { key: "a", value: bytes("1") };
    await refused(() => commit({ puts: [put, put] }));
    await refused(() => commit({ puts: [put], deletes: ["a"] }));
    await refused(() => commit({ deletes: ["a", "a"] }));
    equal(await store.list({ prefix: "" }), []);
  },
};
