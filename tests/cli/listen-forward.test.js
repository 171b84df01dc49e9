// `listen --forward-to` and `--save`, and `replay` of what was saved.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { sign, verify } from "anyhook";
import { anyhook, listen, raw, scratch } from "./anyhook.js";

const SECRET = "it's a secret";
const BODY = Buffer.from('{"event":"customer.active","version":"1.0","data":{"n":"Zürich"}}\r\n');
const own = { env: { ANYHOOK_SECRET: SECRET } };
const signed = () => sign("conduit", { secret: SECRET, body: BODY });
const { folder } = scratch();

/** A receiver that keeps what it gets, and answers with what `answer` makes of it. */
async function receiver(answer) {
  const got = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({ request, body: Buffer.concat(chunks) });
    answer(response, got.length);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, got };
}

const post = async (url, headers, body = BODY) => {
  const response = await fetch(url, { method: "POST", headers, body });
  return { response, text: await response.text() };
};

test("a request is passed on as it came, and its answer comes back", async () => {
  const app = await receiver((response) => {
    response.writeHead(202, { "Content-Type": "text/plain", "Retry-After": "7", "X-Own": "1" });
    response.end("thänks");
  });
  const server = await listen(["conduit", "--forward-to", `${app.url}/hooks?a=1`], own);
  const headers = { ...signed(), authorization: "Bearer a", te: "trailers", "x-more": "b" };
  const { response, text } = await post(`${server.url}/in`, headers);
  assert.deepEqual([response.status, text], [202, "thänks"]);
  assert.equal(response.headers.get("retry-after"), "7");
  assert.equal(response.headers.get("x-own"), null);
  const [{ request, body }] = app.got;
  assert.deepEqual([request.method, request.url], ["POST", "/hooks?a=1"]);
  assert.ok(body.equals(BODY));
  assert.equal(request.headers.authorization, "Bearer a");
  assert.equal(request.headers["x-more"], "b");
  assert.equal(request.headers.te, undefined);
  assert.equal(request.headers.host, new URL(app.url).host);
  verify("conduit", { secret: SECRET, headers: request.headers, body });
  assert.match(await server.line(), /POST \/in, \d+ bytes$/);
  assert.match(await server.line(), /✓ valid: conduit/);
  assert.match(await server.line(), /^ {2}✓ forwarded: 202 from http:\/\/127\.0\.0\.1:\d+\/hooks/);
});

test("a redirect is not followed, and one that cannot be reached is told", async () => {
  const app = await receiver((response) => {
    response.writeHead(302, { Location: "/elsewhere" }).end();
  });
  const server = await listen(["conduit", "--json", "--forward-to", app.url], own);
  const { response } = await post(server.url, signed());
  assert.equal(response.url, `${server.url}/`);
  assert.equal(response.status, 302);
  assert.equal(app.got.length, 1);
  assert.equal(JSON.parse(await server.line()).forwarded.status, 302);

  const lost = await listen(["conduit", "--json", "--forward-to", "http://127.0.0.1:1/"], own);
  const answer = await post(lost.url, signed());
  assert.deepEqual([answer.response.status, answer.text], [502, '{"code":"not_forwarded"}']);
  const { valid, forwarded } = JSON.parse(await lost.line());
  assert.equal(valid, true);
  assert.match(forwarded.error, /could not reach `http:\/\/127\.0\.0\.1:1`: connection refused/);
});

