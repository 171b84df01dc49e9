// `provider check` and `provider new`, and a provider's file in place of a name.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { anyhook, scratch } from "./anyhook.js";

const { file, folder } = scratch();
const STARTER = new URL("../../providers/starter.json", import.meta.url);
const starter = readFileSync(STARTER, "utf8");
const check = (text) => anyhook(["provider", "check", file("provider.json", text), "--json"]);

test("a file without faults is told of in a line", async () => {
  const good = file("good.json", starter);
  const { code, stdout, stderr } = await anyhook(["provider", "check", good]);
  const line = "acme (Acme): 5 operations, 3 event types, 2 selectors and 2 kinds of ids";
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `valid: ${line}\n`, stderr: "" });
  const json = await anyhook(["provider", "check", "-", "--json"], { input: starter });
  const counts = { operations: 5, eventTypes: 3, selectors: 2, kindsOfIds: 2 };
  assert.deepEqual(JSON.parse(json.stdout), { valid: true, provider: "acme", ...counts });
});

test("every fault is told, with where it stands", async () => {
  const text = starter
    .replace('"id": "acme"', '"id": "Acme"')
    .replace('"encoding": "utf8"', '"encoding": "utf9"')
    .replace('"maxWebhooks": 20', '"maxWebhooks": 20, "maxWebhook": 2');
  const path = file("faulty.json", text);
  const { code, stdout, stderr } = await anyhook(["provider", "check", path]);
  assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
  const place = (needle) => {
    const before = text.slice(0, text.indexOf(needle)).split("\n");
    return `${path}:${before.length}:${before.at(-1).length + 1}`;
  };
  const lines = stdout.trimEnd().split("\n");
  assert.deepEqual(
    lines.slice(0, -1).map((line) => line.split(/ {2,}/).slice(0, 2)),
    [
      [place('"id": "Acme"'), "/id"],
      [place('"encoding": "utf9"'), "/secret/encoding"],
      [place('"maxWebhook":'), "/rules/maxWebhook"],
    ],
  );
  assert.equal(lines.at(-1), "3 faults");
});

const PLACES = {
  "a key on a line of its own": ['{\n  "x": 1\n}', "/x", 2, 3],
  "a key behind characters of two units": ['{"$comment": "é😀", "x": 1}', "/x", 1, 21],
  "a key with what pointers escape": ['{"a/b~": 1}', "/a~1b~0", 1, 2],
  "a key that JSON escapes": ['{"\\u0078": 1}', "/x", 1, 2],
  "a key behind text that looks like JSON": ['{"$comment": "{\\"x\\": [", "x": 1}', "/x", 1, 27],
  "an item behind one that nests": [
    '{"delivery": {"retry": {"delays": [1, [2, {"a": 3}],\n "x"]}}}',
    "/delivery/retry/delays/2",
    2,
    2,
  ],
  "what is missing": ['\n {"x": 1}', "/format", 2, 2],
};

describe("where a fault stands", { concurrency: 4 }, () => {
  for (const [name, [text, path, line, column]] of Object.entries(PLACES)) {
    test(name, async () => {
      const { code, stdout } = await check(text);
      assert.equal(code, 1);
      const found = JSON.parse(stdout).faults.find((fault) => fault.path === path);
      assert.ok(found, stdout);
      assert.deepEqual([found.line, found.column], [line, column]);
    });
  }
});

test("where text is not JSON", async () => {
  for (const [text, line, column] of [
    ['{"é":\n "😀" x}', 2, 7],
    ["", 1, 1],
    ['{"id": 1,\n "id": 2}', 2, 2],
  ]) {
    const { code, stdout } = await check(text);
    assert.equal(code, 1);
    const { faults } = JSON.parse(stdout);
    assert.deepEqual([faults.length, faults[0].line, faults[0].column], [1, line, column], text);
  }
});

test("files that are no provider's at all", async () => {
  const inputs = ["[1]", "null", "[".repeat(30_000), `{"a": "${"x".repeat(1 << 20)}"}`];
  for (const text of inputs) {
    const { code, stdout } = await check(text);
    assert.equal(code, 1);
    assert.ok(JSON.parse(stdout).faults.length > 0);
  }
  const bytes = await check(Buffer.from([0xff]));
  assert.equal(bytes.code, 2);
  assert.match(bytes.stderr, /is not UTF-8/);
});

test("provider new prints or writes a file that passes, and overwrites none", async () => {
  const here = join(folder, "new");
  mkdirSync(here);
  const run = (...args) => anyhook(["provider", ...args], { cwd: here });
  const { code, stdout } = await run("new", "own.json");
  assert.equal(code, 0);
  assert.match(stdout, /^wrote own\.json; .*: anyhook provider check own\.json\n$/);
  const written = readFileSync(join(here, "own.json"), "utf8");
  // There is no schema to point at.
  assert.equal(written, starter.replace(/^ {2}"\$schema": .*\n/m, ""));
  assert.equal((await run("new")).stdout, written);
  assert.equal((await run("check", "own.json")).code, 0);

  writeFileSync(join(here, "own.json"), "mine");
  const refused = await run("new", "own.json");
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /cannot write `own\.json`: it exists already \(`--force` overwrites it\)/,
  );
  assert.equal(readFileSync(join(here, "own.json"), "utf8"), "mine");
  assert.equal((await run("new", "own.json", "--force")).code, 0);
  assert.equal(readFileSync(join(here, "own.json"), "utf8"), written);
  assert.match((await run("new", "no/own.json")).stderr, /cannot write `no\/own\.json`/);
});

