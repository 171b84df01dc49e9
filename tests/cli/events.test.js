// `events` and `event example`.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventTypes, exampleEvent, generateSecret, matches, receive } from "anyhook";
import { anyhook, scratch } from "./anyhook.js";

const { file } = scratch();

test("events lists types, and selectors with what they select", async () => {
  const { code, stdout } = await anyhook(["events", "cryptofuse"]);
  assert.equal(code, 0);
  for (const { type, description } of eventTypes("cryptofuse")) {
    assert.match(stdout, new RegExp(`^ {2}${type.replaceAll(".", "\\.")} .*${description}`, "m"));
  }
  assert.match(stdout, /^15 event types$/m);
  assert.match(
    stdout,
    /^ {2}wallet\.all +Every wallet event\n +wallet\.created, wallet\.balance_changed †$/m,
  );
  assert.match(stdout, /^Others may come: .*\. †$/m);
});

test("events says where a webhook gets every event, and what is assumed", async () => {
  const [devdraft, spritz] = await Promise.all([
    anyhook(["events", "devdraft"]),
    anyhook(["events", "spritz"]),
  ]);
  assert.match(devdraft.stdout, /^Every webhook gets every event/m);
  assert.match(spritz.stdout, /^ {2}\* † +Every event\n +all of them\n\n† assumed/m);
});

test("events in JSON", async () => {
  const { stdout } = await anyhook(["events", "cryptofuse", "--json"]);
  const { provider, events } = JSON.parse(stdout);
  assert.equal(provider, "cryptofuse");
  const known = eventTypes("cryptofuse");
  assert.deepEqual(
    events.map(({ type, description, selector }) => ({ type, description, selector })),
    known,
  );
  const types = known.filter(({ selector }) => !selector).map(({ type }) => type);
  for (const { type, selector, selects } of events) {
    const expected = types.filter((one) => matches("cryptofuse", [type], one));
    assert.deepEqual(selects, selector ? expected : undefined);
  }
});

test("events --select shows what a list of selectors gets", async () => {
  const select = ["--select", "wallet.all", "payment.created", "--select", "wallet.created"];
  const { stdout } = await anyhook(["events", "cryptofuse", ...select]);
  assert.equal(stdout, "payment.created\nwallet.created\nwallet.balance_changed\n");
  const json = await anyhook(["events", "cryptofuse", ...select, "--json"]);
  assert.deepEqual(JSON.parse(json.stdout), {
    provider: "cryptofuse",
    selectors: ["wallet.all", "wallet.created", "payment.created"],
    types: stdout.trimEnd().split("\n"),
  });
  const unknown = await anyhook(["events", "cryptofuse", "--select", "walet.all"]);
  assert.equal(unknown.code, 2);
  assert.match(
    unknown.stderr,
    /no event type or selector `walet\.all`; did you mean `wallet\.all`\?/,
  );
});

const FIXED = ["--id", "evt_1", "--timestamp", "1700000000"];
const example = (type, options = [], provider = "devdraft") =>
  anyhook(["event", "example", provider, type, ...FIXED, ...options]);

test("event example prints the body and nothing else", async () => {
  const { code, stdout, stderr } = await example("payment.completed");
  const { body } = exampleEvent("devdraft", "payment.completed", {
    id: "evt_1",
    createdAt: new Date(1_700_000_000_000),
  });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.equal(stdout, Buffer.from(body).toString());
  const pretty = await example("payment.completed", ["--pretty"]);
  assert.equal(pretty.stdout, `${JSON.stringify(JSON.parse(stdout), undefined, 2)}\n`);
});

test("event example takes data of a file, and values that are set after it", async () => {
  const data = file("data.json", '{"amount": 1, "note": {"a": 1, "b": 2}, "currency": null}');
  const values = [
    "amount=5",
    "note.b=c d",
    "note.d=[1]",
    "reference=null",
    "free=5.00",
    "__proto__.x=1",
  ];
  const options = ["--data", data, ...values.flatMap((one) => ["--set", `data.${one}`])];
  const { stdout } = await example("payment.completed", options);
  const { data: found } = JSON.parse(stdout);
  const { data: plain } = exampleEvent("devdraft", "payment.completed");
  const { currency: _, reference: __, ...rest } = plain;
  const expected = { ...rest, amount: 5, note: { a: 1, b: "c d", d: [1] }, free: "5.00" };
  Object.defineProperty(expected, "__proto__", { value: { x: 1 }, enumerable: true });
  assert.deepEqual(found, expected);
});

const FAULTS = [
  ["a path outside the data", ["--set", "amount=5"], "expected `data.PATH=VALUE`"],
  ["no value", ["--set", "data.amount"], "expected `data.PATH=VALUE`"],
  ["no path", ["--set", "data.=5"], "expected `data.PATH=VALUE`"],
  ["half of a JSON value", ["--set", "data.amount=[5"], "the value begins as JSON, and is none"],
  [
    "a step into a list",
    ["--set", "data.list=[]", "--set", "data.list.0=1"],
    "`data.list` is a list",
  ],
  ["a file that is no object", ["--data", file("list.json", "[1]")], "is JSON, but no object"],
  ["a file that is not JSON", ["--data", file("text.json", "x")], "is not JSON"],
];

describe("what cannot be set", { concurrency: 4 }, () => {
  for (const [name, options, message] of FAULTS) {
    test(name, async () => {
      const { code, stdout, stderr } = await example("payment.completed", options);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.ok(stderr.includes(message), stderr);
    });
  }
});

test("an example is signed through a pipe, and received", async () => {
  const secret = generateSecret("connect");
  const { stdout: body } = await example("CUSTOMER_CREATED", [], "connect");
  const env = { ANYHOOK_SECRET: secret };
  const { stdout } = await anyhook(["sign", "connect", "--json"], { input: body, env });
  const { headers } = JSON.parse(stdout);
  assert.equal(receive("connect", { secret, headers, body }).known, true);
});
