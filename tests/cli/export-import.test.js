import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { anyhook, environment, launcher, scratch, serve } from "./anyhook.js";

const { folder, file } = scratch();
let made = 0;
const newFolder = () => join(folder, `data-${made++}`);

const HEADER = '{"anyhook":"export","version":1,"createdAt":"2026-11-21T00:00:00.000Z"}';
const entry = (key, value = "v") => JSON.stringify({ key, value });
const trailer = (entries) => JSON.stringify({ entries });
const lines = (...all) => all.map((line) => `${line}\n`).join("");

/** A folder with these entries. */
async function folderWith(entries) {
  const data = newFolder();
  const store = lmdbStore(data);
  const puts = Object.entries(entries).map(([key, value]) => ({ key, value: Buffer.from(value) }));
  assert.equal(await store.commit({ puts }), true);
  await store.close();
  return data;
}

async function entriesOf(data) {
  const store = lmdbStore(data);
  const entries = await store.list({ prefix: "" });
  await store.close();
  return Object.fromEntries(entries.map(({ key, value }) => [key, Buffer.from(value)]));
}

const bytes = (entries) =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, Buffer.from(value)]));

test("what was exported is imported, byte for byte", async () => {
  const entries = {
    " ": "",
    "a/text": '{"n":"\u00fcmlaut \u2028 \ufeff"}',
    "a/start": "\ufeffbom",
    "b/bytes": Buffer.from([0, 255, 10, 13, 0xed, 0xa0, 0x80]),
    "b/all": Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
    [`c/${"~".repeat(500)}`]: "x".repeat(100_000),
  };
  const data = await folderWith(entries);
  const output = join(folder, "out.jsonl");
  const written = await anyhook(["export", "--data", data, "--output", output]);
  const records = Object.keys(entries).length;
  const told = `exported ${records} records to ${output}\n`;
  assert.deepEqual(written, { code: 0, stdout: "", stderr: told });
  assert.equal(statSync(output).mode & 0o777, 0o600);
  for (const from of [output, "-"]) {
    const target = newFolder();
    const input = from === "-" ? readFileSync(output) : "";
    const { code, stdout } = await anyhook(["import", from, "--data", target], { input });
    assert.deepEqual(
      { code, stdout },
      { code: 0, stdout: `imported ${records} records into ${target}\n` },
    );
    assert.deepEqual(await entriesOf(target), bytes(entries));
  }
  const again = await anyhook(["export", "--data", data]);
  assert.equal(again.stderr, `exported ${records} records\n`);
  const body = (text) => text.slice(text.indexOf("\n"));
  assert.equal(body(again.stdout), body(readFileSync(output, "utf8")));
});

test("a copy may leave out events and deliveries, and a seed does", async () => {
  const kept = { "a/x": "1", "s/p/a/1": "2" };
  const deliveries = Object.fromEntries([..."vlqhwy"].map((kind) => [`${kind}/p/1`, "3"]));
  const data = await folderWith({ ...kept, ...deliveries });
  const output = join(folder, "deliveries.jsonl");
  assert.equal((await anyhook(["export", "--data", data, "--output", output])).code, 0);
  const whole = newFolder();
  const all = await anyhook(["import", output, "--data", whole]);
  assert.equal(all.stdout, `imported 8 records into ${whole}\n`);
  assert.deepEqual(await entriesOf(whole), bytes({ ...kept, ...deliveries }));
  const part = newFolder();
  const some = await anyhook(["import", output, "--data", part, "--no-deliveries"]);
  const without = "without 6 of events and their deliveries";
  assert.equal(some.stdout, `imported 2 records into ${part}, ${without}\n`);
  assert.deepEqual(await entriesOf(part), bytes(kept));
  const server = await serve(["--seed", output, "--log", "json"]);
  const { seed } = JSON.parse(server.first);
  assert.deepEqual(seed, { file: output, skipped: false, entries: 2, leftOut: 6 });
});

test("an export is of one moment, while the service goes on", async () => {
  const data = newFolder();
  const server = await serve(["--data", data, "--log", "none", "--no-limits"]);
  await create(server.url);
  let isDone = false;
  const writing = Array.from({ length: 8 }, async () => {
    let created = 0;
    for (; !isDone; created++) await create(server.url);
    return created;
  });
  for (let round = 0; round < 3; round++) {
    const { code, stdout } = await anyhook(["export", "--data", data]);
    assert.equal(code, 0);
    const keys = stdout
      .trimEnd()
      .split("\n")
      .slice(1, -1)
      .map((line) => JSON.parse(line));
    const count = (prefix) => keys.filter(({ key }) => key.startsWith(prefix)).length;
    const index = keys.find(({ key }) => key.startsWith("i/"));
    assert.ok(count("s/") > 0);
    assert.equal(count("o/"), count("s/"));
    assert.equal(JSON.parse(index.value).count, count("s/"));
  }
  isDone = true;
  assert.ok((await Promise.all(writing)).every((created) => created > 0));
});

