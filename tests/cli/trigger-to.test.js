import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, describe, test } from "node:test";
import { defineProvider, generateSecret, receive } from "anyhook";
import { anyhook, listen, scratch } from "./anyhook.js";

const { file } = scratch();
const starter = readFileSync(new URL("../../providers/starter.json", import.meta.url), "utf8");
const acme = defineProvider(starter);
const acmeFile = file("acme.json", starter);

/** A type of each provider, and whether it signs a timestamp and has an id to tell deliveries by. */
const PROVIDERS = [
  ["connect", "CUSTOMER_CREATED", { hasTime: false, id: "`/id` of the body" }],
  ["conduit", "customer.active", { hasTime: true, id: "`conduit-webhook-idempotency-key`" }],
  ["spritz", "payment.completed", { hasTime: false }],
  ["cryptofuse", "payment.created", { hasTime: false, id: "`/id` of the body" }],
  ["devdraft", "payment.failed", { hasTime: true, id: "`/id` of the body" }],
  [acmeFile, "order.placed", { hasTime: true, id: "`/id` of the body", handle: acme }],
];

/** A receiver that answers as `answer` does, and keeps what it was sent. */
async function receiver(answer) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ request, headers: request.headers, body: Buffer.concat(chunks) });
    answer(response, seen.length);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  return { seen, url: `http://127.0.0.1:${server.address().port}/hooks` };
}

const always = (status) => (response) => response.writeHead(status).end(`\u001b[2J${status}`);

describe("each provider's delivery is genuine, and tells a right receiver", async () => {
  for (const [provider, type, { hasTime, id, handle = provider }] of PROVIDERS) {
    test(type, async () => {
      const secret = generateSecret(handle);
      const env = { ANYHOOK_SECRET: secret };
      const right = await listen(["--scheme", provider], { env });
      const trigger = (...options) =>
        anyhook(["trigger", provider, type, "--to", `${right.url}/a?b=1`, ...options], { env });

      const plain = await trigger();
      assert.equal(plain.code, 0, plain.stderr);
      assert.match(
        plain.stdout,
        /^\S+ (?:\S+ )?to http:\/\/127\.0\.0\.1:\d+\/a\?b=1\n✓ 200, [\d.]+ ms: taken\n/,
      );

      const twice = await trigger("--duplicate");
      assert.equal(twice.code, 0);
      assert.match(twice.stdout, /: taken\n(.*\n)+✓ 200, [\d.]+ ms: taken again\n/);
      assert.ok(twice.stdout.includes(id ? `once, by its id \`` : "has no id"), twice.stdout);
      if (id) assert.ok(twice.stdout.trimEnd().endsWith(` in ${id}`), twice.stdout);

      const changed = await trigger("--tamper");
      assert.equal(changed.code, 0);
      assert.match(changed.stdout, /\n✓ 401, .*: refused, as is right: its body was changed/);

      const stale = await trigger("--stale");
      if (hasTime) {
        assert.equal(stale.code, 0);
        assert.match(stale.stdout, /\n✓ 401, .* signed 6 min ago, and 5 min are allowed\n/);
      } else {
        assert.deepEqual([stale.code, stale.stdout], [2, ""]);
        assert.match(stale.stderr, /`--stale`: \w+ signs no timestamp/);
      }
      for (const { stdout, stderr } of [plain, twice, changed, stale]) {
        assert.ok(!(stdout + stderr).includes(secret));
      }
    });
  }
});

test("what is sent is what the provider sends: headers, body, data", async () => {
  const { seen, url } = await receiver(always(200));
  const secret = generateSecret("conduit");
  const data = file("data.json", '{"customer": {"type": "individual"}}');
  const args = ["trigger", "conduit", "customer.active", "--to", url, "--duplicate", "--json"];
  args.push("--data", data, "--set", "data.customer.note=new", "--header", "X-Trace: 1");
  const { code, stdout } = await anyhook(args, { env: { ANYHOOK_SECRET: secret } });
  assert.equal(code, 0);
  const { answers, ...about } = JSON.parse(stdout);
  const id = about.id;
  assert.deepEqual(about, { id, type: "customer.active", url, flaw: "duplicate" });
  assert.deepEqual(
    answers.map(({ status, body, right, verdict }) => ({ status, body, right, verdict })),
    ["taken", "taken again"].map((verdict) => ({
      status: 200,
      body: "\u001b[2J200",
      right: true,
      verdict,
    })),
  );
  assert.equal(seen.length, 2);
  assert.deepEqual(seen[0].body, seen[1].body);
  for (const { request, headers, body } of seen) {
    assert.equal(request.method, "POST");
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-trace"], "1");
    const event = receive("conduit", { secret, headers, body });
    assert.equal(event.unsignedId, id);
    const { type, note, status } = event.data.customer;
    assert.deepEqual({ type, note, status }, { type: "individual", note: "new", status: "active" });
  }
});

