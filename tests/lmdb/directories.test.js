import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { open } from "lmdb";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { everything, folder, put, smallDisk } from "./folder.js";

const refused = (path, reason) =>
  assert.throws(
    () => lmdbStore(path),
    ({ message }) => {
      assert.ok(message.startsWith(`the store in \`${path}\`: `), message);
      assert.match(message, reason);
      return true;
    },
  );

test("a store makes its directory, for its user alone", async (context) => {
  const path = join(folder(context), "a.b", "c");
  const store = lmdbStore(path);
  await store.commit({ puts: [put("a", "1")] });
  const mode = (name) => statSync(join(path, name)).mode & 0o777;
  assert.deepEqual(readdirSync(path).sort(), ["data.mdb", "lock.mdb"]);
  assert.deepEqual(["", "data.mdb", "lock.mdb"].map(mode), [0o700, 0o600, 0o600]);
  await store.close();
});

test("what is no directory is refused", (context) => {
  const path = folder(context);
  writeFileSync(join(path, "file"), "");
  refused(join(path, "file"), /there is a file, expected a directory$/);
  refused(join(path, "file", "below"), /there is a file, expected a directory$/);
  for (const name of ["data.mdb", "lock.mdb"]) {
    mkdirSync(join(path, name, name), { recursive: true });
    refused(join(path, name, ".."), /is not a file$/);
  }
});

test("a directory that may not be written to is refused", (context) => {
  if (process.getuid() === 0) {
    const disk = smallDisk(context, "size=4m");
    if (!disk) return;
    execFileSync("mount", ["-o", "remount,ro", disk]);
    refused(disk, /it may not be written to$/);
    refused(join(disk, "below"), /it may not be written to$/);
  } else {
    const path = folder(context);
    chmodSync(path, 0o500);
    refused(path, /it may not be written to$/);
  }
});

test("a store on a disk that became read-only is refused", async (context) => {
  const disk = smallDisk(context, "size=8m");
  if (!disk) return;
  const store = lmdbStore(disk);
  await store.commit({ puts: [put("a", "1")] });
  await store.close();
  execFileSync("mount", ["-o", "remount,ro", disk]);
  refused(disk, /it may not be written to$/);
});

test("files of other programs are refused, and left as they are", async (context) => {
  const path = folder(context);
  const data = join(path, "data.mdb");
  for (const bytes of ["text", new Uint8Array(4096), new Uint8Array(100_000).fill(255)]) {
    writeFileSync(data, bytes);
    refused(path, /its data\.mdb is of another program, or damaged$/);
    assert.equal(statSync(data).size, bytes.length);
  }
});

test("an LMDB database of another program is refused", async (context) => {
  const path = folder(context);
  for (const overlappingSync of [false, true]) {
    const other = open({ path, noSubdir: false, overlappingSync });
    await other.put("key", "value");
    refused(path, /its data\.mdb is of another program/);
    assert.equal(other.get("key"), "value");
    await other.close();
    refused(path, /its data\.mdb is of another program/);
  }
});

test("a file that was cut off or overwritten is refused", async (context) => {
  const path = folder(context);
  const store = lmdbStore(path);
  const puts = Array.from({ length: 900 }, (_, index) => put(`${index}`, "x".repeat(3000)));
  await store.commit({ puts });
  await store.close();
  const data = join(path, "data.mdb");
  const whole = join(folder(context), "whole");
  copyFileSync(data, whole);
  const before = await sound(path);
  for (const size of [4096 * 600, 12_288, 8192, 4096, 100]) {
    copyFileSync(whole, data);
    truncateSync(data, size);
    refused(path, size < 8192 ? /of another program, or damaged$/ : /is cut off: it has \d+ bytes/);
  }
  // Its end is room that nothing uses yet.
  copyFileSync(whole, data);
  appendFileSync(data, "more");
  assert.deepEqual(await sound(path), before);
});

async function sound(path) {
  const store = lmdbStore(path);
  const found = await everything(store);
  await store.close();
  assert.equal(found.length, 900);
  return found;
}
