import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sealPayload, sign } from "anyhook";
import { anyhook, scratch } from "./anyhook.js";

const { file, folder } = scratch();
const SECRET = "it's a secret";
const NOW = 1_700_000_012;
const EVENT = '{"id":"evt_1","type":"payment.completed","data":{"amount":1}}';
const secret = ["--secret-file", file("secret", `${SECRET}\n`)];
const clock = ["--now", String(NOW)];

/** A genuine delivery's options, of the headers and with the body in a file. */
function delivery(scheme, body, own = SECRET) {
  const headers = sign(scheme, { secret: own, body, timestamp: NOW - 12 });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return {
    lines,
    options: lines.flatMap((line) => ["--header", line]),
    body: ["--body", file(`${scheme}.body`, body)],
  };
}

const stripe = delivery("stripe", EVENT);
const valid = ["verify", "stripe", ...secret, ...clock, ...stripe.options, ...stripe.body];

test("a genuine delivery: one line, exit code 0", async () => {
  const { code, stdout, stderr } = await anyhook(valid);
  assert.deepEqual(
    { code, stdout, stderr },
    { code: 0, stdout: "valid: stripe, signed 12 s ago\n", stderr: "" },
  );
});

test("a genuine delivery in JSON", async () => {
  const { stdout } = await anyhook([...valid, "--json"]);
  const expected = { valid: true, scheme: "stripe", secretIndex: 0, assumed: false };
  assert.deepEqual(JSON.parse(stdout), { ...expected, timestamp: NOW - 12 });
});

test("a provider's event is read", async () => {
  const { options, body } = delivery("devdraft", EVENT);
  const args = ["verify", "devdraft", ...secret, ...clock, ...options, ...body];
  const { stdout } = await anyhook(args);
  assert.match(stdout, /^valid: devdraft, payment\.completed, event id evt_1, signed 12 s ago,/);
  const { event } = JSON.parse((await anyhook([...args, "--json"])).stdout);
  assert.deepEqual(event, { type: "payment.completed", known: true, id: "evt_1" });
  const { stdout: report } = await anyhook([...args, "--explain"]);
  assert.match(report, /^ {2}event +payment\.completed, event id evt_1$/m);
});

