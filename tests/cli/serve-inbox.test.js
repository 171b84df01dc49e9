// The inboxes of `serve`.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { generateSecret, sign } from "anyhook";
import { anyhook, raw, serve } from "./anyhook.js";

const BODY = '{"event":"customer.active","version":"1.0","data":{}}';
const secret = generateSecret("conduit");
const signed = (more) => sign("conduit", { secret, body: BODY, ...more });

function client({ url }) {
  const ask = async (method, path, body, headers) => {
    const init = { method, headers, body: typeof body === "object" ? JSON.stringify(body) : body };
    const response = await fetch(url + path, init);
    const text = await response.text();
    const { status } = response;
    return { status, headers: response.headers, body: text && JSON.parse(text) };
  };
  return {
    ask,
    post: (name, headers = signed()) => ask("POST", `/_/inbox/${name}`, BODY, headers),
    entries: async (name) => (await ask("GET", `/_/inboxes/${name}`)).body.entries,
  };
}

test("an inbox is there for each name, and tells what came", async () => {
  const { ask, post, entries } = client(await serve(["--log", "none"]));
  assert.deepEqual((await ask("GET", "/_/inboxes")).body, { inboxes: [] });
  assert.deepEqual(await entries("demo"), []);
  assert.deepEqual((await post("demo")).body, { valid: null });
  await post("other/below?token=SECRET", { ...signed(), authorization: "SECRET" });
  const [entry] = await entries("demo");
  assert.equal(entry.body, BODY);
  assert.deepEqual(entry.verdict.schemes, ["conduit"]);
  assert.equal(entry.verdict.event.type, "customer.active");
  assert.ok(!Number.isNaN(Date.parse(entry.time)));
  const [other] = await entries("other");
  assert.equal(other.path, "/_/inbox/other/below?token=***");
  assert.ok(!JSON.stringify(other).includes("SECRET"));
  assert.deepEqual((await ask("GET", "/_/inboxes")).body, { inboxes: ["demo", "other"] });
});

test("it verifies with what it is told, answers as it is told, and is forgotten", async () => {
  const { ask, post, entries } = client(await serve(["--log", "none"]));
  const told = await ask("PUT", "/_/inboxes/demo/secrets", { scheme: "conduit", secret });
  assert.equal(told.status, 204);
  const id = { "conduit-webhook-idempotency-key": "dlv_1" };
  await ask("PUT", "/_/inboxes/demo/answer", [{ status: 503, retryAfter: 5 }, {}]);
  const first = await post("demo", { ...signed(), ...id });
  assert.deepEqual([first.status, first.headers.get("retry-after")], [503, "5"]);
  assert.equal((await post("demo", { ...signed(), ...id })).status, 200);
  assert.equal((await post("demo", {})).status, 401);
  const all = await entries("demo");
  assert.deepEqual(
    all.map(({ verdict, seen, status }) => [verdict.valid, seen, status]),
    [
      [true, 1, 503],
      [true, 2, 200],
      [false, undefined, 401],
    ],
  );
  const { body } = await ask("GET", "/_/inboxes/demo?after=2");
  assert.deepEqual([body.scheme, body.secrets, body.entries.length], ["conduit", 1, 1]);
  assert.ok(!JSON.stringify(body).includes(secret));

  await ask("PUT", "/_/inboxes/demo/answer", { hang: true });
  const hanging = post("demo");
  while ((await entries("demo")).length < 4) await new Promise(setImmediate);
  assert.equal((await ask("DELETE", "/_/inboxes/demo")).status, 204);
  assert.deepEqual((await hanging).body, { code: "closed" });
  assert.deepEqual(await entries("demo"), []);
  assert.equal((await post("demo")).status, 200);
});