test("requests are saved as they came, without secrets, and over nothing", async () => {
  const requests = join(folder, "a", "requests");
  const start = () => listen(["conduit", "--save", requests], own);
  const server = await start();
  const headers = {
    ...signed(),
    authorization: "Bearer SECRET",
    cookie: "SECRET",
    "x-api-key": "SECRET",
    "content-type": "application/json",
  };
  await post(`${server.url}/in?token=SECRET&a=1`, headers);
  await post(`${server.url}/../../x`, {}, Buffer.from([0xff, 0x0d, 0x0a]));
  assert.match(await server.line(), /POST \/in\?token=\*\*\*&a=1/);
  await server.line();
  assert.match(await server.line(), /^ {4}saved in .*0001-customer\.active\.http$/);
  await server.stop();
  assert.deepEqual(readdirSync(requests), ["0001-customer.active.http", "0002-invalid.http"]);
  const [first, second] = readdirSync(requests).map((name) => readFileSync(join(requests, name)));
  assert.equal(first.includes("SECRET"), false);
  const [head] = first.toString("latin1").split("\r\n\r\n");
  assert.match(head, /^POST \/in\?token=\*\*\*&a=1 HTTP\/1\.1\r\n/);
  assert.match(head, new RegExp(`\r\ncontent-length: ${BODY.length}$`));
  assert.ok(first.subarray(-BODY.length).equals(BODY));
  assert.deepEqual([...second.subarray(-3)], [0xff, 0x0d, 0x0a]);
  assert.equal(statSync(join(requests, "0002-invalid.http")).mode & 0o777, 0o600);

  const verified = await anyhook(
    ["verify", "conduit", "--request", join(requests, "0001-customer.active.http")],
    own,
  );
  assert.equal(verified.code, 0);

  // Two that save there go on behind what is there.
  const servers = [await start(), await start()];
  await Promise.all(servers.flatMap(({ url }) => [post(url, signed()), post(url, signed())]));
  const names = readdirSync(requests);
  assert.equal(names.length, 6);
  assert.ok(readFileSync(join(requests, "0001-customer.active.http")).equals(first));
});

test("what names an event so that it leads elsewhere is a name of a file all the same", async () => {
  const requests = join(folder, "odd");
  const server = await listen(["conduit", "--save", requests], own);
  for (const event of ["../../x", "a/b\u0000c", "\u202e", "x".repeat(300), "..", "a\nb"]) {
    const body = JSON.stringify({ event, data: {} });
    const { response } = await post(server.url, sign("conduit", { secret: SECRET, body }), body);
    assert.equal(response.status, 200);
  }
  for (const name of readdirSync(requests)) assert.match(name, /^\d{4}-[\w.-]{1,60}\.http$/);
  assert.equal(readdirSync(requests).length, 6);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".http")),
    [],
  );
});

test("no kill leaves half a file", async () => {
  const requests = join(folder, "killed");
  const body = Buffer.alloc(1 << 20, "x");
  for (let times = 0; times < 3; times++) {
    const server = await listen(["conduit", "--save", requests], own);
    const sent = Array.from({ length: 8 }, () => post(server.url, {}, body).catch(() => {}));
    await server.line();
    server.kill("SIGKILL");
    await Promise.all(sent);
  }
  const names = readdirSync(requests).filter((name) => name.endsWith(".http"));
  assert.ok(names.length >= 3);
  for (const name of names) {
    assert.ok(readFileSync(join(requests, name)).subarray(-body.length).equals(body), name);
  }
});

test("what is saved is replayed, signed afresh", async () => {
  const requests = join(folder, "replayed");
  const server = await listen(["conduit", "--save", requests], own);
  const stale = sign("conduit", { secret: SECRET, body: BODY, timestamp: 1_700_000_000 });
  const id = { "conduit-webhook-idempotency-key": "dlv_1" };
  await post(server.url, { ...stale, ...id });
  const [name] = readdirSync(requests);
  const file = join(requests, name);
  const to = ["--to", server.url];
  const fresh = await anyhook(["replay", file, ...to], own);
  assert.match(fresh.stdout, /^conduit-signature: \w+\n(.+\n)+\nHTTP\/1\.1 200 OK\n/);
  assert.deepEqual([fresh.code, fresh.stderr], [0, ""]);
  const asIs = await anyhook(["replay", file, ...to, "--as-is"]);
  assert.equal(asIs.code, 1);
  assert.match(asIs.stdout, /^\nHTTP\/1\.1 401 Unauthorized\n\{"code":"timestamp_too_old"\}\n$/);
  const json = await anyhook(["replay", file, ...to, "--json", "--header", "X-A: b"], own);
  const { scheme, headers, answer } = JSON.parse(json.stdout);
  assert.deepEqual([scheme, Object.keys(headers).length, answer.status], ["conduit", 3, 200]);
  const saved = readdirSync(requests);
  const last = readFileSync(join(requests, saved.at(-1)), "utf8");
  assert.match(last, /\r\nconduit-webhook-idempotency-key: dlv_1\r\n/);
  assert.match(last, /\r\nx-a: b\r\n/);
});