test("an encrypted event is opened, and shown", async () => {
  const sealed = sealPayload("devdraft", { secret: SECRET, body: EVENT });
  const { options, body } = delivery("devdraft", sealed);
  const args = ["verify", "devdraft", ...secret, ...clock, ...options, ...body];
  const { stdout } = await anyhook(args);
  assert.match(
    stdout,
    /^valid: devdraft, payment\.completed, event id evt_1, encrypted in a form that anyhook assumes, signed/,
  );
  const { event } = JSON.parse((await anyhook([...args, "--json"])).stdout);
  const encrypted = { assumed: true };
  const expected = {
    type: "payment.completed",
    known: true,
    id: "evt_1",
    encrypted,
    payload: EVENT,
  };
  assert.deepEqual(event, expected);
  const { stdout: report } = await anyhook([...args, "--explain"]);
  assert.match(report, /^ {2}opened +61 bytes: \{"id":"evt_1","type":"payment\.completed"/m);

  const other = sealPayload("devdraft", { secret: "of somebody else", body: EVENT });
  const unopened = delivery("devdraft", other);
  const { code, stdout: shown } = await anyhook([
    ...args.slice(0, 6),
    ...unopened.options,
    ...unopened.body,
  ]);
  assert.equal(code, 0);
  assert.match(shown, /its event is unreadable \(the payload was sealed with the key `[\w-]{11}`/);
});

test("an unlisted type and an unreadable event are genuine all the same", async () => {
  for (const [content, shown] of [
    ['{"type":"payment.odd\\u001b[31m","data":1}', "payment.odd\\u{1b}[31m (an unlisted type)"],
    ["not JSON", "its event is unreadable (the body is not JSON: found no JSON value at byte 0)"],
  ]) {
    const { options, body } = delivery("devdraft", content);
    const { code, stdout } = await anyhook([
      "verify",
      "devdraft",
      ...secret,
      ...clock,
      ...options,
      ...body,
    ]);
    assert.equal(code, 0);
    assert.ok(stdout.startsWith(`valid: devdraft, ${shown}, signed`), stdout);
  }
});

test("rotation: which of the secrets signed it", async () => {
  const { stdout } = await anyhook([...valid, "--secret=another"]);
  assert.match(stdout, /by secret 1 of 2$/m);
  const turned = ["verify", "stripe", "--secret=another", ...valid.slice(2)];
  assert.match((await anyhook(turned)).stdout, /by secret 2 of 2$/m);
});

const INVALID = [
  ["another body", [], "no_matching_signature", { input: `${EVENT} ` }],
  ["no such header", [], "missing_header", { headers: ["a: b"] }],
  ["a repeated header", [], "repeated_header", { headers: [...stripe.lines, ...stripe.lines] }],
  [
    "names in another case",
    [],
    "repeated_header",
    { headers: ["stripe-signature: x", ...stripe.lines] },
  ],
  [
    "a malformed timestamp",
    [],
    "malformed_timestamp",
    { headers: ["Stripe-Signature: t=1e9,v1=00"] },
  ],
  ["too old", ["--now", String(NOW + 1000)], "timestamp_too_old", {}],
  ["too new", ["--now", String(NOW - 1000)], "timestamp_too_new", {}],
  ["no tolerance", ["--now", String(NOW), "--tolerance", "0"], "timestamp_too_old", {}],
];

describe("deliveries that are invalid", { concurrency: 4 }, () => {
  for (const [name, options, code, { input = EVENT, headers = stripe.lines }] of INVALID) {
    test(name, async () => {
      const time = options.length > 0 ? options : clock;
      const given = headers.flatMap((line) => ["--header", line]);
      const args = ["verify", "stripe", ...secret, ...time, ...given];
      const line = await anyhook(args, { input });
      assert.equal(line.code, 1);
      assert.ok(line.stdout.startsWith(`invalid: ${code}: `), line.stdout);
      assert.equal(line.stdout.split("\n").length, 2);
      const report = await anyhook([...args, "--explain"], { input });
      assert.equal(report.code, 1);
      assert.ok(report.stdout.startsWith(`invalid: stripe: ${code}\n`), report.stdout);
      assert.match(report.stdout, /^ {2}✗ /m);
      assert.match(report.stdout, /^likely cause: .+\n$/m);
    });
  }
});

test("--tolerance Infinity accepts any age", async () => {
  const { code, stdout } = await anyhook([
    ...valid.slice(0, 4),
    ...stripe.options,
    ...stripe.body,
    "--tolerance",
    "Infinity",
  ]);
  assert.equal(code, 0);
  assert.match(stdout, /signed \d+ d/);
});

test("an invalid delivery in JSON", async () => {
  const args = ["verify", "stripe", ...secret, ...clock, "--header", "a: b", "--json"];
  const { code, stdout } = await anyhook(args, { input: EVENT });
  assert.equal(code, 1);
  const { message, ...rest } = JSON.parse(stdout);
  assert.deepEqual(rest, { valid: false, scheme: "stripe", code: "missing_header" });
  assert.match(message, /`Stripe-Signature`/);
});

test("--explain finds what was changed, in a report and in JSON", async () => {
  const args = ["verify", "stripe", ...secret, ...clock, ...stripe.options, "--explain"];
  const report = await anyhook(args, { input: `${EVENT}\n` });
  assert.match(report.stdout, /^ {2}found +[0-9a-f]{64}$/m);
  assert.match(report.stdout, /^ {2}computed +[0-9a-f]{64}$/m);
  assert.match(report.stdout, /^ {2}content +\d+ bytes: 1700000000\.\{"id":.*\}\\n$/m);
  assert.match(report.stdout, /^likely cause: .*white space at its end/m);
  const { stdout } = await anyhook([...args, "--json"], { input: `${EVENT}\n` });
  const { signedContent, code, alternatives } = JSON.parse(stdout);
  assert.equal(code, "no_matching_signature");
  assert.equal(Buffer.from(signedContent, "base64").toString(), `1700000000.${EVENT}\n`);
  assert.equal(alternatives[0].differences[0].kind, "body");
});

test("--explain of a malformed secret is a report, and exit code 2", async () => {
  const args = ["verify", "svix", "--secret", "not base64!", "--header", "svix-id: a", "--explain"];
  const { code, stdout } = await anyhook(args);
  assert.equal(code, 2);
  assert.match(stdout, /^invalid: svix: malformed_secret\n/);
  assert.doesNotMatch(stdout, /not base64!/);
});

test("headers of a file, with CRLF or LF, as `sign` prints them", async () => {
  for (const end of ["\n", "\r\n"]) {
    const headers = file("headers", `${stripe.lines.join(end)}${end}${end}`);
    const args = ["verify", "stripe", ...secret, ...clock, "--headers", headers, ...stripe.body];
    assert.equal((await anyhook(args)).code, 0);
  }
});

test("a body of 20 MiB is verified and, without details, explained", async () => {
  const large = "x".repeat(20 << 20);
  const { options, body } = delivery("github", large);
  const args = ["verify", "github", ...secret, ...options, ...body];
  assert.equal((await anyhook(args)).stdout, "valid: github\n");
  const { code, stdout } = await anyhook([...args, "--explain"]);
  assert.equal(code, 0);
  assert.match(stdout, /^result: the delivery is genuine; bodies over 16 MiB/m);
});

const USAGE = [
  ["no headers", [], /no headers: give `--headers FILE`/],
  [
    "a file that is missing",
    ["--headers", "nope"],
    /cannot read the headers from `nope`: there is no such file/,
  ],
  ["a folder", ["--headers", folder], /cannot read the headers from .*: it is a folder/],
  [
    "a header without a colon",
    ["--header", "x"],
    /`--header` is no header: expected `Name: value`/,
  ],
  ["a name with a space", ["--header", "a b: c"], /`--header`: `a b` is no name of a header/],
  [
    "a bad line of a file",
    ["--headers", file("bad", "a: b\n\u001b[2Jc\n")],
    /line 2 of `.*` is no header/,
  ],
  [
    "a folded line",
    ["--headers", file("folded", "a: b\n c: d\n")],
    /line 2 of `.*`: ` c` is no name/,
  ],
  ["a request and headers", ["--header", "a: b", "--request", "x"], /give it, or them, not both/],
  ["standard input twice", ["--headers", "-"], /standard input holds the headers already/],
];

describe("usage", { concurrency: 4 }, () => {
  for (const [name, options, message] of USAGE) {
    test(name, async () => {
      const { code, stdout, stderr } = await anyhook(["verify", "stripe", ...secret, ...options]);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(stderr, /\u001b/);
    });
  }
});
