import assert from "node:assert/strict";
import { test } from "node:test";
import { validate } from "anyhook";
import { anyhook, scratch } from "./anyhook.js";

const { file } = scratch();
const GOOD = '{"url": "https://example.com/hooks", "events": ["customer.active"]}';
const BAD = '{"url": "ftp://example.com", "events": ["customer.odd"], "status": "on"}';

test("a valid body is printed with its defaults, from a file and from a pipe", async () => {
  const expected = validate("conduit", "create", GOOD).value;
  assert.equal(expected.status, "enabled");
  const runs = await Promise.all([
    anyhook(["validate", "conduit", "create", file("good.json", GOOD)]),
    anyhook(["validate", "conduit", "create", "-"], { input: GOOD }),
    anyhook(["validate", "conduit", "create"], { input: GOOD }),
  ]);
  const stdout = `valid: conduit create\n${JSON.stringify(expected, undefined, 2)}\n`;
  for (const run of runs) assert.deepEqual(run, { code: 0, stdout, stderr: "" });
});

test("every violation is told, in columns, with exit code 1", async () => {
  const { code, stdout, stderr } = await anyhook(["validate", "conduit", "create"], { input: BAD });
  assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
  const [title, ...rows] = stdout.trimEnd().split("\n");
  assert.equal(title, "invalid: conduit create, 3 violations");
  const { violations } = validate("conduit", "create", BAD);
  assert.deepEqual(
    rows.slice(0, -1).map((row) => row.trim().split(/ {2,}/)),
    violations.map(({ path, code: name, message }) => [path, name, message]),
  );
  assert.equal(rows.at(-1), "`anyhook events conduit` lists the event types");
});

test("in JSON it is what the function returns, and of what", async () => {
  const of = { provider: "conduit", operation: "create" };
  const runs = await Promise.all(
    [GOOD, BAD, "{", ""].map(async (input) => {
      const { code, stdout } = await anyhook(["validate", "conduit", "create", "--json"], {
        input,
      });
      const expected = validate("conduit", "create", input);
      assert.deepEqual(JSON.parse(stdout), { ...of, ...expected });
      return code;
    }),
  );
  assert.deepEqual(runs, [0, 1, 1, 1]);
});

test("open mode takes an http URL of this machine", async () => {
  const input = '{"url": "http://localhost:4000/", "event_types": ["payment.created"]}';
  const run = (mode) => anyhook(["validate", "cryptofuse", "create", ...mode], { input });
  const [open, strict, unsaid] = await Promise.all([
    run(["--mode", "open"]),
    run(["--mode=strict"]),
    run([]),
  ]);
  assert.equal(open.code, 0, open.stdout);
  assert.equal(strict.code, 1);
  assert.deepEqual(unsaid, strict);
  assert.match(strict.stdout, /^ {2}\/url +url_scheme /m);
});

test("a hostile body is answered, and printed without what steers a terminal", async () => {
  const bodies = [
    Buffer.from([0xff, 0xfe]),
    "[".repeat(20_000),
    `{"url": "https://example.com/\u001b[31m"}`,
    `{"__proto__": 1, "events": ["\u202e\\u001b[2J"], "url": "x"}`,
    "x".repeat(1 << 20),
  ];
  await Promise.all(
    bodies.map(async (input) => {
      const { code, stdout, stderr } = await anyhook(["validate", "conduit", "create"], { input });
      assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      assert.match(stdout, /^invalid: conduit create, \d+ violations?\n/);
    }),
  );
});
