// What the clients of the control API do with its answers: here they are given by hand.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, describe, test } from "node:test";
import { anyhook } from "./anyhook.js";

const TOKEN = "a".repeat(32);
const ID = `dlv_${"0".repeat(31)}`;
const OTHER = `dlv_${"1".repeat(31)}`;

const delivery = (more = {}) => ({
  id: ID,
  event: { id: "evt_1", type: "customer.active" },
  account: "acme",
  webhook: "whk_1",
  url: "https://example.com/\u001b[2J",
  status: "pending",
  createdAt: "2026-11-29T06:00:00.000Z",
  attempts: [],
  ...more,
});

const attempt = (more) => ({ at: "2026-11-29T06:00:01.000Z", duration: 12.4, ...more });
const TAKEN = delivery({
  status: "succeeded",
  attempts: [attempt({ status: 200, response: "ok" })],
});

/** A service that answers with these, one after the other, and the last one again and again. */
async function answering(...answers) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    seen.push({ request: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() });
    const [status, body] = answers[Math.min(seen.length, answers.length) - 1];
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "Content-Type": "application/json" }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  return { seen, url: ["--url", `http://127.0.0.1:${server.address().port}`] };
}

const PUBLISHED = [202, { id: "evt_1" }];
const page = (data, more = {}) => [200, { data, ...more }];