async function create(url) {
  const answer = await fetch(`${url}/conduit/webhooks`, {
    method: "POST",
    headers: { "X-API-Key": "k", "X-API-Secret": "s", "Content-Type": "application/json" },
    body: '{"url":"https://example.com/hooks","events":["customer.active"]}',
  });
  assert.equal(answer.status, 201);
  return answer.json();
}

describe(
  "what is no whole export is refused before anything is written",
  { concurrency: 4 },
  async () => {
    const CASES = {
      "an empty file": ["", 1, /is the end: the file is empty/],
      "a file that is cut off": [lines(HEADER, entry("a"), entry("b")), 3, /is cut off/],
      "a line that is cut off": [`${lines(HEADER, entry("a"))}{"key":"b","val`, 3, /is not JSON/],
      "a header alone": [lines(HEADER), 1, /is cut off/],
      "a missing entry": [lines(HEADER, entry("a"), trailer(2)), 3, /2 entries, but there are 1/],
      "a line behind the last": [lines(HEADER, trailer(0), entry("a")), 3, /follows the last line/],
      "a newer version": [lines(HEADER.replace("1", "2"), trailer(0)), 1, /version 2 .* version 1/],
      "another header": [lines('{"anyhook":"backup"}', trailer(0)), 1, /no header of an export/],
      "what is not JSON": [lines("key,value"), 1, /is not JSON/],
      "no objects": [lines(HEADER, "[]", trailer(0)), 2, /is no JSON object/],
      "a key twice": [lines(HEADER, entry("a"), entry("a"), trailer(2)), 3, /not in the order/],
      "another order": [lines(HEADER, entry("b"), entry("a"), trailer(2)), 3, /not in the order/],
      "a key of no store": [lines(HEADER, entry("é"), trailer(1)), 2, /no key that a store/],
      "a long key": [lines(HEADER, entry("k".repeat(513)), trailer(1)), 2, /no key that a store/],
      "no key": [lines(HEADER, '{"value":"v"}', trailer(1)), 2, /no key that a store/],
      "our own key": [lines(HEADER, entry("import"), trailer(1)), 2, /a key that no export has/],
      "no value": [lines(HEADER, '{"key":"a"}', trailer(1)), 2, /neither a `value`/],
      "two values": [lines(HEADER, '{"key":"a","value":"","base64":""}'), 2, /neither a `value`/],
      "half a character": [lines(HEADER, '{"key":"a","value":"\\ud800"}'), 2, /neither a `value`/],
      "base64 that is none": [lines(HEADER, '{"key":"a","base64":"/w"}'), 2, /neither a `value`/],
      "another member": [lines(HEADER, '{"key":"a","value":"","v":1}'), 2, /a member `v`/],
      "bytes that are no text": [Buffer.from(`${HEADER}\n\xff\n`, "latin1"), 2, /is not UTF-8/],
      "a long line": [lines(HEADER, entry("a", "x".repeat(17 << 20))), 2, /longer than 16777216 b/],
    };
    const data = await folderWith({ kept: "as it was" });
    for (const [name, [content, line, message]] of Object.entries(CASES)) {
      test(name, async () => {
        const path = file("faulty.jsonl", content);
        const { code, stdout, stderr } = await anyhook(["import", path, "--data", data, "--force"]);
        assert.deepEqual({ code, stdout }, { code: 1, stdout: "" }, stderr);
        assert.match(stderr, message);
        assert.ok(stderr.includes(`\n${path}:${line} `), stderr);
        assert.deepEqual(await entriesOf(data), bytes({ kept: "as it was" }));
      });
    }
  },
);

test("what came through a pipe and was cut off leaves a folder that says so", async () => {
  const data = newFolder();
  const input = lines(HEADER, entry("a"), entry("b"));
  const cut = await anyhook(["import", "-", "--data", data], { input });
  assert.equal(cut.code, 1);
  assert.match(cut.stderr, /^anyhook: standard input has 1 fault\n-:3 .*\n.*again with --force\n$/);
  await refusedAsUnfinished(data);
  const whole = file("whole.jsonl", lines(HEADER, entry("c"), trailer(1)));
  assert.equal((await anyhook(["import", whole, "--data", data, "--force"])).code, 0);
  assert.deepEqual(await entriesOf(data), bytes({ c: "v" }));
});

