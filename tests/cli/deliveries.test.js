// Deliveries from end to end: `serve` in one process, what is asked of it in others.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { receive } from "anyhook";
import { anyhook, scratch, serve } from "./anyhook.js";

const { folder } = scratch();
let made = 0;
const newFolder = () => join(folder, `data-${made++}`);

/** A receiver that answers with `status`, and tells by an event what came. */
async function receiver() {
  const state = Object.assign(new EventEmitter(), { status: 200, seen: [] });
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(state.status).end(`answered ${state.status}`);
    state.seen.push({ headers: request.headers, body: Buffer.concat(chunks) });
    state.emit("request");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  return Object.assign(state, { url: `http://127.0.0.1:${server.address().port}/hooks` });
}

async function ask(base, method, path, body, headers = { "X-API-Key": "key" }) {
  const init = { method, headers: { ...headers, "Content-Type": "application/json" } };
  const response = await fetch(`${base}${path}`, { ...init, body: JSON.stringify(body) });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}

/** The first line of the log that is one of this kind. */
async function logged(server, fits) {
  for (;;) {
    const line = JSON.parse(await server.line());
    if (fits(line)) return line;
  }
}

const isAttempt = ({ operation }) => operation === "attempt";

test("an event arrives; what fails is sent again, held once the webhook is disabled, and goes out", async () => {
  const target = await receiver();
  const server = await serve(["--clock", "manual", "--log", "json"]);
  const url = ["--url", server.url];
  const webhooks = "/cryptofuse/user/webhooks";
  const hook = { url: target.url, event_types: ["payment.all"] };
  const { id, secret } = await ask(server.url, "POST", webhooks, hook);

  const sent = await anyhook(["trigger", "cryptofuse", "payment.created", ...url]);
  assert.equal(sent.code, 0, sent.stdout);
  assert.match(
    sent.stdout,
    new RegExp(`^published evt_\\w+\n  ✓ ${id}  ${target.url}  200, \\d+ ms\n`),
  );
  const event = receive("cryptofuse", { secret, ...target.seen[0] });
  assert.ok(sent.stdout.includes(event.id));
  const { time, duration, delivery, account, ...taken } = await logged(server, isAttempt);
  assert.match(delivery, /^dlv_[0-9a-f]{31}$/);
  assert.match(account, /^[0-9a-f]{32}$/);
  assert.equal(typeof duration, "number");
  const about = { operation: "attempt", provider: "cryptofuse", webhook: id };
  const first = { event: "payment.created", attempt: 1, status: 200, state: "succeeded" };
  assert.deepEqual(taken, { ...about, ...first });

  target.status = 503;
  const failed = await anyhook(["trigger", "cryptofuse", "payment.failed", ...url]);
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /\n {2}✗ .* 503, \d+ ms, again at 20\S+Z\n/);
  const [, failing] = /deliveries show cryptofuse (dlv_\w+)/.exec(failed.stdout);
  const again = await logged(server, isAttempt);
  assert.ok(Date.parse(again.next) > Date.parse(time));

  const before = await anyhook(["time", ...url]);
  const moved = await anyhook(["time", "+24h", ...url]);
  assert.equal(Date.parse(moved.stdout.trim()) - Date.parse(before.stdout.trim()), 86_400_000);
  assert.equal(target.seen.length, 6);
  const last = await logged(server, ({ disabled }) => disabled);
  assert.deepEqual([last.delivery, last.attempt, last.state], [failing, 5, "held"]);

  const held = await anyhook(["deliveries", "list", "cryptofuse", "--status", "held", ...url]);
  assert.match(
    held.stdout,
    new RegExp(`^${failing}  \\S+  held  payment\\.failed  ${id}  503, .*\n$`),
  );
  const shown = await anyhook(["deliveries", "show", "cryptofuse", failing, ...url]);
  assert.equal(shown.stdout.match(/^ {2}attempt {2}.*: 503, /gm).length, 5);
  assert.match(shown.stdout, /\n {13}answered 503\n/);
  const refused = await anyhook(["deliveries", "resend", "cryptofuse", failing, ...url]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /its webhook is disabled/);
  const vain = await anyhook(["trigger", "cryptofuse", "payment.created", ...url]);
  assert.equal(vain.code, 1);

  target.status = 200;
  const arrived = once(target, "request");
  await ask(server.url, "PATCH", `${webhooks}/${id}`, { status: "active" });
  await arrived;
  const out = await logged(server, ({ state }) => state === "succeeded");
  assert.equal(out.delivery, failing);

  const resent = once(target, "request");
  const once_more = await anyhook(["deliveries", "resend", "cryptofuse", failing, ...url]);
  assert.deepEqual([once_more.code, once_more.stdout], [0, `${failing}\n`]);
  await resent;
  assert.deepEqual(target.seen.at(-1).body, target.seen.at(-2).body);
});

