import assert from "node:assert/strict";
import test from "node:test";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { openDatabase } from "../../cli/dist/stores/lmdb-environment.js";
import { everything, folder, put } from "./folder.js";

/** Makes the values of `a` longer by a mark of their own. */
const mark = (text) => (database, space) => {
  space.reserve(1, 1000);
  const before = database.getBinary("a").toString();
  database.put("a", Buffer.from(before + text), 7);
};

async function storeWith(context, text) {
  const path = folder(context);
  const store = lmdbStore(path);
  await store.commit({ puts: [put("a", text)] });
  await store.close();
  return path;
}

const migrated = async (path, migrations) => {
  const database = openDatabase(path, migrations);
  const text = database.getBinary("a").toString();
  await database.close();
  return text;
};

test("an older store goes through the migrations that it lacks, once", async (context) => {
  const path = await storeWith(context, "1");
  assert.equal(await migrated(path, [mark("-2")]), "1-2");
  assert.equal(await migrated(path, [mark("-2")]), "1-2");
  assert.equal(await migrated(path, [mark("-2"), mark("-3"), mark("-4")]), "1-2-3-4");
  assert.equal(await migrated(path, [mark("-2"), mark("-3"), mark("-4")]), "1-2-3-4");
});

test("a new store needs no migration", async (context) => {
  const fail = () => assert.fail("nothing is there to migrate");
  const database = openDatabase(folder(context), [fail, fail]);
  await database.close();
});

test("a newer store is refused, and left as it is", async (context) => {
  const path = await storeWith(context, "1");
  await migrated(path, [mark("-2"), mark("-3")]);
  const message = new RegExp(
    "`: its format is version 3, and this program knows up to 1: take a newer one$",
  );
  for (let time = 0; time < 2; time++) assert.throws(() => lmdbStore(path), { message });
  assert.throws(() => openDatabase(path, [mark("!")]), /knows up to 2/);
  assert.equal(await migrated(path, [mark("!"), mark("!")]), "1-2-3");
});

test("a migration that fails changes nothing", async (context) => {
  const path = await storeWith(context, "1");
  const fail = () => {
    throw new Error("no");
  };
  assert.throws(() => openDatabase(path, [mark("-2"), fail]), /: no$/);
  const store = lmdbStore(path);
  assert.deepEqual(await everything(store), [["a", "1"]]);
  await store.close();
});