test("what it cannot be told is refused, and makes no inbox", async () => {
  const server = await serve(["--log", "none"]);
  const { ask } = client(server);
  const cases = [
    ["PUT", "answer", { status: 99 }, 400, /the answer's `status` is the number 99/],
    ["PUT", "answer", { stauts: 500 }, 400, /an answer has no `stauts`/],
    ["PUT", "answer", "{", 400, /no JSON document/],
    ["PUT", "answer", '"x"', 400, /the answer is a string, expected an object/],
    ["PUT", "answer", `"${"x".repeat(70_000)}"`, 400, /body_too_large/],
    ["PUT", "secrets", { scheme: "nope", secret }, 400, /unknown scheme `nope`/],
    ["PUT", "secrets", { scheme: "svix", secret: "SECRET!" }, 400, /secret/],
    ["PUT", "secrets", { secret: [] }, 400, /no secret was given/],
    ["PUT", "secrets", { secret: null }, 400, /the secret is null/],
    ["PUT", "secrets", { provider: "conduit" }, 400, /there is no `provider`/],
    ["PUT", "secrets", [], 400, /expected an object/],
    ["POST", "answer", {}, 405, /takes PUT/],
    ["GET", "nothing", undefined, 404, /no such path/],
  ];
  for (const [method, part, body, status, detail] of cases) {
    const answer = await ask(method, `/_/inboxes/demo/${part}`, body);
    assert.deepEqual([part, body, answer.status], [part, body, status]);
    assert.match(answer.body.detail, detail);
    assert.ok(!answer.body.detail.includes("SECRET!"));
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
  }
  for (const name of ["a%20b", "a.b", "x".repeat(65), ""]) {
    assert.equal((await ask("POST", `/_/inbox/${name}`, "x")).status, 404, name);
  }
  assert.equal((await ask("GET", "/_/inboxes/demo?after=x")).status, 400);
  assert.deepEqual((await ask("GET", "/_/inboxes")).body, { inboxes: [] });
});

test("web pages reach nothing of it", async () => {
  const server = await serve(["--log", "none"]);
  const { ask } = client(server);
  const { host } = new URL(server.url);
  const send = (line, ...headers) =>
    raw(server.url, `${[line, ...headers, "Connection: close"].join("\r\n")}\r\n\r\n`);
  const paths = ["POST /_/inbox/demo", "GET /_/inbox/demo", "DELETE /_/inboxes/demo"];
  for (const path of paths) {
    const line = `${path} HTTP/1.1`;
    assert.match(await send(line, `Host: ${host}`, "Origin: http://evil.example"), / 403 /);
    assert.match(await send(line, "Host: evil.example"), / 403 /);
  }
  assert.match(await send("GET /_/inboxes/demo HTTP/1.1", "Host: evil.example"), / 403 /);
  const image = ["GET /_/inbox/demo HTTP/1.1", `Host: ${host}`, "Sec-Fetch-Site: cross-site"];
  assert.match(await send(...image), / 403 /);
  assert.deepEqual((await ask("GET", "/_/inboxes")).body, { inboxes: [] });
  const own = await ask("POST", "/_/inbox/demo", BODY, { origin: server.url });
  assert.equal(own.status, 200);
});

test("there are at most a hundred, and the one unused for longest goes", async () => {
  const { ask } = client(await serve(["--log", "none"]));
  for (let number = 0; number < 100; number++) await ask("POST", `/_/inbox/n${number}`, "x");
  await ask("POST", "/_/inbox/n0", "x");
  await ask("POST", "/_/inbox/new", "x");
  const { inboxes } = (await ask("GET", "/_/inboxes")).body;
  assert.equal(inboxes.length, 100);
  assert.deepEqual(
    ["n0", "n1", "n2", "new"].filter((name) => inboxes.includes(name)),
    ["n0", "n2", "new"],
  );
});

test("large requests by the thousand stay within bounds", async () => {
  const server = await serve(["--log", "none"]);
  const { ask, entries } = client(server);
  const body = "x".repeat(900_000);
  for (let times = 0; times < 30; times++) await ask("POST", "/_/inbox/demo", body);
  assert.equal((await ask("POST", "/_/inbox/demo", "x".repeat((1 << 20) + 1))).status, 413);
  const kept = await entries("demo");
  assert.equal(kept.at(-1).refused.code, "body_too_large");
  assert.ok(kept.length <= 2);
});

test("strict mode has none, and a provider's own API is what it was", async () => {
  const folder = mkdtempSync(join(tmpdir(), "anyhook-inbox-"));
  try {
    const server = await serve(["--strict", "--log", "none", "--data", folder]);
    assert.equal((await fetch(`${server.url}/_/inbox/demo`, { method: "POST" })).status, 404);
    assert.equal((await fetch(`${server.url}/_/inboxes`)).status, 404);
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
  const open = await serve([]);
  const { status } = await fetch(`${open.url}/conduit/webhooks`);
  assert.equal(status, 401);
  const help = await anyhook(["serve", "--help"]);
  assert.match(help.stdout, /\/_\/inbox\/NAME/);
});

test("each request is logged, without what it carries", async () => {
  const server = await serve(["--log", "json"]);
  const { post } = client(server);
  await post("demo?token=SECRET");
  const { method, path, status, operation, ...more } = JSON.parse(await server.line());
  const expected = ["POST", "/_/inbox/demo", 200, "inbox"];
  assert.deepEqual([method, path, status, operation], expected);
  assert.ok(!JSON.stringify(more).includes("SECRET"));
});
