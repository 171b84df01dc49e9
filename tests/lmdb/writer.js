// A process that writes into a store, as `processes.test.js`, `crash.test.js` and `flush.test.js` run it:
// node writer.js HOW DIRECTORY NAME [TIMES]
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { put, textOf } from "./folder.js";

const [how, directory, name, times] = process.argv.slice(2);
const store = lmdbStore(directory);
// Into a pipe: it has left this process when the call returns.
const say = (line) => process.stdout.write(`${line}\n`);

/** Adds one to a counter that others add to as well, and takes the place of that number. */
async function increment() {
  for (;;) {
    const count = await store.get("count");
    const next = String(Number(textOf(count) ?? 0) + 1);
    const checks = [
      { key: "count", version: count?.version ?? null },
      { key: `place/${next}`, version: null },
    ];
    const puts = [put("count", next), put(`place/${next}`, name)];
    if (await store.commit({ checks, puts })) return;
  }
}

/** Writes entries that belong together, and says each that was answered. */
async function write(index) {
  const key = `${name}/${index}`;
  const puts = ["a", "b", "c"].map((part) => put(`${part}/${key}`, key.repeat(50)));
  const checks = puts.map(({ key }) => ({ key, version: null }));
  if (!(await store.commit({ checks, puts }))) throw new Error(`${key} is there`);
  say(key);
}

const WAYS = {
  async increment() {
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let time = 0; time < times; time++) await increment();
      }),
    );
    await store.close();
  },
  /** Until it is killed, many at once. */
  async write() {
    let index = 0;
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        for (;;) await write(index++);
      }),
    );
  },
  /** One after the other. */
  async few() {
    for (let index = 0; index < times; index++) await write(index);
    await store.close();
  },
};

await WAYS[how]();