test("the text log tells attempts, what comes of them, and that a webhook is disabled", async () => {
  const target = await receiver();
  target.status = 500;
  const server = await serve(["--clock", "manual"]);
  while (!(await server.line()).startsWith("send an event: anyhook trigger connect "));
  const hook = { url: target.url, event_types: ["payment.all"] };
  const { id } = await ask(server.url, "POST", "/cryptofuse/user/webhooks", hook);
  const url = ["--url", server.url];
  await anyhook(["trigger", "cryptofuse", "payment.created", ...url]);
  await anyhook(["time", "24h", ...url]);
  const lines = [];
  while (!lines.at(-1)?.endsWith(" in a row failed")) lines.push(await server.line());
  const attempts = lines.filter((line) => line.includes("→"));
  const about = `\\d\\d:\\d\\d:\\d\\d → cryptofuse payment\\.created to ${id} 500 dlv_\\w+ [\\d.]+ ms`;
  assert.match(attempts[0], new RegExp(`^${about}: attempt 1, again in [56] s$`));
  assert.match(attempts[4], new RegExp(`^${about}: attempt 5, held$`));
  assert.match(lines.at(-1), new RegExp(`^[\\d:]{8} ${id} is disabled: too many attempts`));
});

test("what was asked of the folder is done by who serves it next", async () => {
  const target = await receiver();
  target.status = 503;
  const data = newFolder();
  const first = await serve(["--data", data, "--log", "none", "--clock", "manual"]);
  const hook = { url: target.url, events: ["customer.active"] };
  const headers = { "X-API-Key": "key", "X-API-Secret": "secret" };
  await ask(first.url, "POST", "/conduit/webhooks", hook, headers);
  const args = ["trigger", "conduit", "customer.active", "--url", first.url, "--json"];
  const failed = await anyhook(args);
  assert.equal(failed.code, 1);
  const [{ id }] = JSON.parse(failed.stdout).deliveries;
  assert.equal(await first.stop(), 0);

  const list = ["deliveries", "list", "conduit", "--data", data, "--json"];
  const { stdout } = await anyhook(list);
  const [{ id: listed, status }] = JSON.parse(stdout).data;
  assert.deepEqual([listed, status], [id, "pending"]);
  const resent = await anyhook(["deliveries", "resend", "conduit", id, "--data", data]);
  assert.equal(resent.code, 0, resent.stderr);
  target.status = 200;
  const arrived = once(target, "request");
  const second = await serve(["--data", data, "--log", "json"]);
  await arrived;
  assert.equal((await logged(second, isAttempt)).delivery, id);
  assert.equal(await second.stop(), 0);
  assert.equal(JSON.parse((await anyhook(list)).stdout).data[0].status, "succeeded");
});

test("who is not let in is told what is missing, and a real clock is not moved", async () => {
  const env = { ANYHOOK_ADMIN_TOKEN: "t".repeat(40) };
  const server = await serve(["--strict", "--log", "none"], { env });
  const url = ["--url", server.url];
  const trigger = ["trigger", "conduit", "customer.active", "--account", "acme", ...url];
  const none = await anyhook(trigger);
  assert.deepEqual([none.code, none.stdout], [1, ""]);
  assert.match(none.stderr, /the admin token is missing or wrong.*\n.*ANYHOOK_ADMIN_TOKEN/);
  const nobody = await anyhook(trigger, { env });
  assert.equal(nobody.code, 1);
  assert.match(nobody.stdout, /no webhook of `acme` that is enabled selects `customer\.active`/);
  const clock = await anyhook(["time", "+1h", ...url], { env });
  assert.equal(clock.code, 1);
  assert.match(clock.stderr, /real/);
  const shown = await anyhook(["time", ...url], { env });
  assert.ok(Math.abs(Date.parse(shown.stdout.trim()) - Date.now()) < 600_000);
  const other = await serve(["--provider", "spritz", "--log", "none"]);
  const unserved = await anyhook(["trigger", "conduit", "customer.active", "--url", other.url]);
  assert.equal(unserved.code, 1);
  assert.match(unserved.stderr, /^anyhook: /);
});

test("options of serve that are none", async () => {
  const cases = [
    [["--clock", "manul"], /`--clock` is `manul`, expected `manual`; did you mean `manual`\?/],
    [["--retention", "30"], /`--retention` is `30`, expected a time such as/],
    [["--retention", "0s"], /`--retention` is `0s`, expected a time/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await anyhook(["serve", "--memory", ...args]);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});
