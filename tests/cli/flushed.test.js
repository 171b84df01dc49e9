// Looks at the calls to the system: a creation is on the disk before its answer leaves.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { environment, launcher, scratch } from "./anyhook.js";

const { folder } = scratch();
const CREATIONS = 5;

/** Whether processes may be traced here. */
const canTrace = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;
const skip = canTrace ? false : "strace is missing, or not allowed";

test("no answer leaves before its commit is on the disk", { skip }, async (t) => {
  const trace = join(folder, "trace");
  const traced = "trace=openat,pwrite64,pwritev,fdatasync,read,write,writev";
  const args = ["-f", "-y", "-s", "12", "-e", traced, "-o", trace, process.execPath, launcher];
  const options = ["serve", "--port", "0", "--data", join(folder, "data"), "--log", "none"];
  const stdio = ["ignore", "pipe", "inherit"];
  const child = spawn("strace", [...args, ...options], { env: environment(), stdio });
  const [text] = await once(child.stdout, "data");
  const url = /http:\/\/\S+/.exec(String(text))[0];
  for (let count = 0; count < CREATIONS; count++) {
    const answer = await fetch(`${url}/conduit/webhooks`, {
      method: "POST",
      headers: { "X-API-Key": "k", "X-API-Secret": "s", "Content-Type": "application/json" },
      body: '{"url":"https://example.com/","events":["customer.active"]}',
    });
    assert.equal(answer.status, 201);
    await answer.arrayBuffer();
  }
  // strace itself heeds no signal: the first call of all is of the process that it started.
  process.kill(Number.parseInt(readFileSync(trace, "latin1"), 10), "SIGTERM");
  await once(child, "close");
  assert.equal(check(calls(readFileSync(trace, "latin1"))), CREATIONS);
  t.diagnostic(`${CREATIONS} checks`);
});

/** The calls, each when it has ended; those that send an answer when they begin. */
function* calls(trace) {
  const begun = new Map();
  for (const line of trace.split("\n")) {
    const [, thread, call] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (thread === undefined) continue;
    const start = /^(.*)<unfinished \.\.\.>$/.exec(call)?.[1];
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(call)?.[1];
    if (start !== undefined && !ANSWER.test(start)) begun.set(thread, start);
    else if (rest !== undefined) yield (begun.get(thread) ?? "") + rest;
    else yield call;
  }
}

const ANSWER = /^writev?\(\d+<(?:TCP|socket).*"HTTP\/1\.1 201/;

/**
 * Goes through the calls: from each request on, pages are written and flushed, then the page that makes
 * them the store's is written through to the disk, and only then the answer. Returns how many there were.
 */
function check(all) {
  const isSync = new Set();
  let state = "idle";
  let answers = 0;
  for (const call of all) {
    const opened = /^openat\(.*data\.mdb".*O_D?SYNC.* = (\d+)</.exec(call);
    if (opened) isSync.add(opened[1]);
    if (/^read\(\d+<(?:TCP|socket)[^"]*"POST /.test(call)) state = "asked";
    const written = /^p?writev?(?:64)?\((\d+)<[^>]*data\.mdb.* = [1-9]\d*$/.exec(call);
    if (written && !isSync.has(written[1]) && state !== "idle") state = "written";
    const isFlushed = /^fdatasync\(\d+<[^>]*data\.mdb.* += 0$/.test(call);
    if (isFlushed && state === "written") state = "flushed";
    if (written && isSync.has(written[1]) && state === "flushed") state = "committed";
    if (ANSWER.test(call)) {
      assert.equal(state, "committed");
      state = "idle";
      answers++;
    }
  }
  return answers;
}
