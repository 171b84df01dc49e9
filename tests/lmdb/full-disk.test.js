import assert from "node:assert/strict";
import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { openDatabase } from "../../cli/dist/stores/lmdb-environment.js";
import { Space } from "../../cli/dist/stores/lmdb-space.js";
import { everything, folder, put, smallDisk } from "./folder.js";

const MESSAGE = /^the store in `.*`: the disk is full, and nothing was written$/;
const isFull = ({ message }) => MESSAGE.test(message);

/** Takes all of a disk but some kilobytes, and returns how to give it back. */
function fill(disk, left = 0) {
  const path = join(disk, "ballast");
  const { bavail, bsize } = statfsSync(disk);
  const file = openSync(path, "w");
  writeSync(file, new Uint8Array(Math.max(0, bavail * bsize - left * 1024)));
  closeSync(file);
  return () => rmSync(path);
}

test("a full disk fails commits, and no other", async (context) => {
  const disk = smallDisk(context, "size=16m");
  if (!disk) return;
  const store = lmdbStore(join(disk, "store"));
  const empty = fill(disk);
  const text = "x".repeat(20_000);
  const done = [];
  const commit = async (key) => {
    if (await store.commit({ puts: [put(key, text), put(`${key}/half`, text)] })) {
      done.push([key, text], [`${key}/half`, text]);
    }
  };
  // What was reserved takes some.
  await assert.rejects(async () => {
    for (let index = 0; ; index++) await commit(`k${String(index).padStart(4, "0")}`);
  }, isFull);
  assert.deepEqual(await everything(store), done);

  const many = Array.from({ length: 50 }, (_, index) => commit(`many/${index}`));
  for (const { status, reason } of await Promise.allSettled(many)) {
    assert.equal(status, "rejected");
    assert.match(reason.message, MESSAGE);
  }
  assert.deepEqual(await everything(store), done);

  empty();
  await commit("z");
  await store.close();
  const again = lmdbStore(join(disk, "store"));
  assert.deepEqual(await everything(again), done);
  await again.close();
});

test("a store is not made on a full disk, and is once there is room", async (context) => {
  const disk = smallDisk(context, "size=8m");
  if (!disk) return;
  for (const left of [0, 4, 12, 16, 20, 24, 32, 64, 512, 1024, 2040]) {
    const empty = fill(disk, left);
    assert.throws(() => lmdbStore(join(disk, "store")), isFull);
    empty();
    const store = lmdbStore(join(disk, "store"));
    assert.equal(await store.commit({ puts: [put("a", "1")] }), true);
    await store.close();
    rmSync(join(disk, "store"), { recursive: true });
  }
});

test("a store that was there can be read on a full disk", async (context) => {
  const disk = smallDisk(context, "size=8m");
  if (!disk) return;
  const store = lmdbStore(join(disk, "store"));
  await store.commit({ puts: [put("a", "1")] });
  await store.close();
  fill(disk);
  const again = lmdbStore(join(disk, "store"));
  assert.deepEqual(await everything(again), [["a", "1"]]);
  await assert.rejects(again.commit({ puts: [put("b", "x".repeat(4 << 20))] }), isFull);
  assert.deepEqual(await everything(again), [["a", "1"]]);
  await again.close();
});

test("a transaction stays in the room that it reserved", (context) => {
  const path = folder(context);
  const database = openDatabase(path);
  const space = new Space(path, database);
  const size = () => statSync(join(path, "data.mdb")).size;
  const key = (index) => `${(index * 7919) % 3000}`.padEnd(index % 500, "-");
  const shapes = [
    { writes: 1, length: 0 },
    { writes: 5, length: 100 },
    { writes: 1000, length: 10 },
    { writes: 1000, length: 1900 },
    { writes: 300, length: 2100 },
    { writes: 3, length: 1_000_000 },
    { writes: 700, length: undefined },
    { writes: 2500, length: 300 },
    { writes: 3000, length: undefined },
  ];
  let first = 0;
  for (let round = 0; round < 5 * shapes.length; round++) {
    const { writes, length } = shapes[round % shapes.length];
    let reserved;
    database.transactionSync(() => {
      space.reserve(writes, writes * (length ?? 0));
      reserved = size();
      for (let index = first; index < first + writes; index++) {
        if (length === undefined) database.remove(key(index));
        else database.put(key(index), new Uint8Array(length), 1);
      }
    });
    assert.equal(size(), reserved, `${writes} writes of ${length} bytes`);
    first += 997;
  }
  space.close();
  database.close();
});