test("--encrypted seals the body, and signs what is sent", async () => {
  const { seen, url } = await receiver(always(200));
  const secret = generateSecret("devdraft");
  const args = ["trigger", "devdraft", "payment.failed", "--to", url, "--encrypted"];
  const { code } = await anyhook(args, { env: { ANYHOOK_SECRET: secret } });
  assert.equal(code, 0);
  const [{ headers, body }] = seen;
  assert.equal(JSON.parse(body).alg, "A256GCM");
  const event = receive("devdraft", { secret, headers, body });
  assert.deepEqual([event.type, event.encrypted], ["payment.failed", true]);
});

const WRONG = [
  ["one that takes what is stale", "--stale", 200, /✗ 200, .*: taken, but it was signed/],
  ["one that takes what was changed", "--tamper", 204, /✗ 204, .*: taken, but its body was/],
  ["one that fails", "--tamper", 500, /✗ 500, .*: neither taken nor refused: .* 400, 401 or 403/],
  ["one that is elsewhere", "--stale", 404, /✗ 404, .*: neither taken nor refused/],
  ["one that redirects", "--stale", 302, /✗ 302, .*: neither taken nor refused/],
  ["one that takes nothing", undefined, 401, /✗ 401, .*: not taken: a right receiver answers 2xx/],
];

describe("a wrong receiver is exit code 1", { concurrency: 4 }, () => {
  for (const [name, flaw, status, message] of WRONG) {
    test(name, async () => {
      const { url, seen } = await receiver(always(status));
      const env = { ANYHOOK_SECRET: generateSecret("conduit") };
      const args = ["trigger", "conduit", "customer.active", "--to", url, ...(flaw ? [flaw] : [])];
      const { code, stdout, stderr } = await anyhook(args, { env });
      assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
      assert.match(stdout, message);
      assert.equal(seen.length, 1);
      assert.ok(!stdout.includes("\u001b"));
    });
  }

  test("one that refuses what it had before", async () => {
    const { url } = await receiver((response, count) => always(count > 1 ? 409 : 200)(response));
    const env = { ANYHOOK_SECRET: generateSecret("conduit") };
    const args = ["trigger", "conduit", "customer.active", "--to", url, "--duplicate"];
    const { code, stdout } = await anyhook(args, { env });
    assert.equal(code, 1);
    assert.match(stdout, /✓ 200, .*: taken\n(.*\n)+✗ 409, .*: not taken again: .* answers 2xx\n/);
  });

  test("one that is not there", async () => {
    const env = { ANYHOOK_SECRET: generateSecret("conduit") };
    const args = ["trigger", "conduit", "customer.active", "--to", "http://127.0.0.1:1/"];
    const { code, stderr } = await anyhook(args, { env });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^anyhook: could not reach `http:\/\/127\.0\.0\.1:1`: connection refused\n$/,
    );
  });
});

const ACTIVE = ["conduit", "customer.active"];
const TO = ["--to", "http://127.0.0.1:1/"];
const MISTAKES = [
  ["no provider", [], /no provider: give its name/],
  ["an unknown provider", ["conduct", "x"], /unknown provider `conduct`; did you mean `conduit`/],
  ["no type", ["conduit"], /no event type \(`anyhook events conduit` lists them\)/],
  ["an unknown type", ["conduit", "customer.actve"], /did you mean `customer\.active`\?/],
  ["encryption of others", [...ACTIVE, ...TO, "--encrypted"], /Conduit encrypts no deliveries/],
  ["encryption without an address", [...ACTIVE, "--encrypted"], /it needs `--to URL`/],
  ["a selector", ["cryptofuse", "payment.all", ...TO], /is a selector, and the type of no event/],
  ["two flaws", [...ACTIVE, ...TO, "--stale", "--tamper"], /`--stale` and `--tamper`: give one/],
  ["a flaw without an address", [...ACTIVE, "--stale"], /`--stale` .* it needs `--to URL`/],
  ["a header without an address", [...ACTIVE, "--header", "a: b"], /it needs `--to URL`/],
  ["an address and a service", [...ACTIVE, ...TO, "--url", "http://a"], /`--to` and `--url`/],
  ["an address and an account", [...ACTIVE, ...TO, "--account", "a"], /`--to` and `--account`/],
  ["an address that is none", [...ACTIVE, "--to", "hooks"], /`--to` is no absolute http/],
  ["a password", [...ACTIVE, "--to", "http://a:hunter2@b"], /`--to` holds credentials(?!.*hunter)/],
  ["no secret", [...ACTIVE, ...TO], /no secret: give `--secret-file FILE`/],
  ["one argument too many", [...ACTIVE, "x"], /one argument too many/],
];

describe("mistakes", { concurrency: 4 }, () => {
  for (const [name, args, message] of MISTAKES) {
    test(name, async () => {
      const { code, stdout, stderr } = await anyhook(["trigger", ...args]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /hunter2/);
    });
  }
});
