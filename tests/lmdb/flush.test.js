import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { folder } from "./folder.js";

const writer = join(import.meta.dirname, "writer.js");
const CALLS = "openat,write,writev,pwrite64,pwritev,fdatasync,fsync,msync";
const TIMES = 20;

test("a commit is answered when it was flushed to the disk", (context) => {
  const path = folder(context);
  const trace = join(path, "trace");
  const traced = (...command) =>
    execFileSync("strace", ["-f", "-y", "-e", `trace=${CALLS}`, "-o", trace, ...command]);
  try {
    traced("true");
  } catch {
    return context.skip("strace is missing, or may not trace here");
  }
  const data = join(path, "store", "data.mdb");
  traced(process.execPath, writer, "few", join(path, "store"), "name", String(TIMES));
  assert.ok(existsSync(data));

  const calls = read(trace);
  // What is written through this one is on the disk when the call returns.
  const through = calls.find((call) => call.includes(data) && /\bO_DSYNC\b/.test(call));
  const [, synchronous] = /= (\d+)</.exec(through);
  const isData = (call, names) =>
    new RegExp(`^(${names})\\(\\d+<`).test(call) && call.includes(`<${data}>`);
  let answers = 0;
  let step = 0;
  for (const call of calls) {
    // The pages first, then the flush, and only then what makes LMDB read the new pages.
    if (call.startsWith(`pwrite64(${synchronous}<`) && isData(call, "pwrite64")) {
      assert.equal(step, 2, call);
      step = 3;
    } else if (isData(call, "pwrite64|pwritev|writev|write")) step = 1;
    else if (isData(call, "fdatasync|fsync") && step === 1 && call.endsWith("= 0")) step = 2;
    else if (call.includes(`"name/${answers}\\n"`)) {
      assert.equal(step, 3, call);
      step = 0;
      answers++;
    }
  }
  assert.equal(answers, TIMES);
});

/** The system calls of all threads; one that had to wait stands where it came back. */
function read(trace) {
  const waiting = new Map();
  const calls = [];
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    const [, thread, text] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (!text) continue;
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    if (text.endsWith("<unfinished ...>")) waiting.set(thread, text.slice(0, -16));
    else calls.push(resumed ? `${waiting.get(thread)}${resumed[1]}` : text);
  }
  return calls;
}
