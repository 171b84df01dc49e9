import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { everything, folder, put, textOf } from "./folder.js";

const writer = join(import.meta.dirname, "writer.js");
const start = (...args) => promisify(execFile)(process.execPath, [writer, ...args]);

test("processes that fight for one key lose no write", async (context) => {
  const path = folder(context);
  await Promise.all(["one", "two", "three"].map((name) => start("increment", path, name, "40")));
  const store = lmdbStore(path);
  assert.equal(textOf(await store.get("count")), "480");
  const places = await everything(store, "place/");
  assert.equal(places.length, 480);
  for (const name of ["one", "two", "three"]) {
    assert.equal(places.filter(([, text]) => text === name).length, 160);
  }
  await store.close();
});

test("what another process wrote is seen once it was answered", async (context) => {
  const path = folder(context);
  const store = lmdbStore(path);
  assert.equal(await store.get("a/other/0"), null);
  await start("few", path, "other", "3");
  const { version } = await store.get("a/other/2");
  assert.equal((await everything(store, "a/")).length, 3);
  const check = { key: "a/other/2", version };
  assert.equal(await store.commit({ checks: [check], puts: [put("a/other/2", "mine")] }), true);
  assert.equal(await store.commit({ checks: [check], puts: [put("a/other/2", "again")] }), false);
  await store.close();
});

test("a store knows whether another process has it open, also one that was killed", async (context) => {
  const path = folder(context);
  const store = lmdbStore(path);
  assert.equal(await store.isAlone(), true);
  const second = lmdbStore(path);
  const stdio = ["ignore", "pipe", "inherit"];
  const other = spawn(process.execPath, [writer, "write", path, "other"], { stdio });
  await once(other.stdout, "data");
  other.stdout.resume();
  assert.deepEqual([await store.isAlone(), await second.isAlone()], [false, false]);
  other.kill("SIGKILL");
  await once(other, "close");
  // The same process may have it open twice.
  assert.equal(await store.isAlone(), true);
  await start("few", path, "last", "1");
  assert.equal(await store.isAlone(), true);
  await store.close();
  await second.close();
});