async function refusedAsUnfinished(data) {
  const id = `key_${"0".repeat(24)}`;
  const whole = file("whole.jsonl", lines(HEADER, trailer(0)));
  for (const args of [
    ["serve", "--port", "0"],
    ["export"],
    ["keys", "list"],
    ["keys", "revoke", id],
    ["import", whole],
  ]) {
    const { code, stdout, stderr } = await anyhook([...args, "--data", data]);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" }, args[0]);
    assert.match(stderr, /an import into `.*` has not ended: .*`--force`\n$/);
  }
}

test("an import that was killed leaves a folder that says so, and is imported again", async () => {
  const entries = Array.from({ length: 30_000 }, (_, index) => entry(`a/${index + 100_000}`));
  const content = lines(HEADER, ...entries, trailer(entries.length));
  const whole = file("many.jsonl", content);
  const data = newFolder();
  // A pipe that stays open: the import waits for the rest, with a part of it written.
  const args = [launcher, "import", "-", "--data", data];
  const child = spawn(process.execPath, args, { env: environment(), stdio: ["pipe", "ignore", 2] });
  child.stdin.on("error", () => {});
  child.stdin.write(content.slice(0, content.length / 2));
  await until(async () => existsSync(join(data, "data.mdb")) && (await countOf(data)) >= 2000);
  child.kill("SIGKILL");
  await once(child, "close");
  await refusedAsUnfinished(data);
  assert.equal((await anyhook(["import", whole, "--data", data, "--force"])).code, 0);
  assert.equal(await countOf(data), entries.length);
});

/** Asks until it is so. */
async function until(isSo) {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function countOf(data) {
  const store = lmdbStore(data);
  let count = 0;
  for (let after = ""; ;) {
    const page = await store.list({ prefix: "", after });
    count += page.length;
    if (page.length < 1000) break;
    after = page.at(-1).key;
  }
  await store.close();
  return count;
}

test("records that are there are replaced by --force alone, and by all of the file's", async () => {
  const data = await folderWith({ "a/old": "old", "b/both": "old" });
  const whole = file("whole.jsonl", lines(HEADER, entry("b/both"), entry("c/new"), trailer(2)));
  const refused = await anyhook(["import", whole, "--data", data]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /there are records in `.*`: `--force` puts those of the file/);
  assert.equal((await anyhook(["import", whole, "--data", data, "--force"])).code, 0);
  assert.deepEqual(await entriesOf(data), bytes({ "b/both": "v", "c/new": "v" }));
});

test("files that are there, and folders that are not, stay as they are", async () => {
  const none = newFolder();
  const missing = await anyhook(["export", "--data", none, "--output", join(folder, "never")]);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /there are no records of a service in `.*`/);
  assert.ok(!existsSync(none));
  assert.ok(!existsSync(join(folder, "never")));

  const data = await folderWith({ a: "v" });
  const there = file("there", "mine");
  chmodSync(there, 0o644);
  const refused = await anyhook(["export", "--data", data, "--output", there]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /cannot write `.*`: it exists already \(`--force` overwrites it\)/);
  assert.equal(readFileSync(there, "utf8"), "mine");
  assert.equal((await anyhook(["export", "--data", data, "--output", there, "--force"])).code, 0);
  assert.equal(statSync(there).mode & 0o777, 0o600);

  const to = await anyhook(["import", join(folder, "nope"), "--data", none]);
  assert.equal(to.code, 2);
  assert.match(to.stderr, /cannot read `.*nope`: there is no such file/);
});

test("what reads no further ends an export quietly", async () => {
  const data = await folderWith({ a: "x".repeat(1 << 20), b: "v" });
  const command = `"${process.execPath}" "${launcher}" export --data "${data}" | head -c 10`;
  const child = spawn("sh", ["-c", command], {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks = [];
  for await (const chunk of child.stderr) chunks.push(chunk);
  assert.equal(Buffer.concat(chunks).toString(), "");
});

test("an import makes the folder, and a file that is one is refused", async () => {
  const path = file("file", "mine");
  const whole = file("whole.jsonl", lines(HEADER, trailer(0)));
  const { code, stderr } = await anyhook(["import", whole, "--data", path]);
  assert.equal(code, 2);
  assert.match(stderr, /cannot open `.*`: .*file/);
  assert.equal(readFileSync(path, "utf8"), "mine");
});