test("trigger waits until every delivery was tried, and tells each once", async () => {
  const failed = delivery({
    id: OTHER,
    attempts: [attempt({ error: "connect" })],
    nextAttemptAt: "2026-11-29T06:00:31.000Z",
  });
  const { seen, url } = await answering(
    PUBLISHED,
    page([], { expanding: true }),
    page([delivery()], { expanding: true }),
    page([TAKEN, delivery({ id: OTHER })]),
    page([TAKEN], { nextCursor: "c" }),
    page([failed]),
  );
  const env = { ANYHOOK_ADMIN_TOKEN: TOKEN };
  const { code, stdout, stderr } = await anyhook(
    ["trigger", "conduit", "customer.active", "--account", "acme", ...url],
    { env },
  );
  assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
  assert.deepEqual(stdout.split("\n"), [
    "published evt_1",
    "  ✓ whk_1  https://example.com/\\u{1b}[2J  200, 12 ms",
    "  ✗ whk_1  https://example.com/\\u{1b}[2J  connect, 12 ms, again at 2026-11-29T06:00:31.000Z",
    `each of them: anyhook deliveries list conduit --event evt_1 ${url.join(" ")}`,
    "",
  ]);
  assert.deepEqual(
    seen.map(({ request }) => request),
    [
      "POST /_/conduit/events",
      ...Array(4).fill("GET /_/conduit/deliveries?event=evt_1&since=10m&limit=100"),
      "GET /_/conduit/deliveries?event=evt_1&since=10m&limit=100&cursor=c",
    ],
  );
  assert.deepEqual(JSON.parse(seen[0].body), { type: "customer.active", account: "acme" });
  assert.ok(seen.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`));
});

test("trigger says that no webhook selects the event, and is exit code 1", async () => {
  const { url } = await answering(PUBLISHED, page([]));
  const { code, stdout } = await anyhook(["trigger", "conduit", "customer.active", ...url]);
  assert.equal(code, 1);
  assert.match(stdout, /^published evt_1\nno webhook that is enabled selects `customer\.active`/);
});

test("trigger sends the example as it was changed, and no token where there is none", async () => {
  const { seen, url } = await answering(PUBLISHED, page([TAKEN]));
  const args = ["trigger", "devdraft", "payment.failed", "--set", "data.amount=5.00", ...url];
  const { code, stdout } = await anyhook(args);
  assert.equal(code, 0);
  assert.match(
    stdout,
    new RegExp(`\nwhat was sent, .*: anyhook deliveries show devdraft ${ID} --url`),
  );
  const { type, data } = JSON.parse(seen[0].body);
  assert.equal(type, "payment.failed");
  assert.deepEqual({ ...data, id: 0 }, { ...data, id: 0, amount: "5.00" });
  assert.equal(data.currency, "USD");
  assert.ok(seen.every(({ headers }) => headers.authorization === undefined));
});

test("trigger --no-wait asks nothing more; --json prints one document", async () => {
  const { seen, url } = await answering(PUBLISHED, page([TAKEN]));
  const args = ["trigger", "conduit", "customer.active", ...url];
  const quick = await anyhook([...args, "--no-wait"]);
  assert.deepEqual(quick, { code: 0, stdout: "published evt_1\n", stderr: "" });
  assert.equal(seen.length, 1);
  const { url: other } = await answering(PUBLISHED, page([TAKEN]));
  const json = await anyhook([...args.slice(0, 3), ...other, "--json"]);
  assert.equal(json.code, 0);
  const { id, type, deliveries } = JSON.parse(json.stdout);
  assert.deepEqual([id, type, deliveries.length], ["evt_1", "customer.active", 1]);
});

test("deliveries list follows the pages up to the limit, and says that there are more", async () => {
  const { seen, url } = await answering(
    page([TAKEN], { nextCursor: "a" }),
    page([], { nextCursor: "b" }),
    page([delivery({ id: OTHER, nextAttemptAt: "2026-11-29T06:10:00.000Z" }), TAKEN]),
  );
  const args = ["deliveries", "list", "conduit", "--limit", "2", "--webhook", "whk_1"];
  args.push("--status", "failed", "--since", "2026-11-29", ...url);
  const { code, stdout, stderr } = await anyhook(args);
  assert.equal(code, 0);
  const start = "2026-11-29T06:00:00.000Z";
  assert.deepEqual(stdout.split("\n"), [
    `${ID}  ${start}  succeeded  customer.active  whk_1  200, 12 ms`,
    `${OTHER}  ${start}  pending    customer.active  whk_1  not tried yet, again at 2026-11-29T06:10:00.000Z`,
    "",
  ]);
  assert.equal(stderr, "these are the newest 2 deliveries: --limit shows more\n");
  const query = "webhook=whk_1&status=failed&since=2026-11-29T00%3A00%3A00.000Z";
  assert.deepEqual(
    seen.map(({ request }) => request),
    [
      `GET /_/conduit/deliveries?${query}&limit=3`,
      `GET /_/conduit/deliveries?${query}&limit=2&cursor=a`,
      `GET /_/conduit/deliveries?${query}&limit=2&cursor=b`,
    ],
  );
});

test("--since is a span of the service's clock", async () => {
  const { seen, url } = await answering(page([]));
  const args = ["deliveries", "list", "conduit", "--since", "1d1h30m", ...url];
  const { code, stdout } = await anyhook(args);
  assert.deepEqual([code, stdout], [0, "no deliveries\n"]);
  assert.equal(seen[0].request, "GET /_/conduit/deliveries?since=91800000ms&limit=21");
});

test("deliveries show prints attempts, answers and data, safe for a terminal", async () => {
  const shown = delivery({
    ...TAKEN,
    event: { id: "evt_1", type: "customer.active", data: { a: "\u001b" } },
    attempts: [
      attempt({ error: "timeout" }),
      attempt({ status: 503, response: "later\u001b[2J" }),
      attempt({ status: 302, error: "redirect" }),
    ],
    nextAttemptAt: "2026-11-29T06:10:00.000Z",
  });
  const { seen, url } = await answering([200, shown]);
  const { code, stdout } = await anyhook(["deliveries", "show", "conduit", ID, ...url]);
  assert.equal(code, 0);
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    `${ID}: succeeded`,
    "  event    evt_1, customer.active",
    "  webhook  whk_1 of acme",
    "  url      https://example.com/\\u{1b}[2J",
    "  created  2026-11-29T06:00:00.000Z",
    "  next     2026-11-29T06:10:00.000Z",
    "  attempt  2026-11-29T06:00:01.000Z: timeout, 12 ms",
    "  attempt  2026-11-29T06:00:01.000Z: 503, 12 ms",
    "             later\\u{1b}[2J",
    "  attempt  2026-11-29T06:00:01.000Z: 302 redirect, 12 ms",
    '  data     {"a":"\\u001b"}',
  ]);
  assert.equal(seen[0].request, `GET /_/conduit/deliveries/${ID}`);
  const json = await anyhook(["deliveries", "show", "conduit", ID, ...url, "--json"]);
  assert.deepEqual(JSON.parse(json.stdout), shown);
});

test("deliveries resend sends those that are named, or the failed ones, the oldest first", async () => {
  const named = await answering([202, {}], [409, { detail: "it is under way" }]);
  const two = await anyhook(["deliveries", "resend", "conduit", ID, OTHER, ...named.url]);
  assert.deepEqual([two.code, two.stdout], [1, `${ID}\n`]);
  assert.equal(
    two.stderr,
    `${OTHER}: anyhook: it is under way\n1 delivery will be sent once more\n`,
  );
  const found = await answering(page([delivery({ id: OTHER }), delivery()]), [202, {}]);
  const since = await anyhook(["deliveries", "resend", "conduit", "--since", "1h", ...found.url]);
  assert.deepEqual([since.code, since.stdout], [0, `${ID}\n${OTHER}\n`]);
  assert.match(found.seen[0].request, /\?status=failed&since=3600000ms&/);
  assert.equal(found.seen[1].request, `POST /_/conduit/deliveries/${ID}/resend`);
});

test("time shows a clock, and moves it", async () => {
  const { seen, url } = await answering([200, { time: "2030-01-02T00:00:00.000Z", manual: true }]);
  for (const args of [[], ["+24h"], ["1h30m"], ["90s", "--json"]]) {
    const { code, stdout } = await anyhook(["time", ...args, ...url]);
    assert.equal(code, 0);
    assert.match(stdout, /2030-01-02T00:00:00\.000Z/);
  }
  assert.deepEqual(
    seen.map(({ request, body }) => [request, body]),
    [
      ["GET /_/time", ""],
      ["POST /_/time", '{"advance":"86400000ms"}'],
      ["POST /_/time", '{"advance":"5400000ms"}'],
      ["POST /_/time", '{"advance":"90000ms"}'],
    ],
  );
});

/** Where nobody listens. */
async function nobody() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

const REFUSED = [401, { detail: "the admin token is missing or wrong" }];
const COMMANDS = {
  trigger: ["trigger", "conduit", "customer.active"],
  "deliveries list": ["deliveries", "list", "conduit"],
  "deliveries show": ["deliveries", "show", "conduit", ID],
  "deliveries resend": ["deliveries", "resend", "conduit", ID],
  time: ["time"],
};

describe("a service that refuses, or is none", { concurrency: 4 }, () => {
  for (const [name, args] of Object.entries(COMMANDS)) {
    test(name, async () => {
      const { url } = await answering(REFUSED);
      const env = { ANYHOOK_ADMIN_TOKEN: TOKEN };
      const refused = await anyhook([...args, ...url], { env });
      assert.deepEqual([refused.code, refused.stdout], [1, ""]);
      assert.match(
        refused.stderr,
        /anyhook: the admin token is missing or wrong\n.*ANYHOOK_ADMIN_TOKEN/,
      );
      assert.ok(!refused.stderr.includes(TOKEN));

      const { url: page } = await answering([200, "<!doctype html>"]);
      const other = await anyhook([...args, ...page]);
      assert.deepEqual([other.code, other.stdout], [1, ""]);
      assert.match(other.stderr, /answered 200, and no JSON: is it anyhook\?/);

      const gone = await anyhook([...args, "--url", await nobody()]);
      assert.deepEqual([gone.code, gone.stdout], [1, ""]);
      assert.match(gone.stderr, /connection refused \(`anyhook serve` starts a service\)\n/);
    });
  }
});

const MISTAKES = [
  [["deliveries", "list"], /no provider: give its name/],
  [["deliveries", "list", "conduct"], /did you mean `conduit`/],
  [["deliveries", "list", "conduit", "x"], /one argument too many/],
  [["deliveries", "list", "conduit", "--limit", "0"], /whole number from 1 to/],
  [["deliveries", "list", "conduit", "--status", "faild"], /`faild`, expected .*mean `failed`\?/],
  [
    ["deliveries", "list", "conduit", "--since", "1x"],
    /`--since` is `1x`, expected a time such as/,
  ],
  [["deliveries", "list", "conduit", "--since", "2026-13-01"], /expected a time such as/],
  [["deliveries", "list", "conduit", "--url", "a"], /`--url` is no absolute http/],
  [["deliveries", "list", "conduit", "--url", "http://a", "--data", "b"], /give one of them/],
  [["deliveries", "list", "conduit", "--data", "none"], /no records of a service in/],
  [["deliveries", "show", "conduit"], /no delivery: give its id/],
  [["deliveries", "show", "conduit", "../keys"], /`\.\.\/keys` is no id of a delivery/],
  [["deliveries", "resend", "conduit"], /no delivery: give ids, .* or `--since 1h`/],
  [["deliveries", "resend", "conduit", "x"], /`x` is no id of a delivery/],
  [["deliveries", "resend", "conduit", ID, "--since", "1h"], /ids and filters: give one/],
  [["deliveries", "resend", "conduit", "--status", "failed"], /no `--since`: say how far back/],
  [["deliveries", "rsend"], /unknown action `rsend`; did you mean `resend`\?/],
  [["time", "24x"], /`DURATION` is `24x`, expected a time such as/],
  [["time", "0s"], /`DURATION` is `0s`, expected a time/],
  [["time", "1d", "x"], /one argument too many/],
  [["time", "99999d"], /a time of at most 366d/],
];

describe("mistakes", { concurrency: 4 }, () => {
  for (const [args, message] of MISTAKES) {
    test(args.join(" "), async () => {
      const { code, stdout, stderr } = await anyhook(args);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.match(stderr, message);
    });
  }
});