test("a signed id stays, unless another is given", async () => {
  const app = await receiver((response) => response.end());
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const headers = sign("standard-webhooks", { secret, body: "{}", id: "msg_1" });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  const file = join(folder, "signed.http");
  // As `anyhook sign` prints them: without a start line, with LF alone.
  writeFileSync(file, `${lines.join("")}\n{}`);
  const run = (...args) =>
    anyhook(["replay", file, "--to", app.url, ...args], { env: { ANYHOOK_SECRET: secret } });
  assert.equal((await run("--timestamp", "1700000000")).code, 0);
  assert.equal((await run("--id", "msg_2", "--scheme", "standard-webhooks")).code, 0);
  const [first, second] = app.got.map(({ request }) => request);
  assert.equal(first.method, "POST");
  assert.equal(first.headers["content-type"], "application/json");
  assert.deepEqual([first.headers["webhook-id"], second.headers["webhook-id"]], ["msg_1", "msg_2"]);
  const now = 1_700_000_000;
  verify("standard-webhooks", { secret, headers: first.headers, body: "{}", now });
});

test("replay of what cannot be, in words", async () => {
  const write = (name, text) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const alike = write("alike.http", "POST / HTTP/1.1\nX-Signature: a\n\n{}");
  const plain = write("plain.http", "PUT /x HTTP/1.1\nA: b\n\n{}");
  const to = ["--to", "http://127.0.0.1:1"];
  const cases = [
    [[], 2, "no request: give its FILE"],
    [[plain], 2, "no receiver: give `--to URL`"],
    [[plain, ...to], 2, "the signature header of no known scheme: give `--scheme SCHEME`"],
    [[alike, ...to], 2, "those of connect or cryptofuse: give `--scheme SCHEME`"],
    [[plain, ...to, "--scheme", "github"], 2, "or send it as it is, by `--as-is`"],
    [[plain, ...to, "--as-is", "--secret", "x"], 2, "signs nothing: leave `--secret` out"],
    [[plain, ...to, "--scheme", "a", "--provider", "b"], 2, "are the same: give one of them"],
    [[join(folder, "none"), ...to, "--as-is"], 2, "there is no such file"],
    [[write("odd.http", "\u0001\u001b[31m\n\n"), ...to, "--as-is"], 2, "line 1 of the request"],
    [[write("empty", ""), ...to, "--as-is"], 2, "no empty line"],
    [[plain, ...to, "--as-is"], 1, "could not reach `http://127.0.0.1:1`: connection refused"],
  ];
  for (const [args, code, message] of cases) {
    const result = await anyhook(["replay", ...args]);
    assert.equal(result.code, code, `${args}: ${result.stderr}`);
    assert.ok(result.stderr.includes(message), result.stderr);
  }
  const app = await receiver((response) => response.writeHead(500).end("\u001b[31m"));
  const failed = await anyhook(["replay", plain, "--to", app.url, "--as-is"]);
  assert.deepEqual([failed.code, app.got[0].request.method], [1, "PUT"]);
  assert.match(failed.stdout, /500 Internal Server Error\n\\x1b\[31m\n$/);
});

test("slow and endless senders stop nothing", async () => {
  const server = await listen(["conduit"], own);
  const head = "POST /many HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  const answer = await raw(server.url, head + chunk.repeat(40)).catch((error) => error.code);
  assert.match(answer, /^HTTP\/1\.1 413 |ECONNRESET|EPIPE/);
  const many = `${"X-A: b\r\n".repeat(5000)}`;
  assert.match(await raw(server.url, `POST / HTTP/1.1\r\nHost: a\r\n${many}\r\n`), / 431 /);
  const { response } = await post(server.url, signed());
  assert.equal(response.status, 200);
});
