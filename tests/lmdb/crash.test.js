import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { everything, folder } from "./folder.js";

const writer = join(import.meta.dirname, "writer.js");
const KILLS = 60;

/** Lets a process write until it is killed, at some moment; tells what it said was answered. */
async function killed(path, name) {
  const child = spawn(process.execPath, [writer, "write", path, name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const ended = once(child, "close");
  // The moment is one of the child's work, and not of its start: after so many of its writes.
  const most = Math.floor(Math.random() * 2000);
  let count = 0;
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    output += chunk;
    count += chunk.split("\n").length - 1;
    if (count >= most) child.kill("SIGKILL");
  }
  assert.deepEqual(await ended, [null, "SIGKILL"]);
  return output.split("\n").slice(0, -1);
}

test("killed processes lose nothing that was answered, and leave no commit in part", async (context) => {
  const path = folder(context);
  const answered = [];
  for (let round = 0; round < KILLS; round += 2) {
    // Every second time somebody has the store open, and takes over the locks of the dead.
    const store = round % 4 === 0 ? lmdbStore(path) : undefined;
    const names = [round, round + 1].map((number) => `p${number}`);
    for (const lines of await Promise.all(names.map((name) => killed(path, name)))) {
      answered.push(...lines);
    }
    if (store) await check(store, answered);
    await store?.close();
  }
  const store = lmdbStore(path);
  const found = await check(store, answered);
  await store.close();
  context.diagnostic(`${KILLS} kills, ${answered.length} answered, ${found} there`);
  assert.ok(answered.length > KILLS * 100);
});

/** Every answered commit is there, and every one that is there is whole. */
async function check(store, answered) {
  const parts = await Promise.all(["a/", "b/", "c/"].map((part) => everything(store, part)));
  const [first, ...others] = parts.map((entries) =>
    entries.map(([key, text]) => [key.slice(2), text]),
  );
  for (const other of others) assert.deepEqual(other, first);
  for (const [key, text] of first) assert.equal(text, key.repeat(50));
  const keys = new Set(first.map(([key]) => key));
  assert.deepEqual(
    answered.filter((key) => !keys.has(key)),
    [],
  );
  return keys.size;
}