test("provider new points at the schema of an installed anyhook", async () => {
  const project = join(folder, "project");
  const installed = join(project, "node_modules/anyhook/dist");
  mkdirSync(installed, { recursive: true });
  mkdirSync(join(project, "hooks"));
  cpSync(
    new URL("../../providers/provider.schema.json", import.meta.url),
    join(installed, "provider.schema.json"),
  );
  const above = await anyhook(["provider", "new", "hooks/own.json"], { cwd: project });
  assert.equal(above.code, 0);
  const own = JSON.parse(readFileSync(join(project, "hooks", "own.json"), "utf8"));
  assert.equal(own.$schema, "../node_modules/anyhook/dist/provider.schema.json");
  const { stdout } = await anyhook(["provider", "new"], { cwd: project });
  assert.equal(JSON.parse(stdout).$schema, "./node_modules/anyhook/dist/provider.schema.json");
});

test("a provider of one's own works in every command", async () => {
  const own = file("own.json", starter.replaceAll("acme_", "mine_").replace('"acme"', '"mine"'));
  const secret = (await anyhook(["secret", "new", own])).stdout;
  assert.match(secret, /^mine_/);
  const env = { ANYHOOK_SECRET: secret.trimEnd() };
  const body = (await anyhook(["event", "example", own, "order.placed"])).stdout;
  const headers = file("headers", (await anyhook(["sign", own], { input: body, env })).stdout);
  const create = '{"url": "https://example.com/", "events": ["order.*"]}';
  const runs = [
    [
      ["verify", own, "--headers", headers],
      { input: body, env },
      /^valid: mine, order\.placed, event id evt_/,
    ],
    [["schemes", own], {}, /^mine: Acme\n/],
    [["providers", own], {}, /^mine: Acme\nOrders and shipments/],
    [["providers", own, "--json"], {}, /"id": "mine"/],
    [["events", own, "--select", "order.*"], {}, /^order\.placed\norder\.cancelled\n$/],
    [["validate", own, "create"], { input: create }, /^valid: mine create\n/],
    [["id", "new", own, "webhook"], {}, /^hook_[0-9a-f]{24}\n$/],
    [["id", "check", own, "webhook", `hook_${"0".repeat(24)}`], {}, /^✓ /],
    [["secret", "mask", own], { env }, /^mine_..\*{8}..\n$/],
  ];
  await Promise.all(
    runs.map(async ([args, around, expected]) => {
      const { code, stdout, stderr } = await anyhook(args, around);
      assert.equal(code, 0, stderr);
      assert.match(stdout, expected);
    }),
  );
  const missing = await anyhook(["validate", own, "crate"]);
  assert.match(missing.stderr, /these take one: `create`, `update`; did you mean `create`\?/);
});

test("what is told to run next takes the file's path", async () => {
  const path = file("next.json", starter);
  const body = '{"url": "https://a.example/", "events": ["nope"]}';
  const told = [
    await anyhook(["providers", path]),
    await anyhook(["validate", path, "create"], { input: body }),
    await anyhook(["events", path, "--select", "unlike-any"]),
    await anyhook(["event", "example", path, "order.*"]),
  ];
  for (const { stdout, stderr } of told) {
    assert.ok(`${stdout}${stderr}`.includes(`\`anyhook events ${path}\` lists`), stdout + stderr);
  }
});

test("a secret's parts are told as they are", async () => {
  const { secret: _, ...rest } = JSON.parse(starter);
  const generate = { prefix: "whsec_", form: "base64", bytes: 24 };
  const mask = { first: 0, stars: 4, last: 1 };
  const path = file(
    "secret.json",
    JSON.stringify({ ...rest, secret: { encoding: "base64", generate, mask } }),
  );
  const { stdout } = await anyhook(["providers", path]);
  assert.match(stdout, /^ {2}key +the bytes in base64 behind whsec_$/m);
  assert.match(stdout, /^ {2}shown again +the prefix, 4 stars and the last 1 character$/m);
});

test("a receiver's file has no operations, and says so", async () => {
  const {
    operations: _,
    subscription: __,
    errors: ___,
    templates: ____,
    ...rest
  } = JSON.parse(starter);
  const { auth: _auth, urls: _urls, rules: _rules, ...receiver } = rest;
  const path = file("receiver.json", JSON.stringify(receiver));
  const [checked, page, refused] = await Promise.all([
    anyhook(["provider", "check", path]),
    anyhook(["providers", path]),
    anyhook(["validate", path, "create"]),
  ]);
  assert.match(checked.stdout, /^valid: acme \(Acme\): no operations, 3 event types/);
  assert.doesNotMatch(page.stdout, /^operations|^auth|^errors/m);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /`acme` has no operation that takes a body/);
});
