import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { anyhook, raw, scratch, serve } from "./anyhook.js";

const run = promisify(execFile);
const { folder, file } = scratch();
const NAMES = ["connect", "conduit", "spritz", "cryptofuse", "devdraft"];
const KEYS = { "X-API-Key": "the-key", "X-API-Secret": "the-secret" };
const WEBHOOK = '{"url":"https://example.com/hooks","events":["customer.active"]}';

/** Creates a webhook of Conduit's. */
const create = (url, headers = {}) =>
  fetch(`${url}/conduit/webhooks`, {
    method: "POST",
    headers: { ...KEYS, "Content-Type": "application/json", ...headers },
    body: WEBHOOK,
  });

/** Reads what the command prints at its start, up to the line that tells how to send an event. */
async function welcome(server) {
  const lines = [server.first];
  while (!lines.at(-1).startsWith("send an event: ")) lines.push(await server.line());
  return lines;
}

/** Sends a request as it is written, on a connection of its own. */
async function exchange(url, head, body = "") {
  const answer = await raw(url, `${head.join("\r\n")}\r\nConnection: close\r\n\r\n${body}`);
  const [top, text = ""] = answer.split("\r\n\r\n");
  const [, status] = /^HTTP\/1\.1 (\d+) /.exec(top) ?? [];
  const [, type] = /^content-type: (.*)$/im.exec(top) ?? [];
  return { status: Number(status), type, text, head: top };
}

test("it says where each provider is, and a first request to try", async () => {
  const server = await serve([]);
  const lines = await welcome(server);
  assert.match(server.first, /^listening on http:\/\/localhost:\d+$/);
  for (const name of NAMES) {
    assert.ok(
      lines.some((line) => line.trim().split(/ +/).join() === `${name},${server.url}/${name}`),
    );
  }
  const [, command] = /^try: (curl .*)$/.exec(lines.at(-2));
  const headers = [...command.matchAll(/ -H '(.+?): (.+?)'/g)].map(([, ...header]) => header);
  const answer = await fetch(command.split(" ").at(-1), { headers });
  assert.deepEqual((await answer.json()).data, []);
  assert.match(await server.line(), /^\d\d:\d\d:\d\d GET \/connect\/webhooks 200 list [\d.]+ ms$/);
});

/** Whether this machine has IPv6: what it lacks need not be listened on. */
async function hasIpv6() {
  const probe = createServer().listen(0, "::1");
  const [error] = await Promise.race([once(probe, "listening"), once(probe, "error")]);
  probe.close();
  return error === undefined;
}

test("both addresses of localhost answer", async () => {
  const server = await serve([]);
  const { port } = new URL(server.url);
  for (const host of (await hasIpv6()) ? ["127.0.0.1", "[::1]"] : ["127.0.0.1"]) {
    assert.equal((await fetch(`http://${host}:${port}/_/health`)).status, 200, host);
  }
});

test("a fault of the program is answered with 500, and told on standard error", async () => {
  const module = new URL("../../cli/dist/http-server.js", import.meta.url);
  const program = `
    import { httpServer } from ${JSON.stringify(module.href)};
    const server = httpServer(() => { throw new Error("of the program"); }, () => {});
    server.listen(0, "127.0.0.1", async () => {
      const answer = await fetch("http://127.0.0.1:" + server.address().port);
      console.log(answer.status, answer.headers.get("content-type"), await answer.text());
      server.close();
    });`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", program]);
  const body =
    '{"title":"Internal Server Error","status":500,"detail":"the request could not be handled"}';
  assert.equal(stdout, `500 application/problem+json ${body}\n`);
  assert.equal(stderr, "anyhook: Error: of the program\n");
});

test("a line for each request, without queries and secrets", async () => {
  const server = await serve([]);
  await welcome(server);
  assert.equal((await create(server.url)).status, 201);
  assert.match(
    await server.line(),
    /^\d\d:\d\d:\d\d POST \/conduit\/webhooks 201 create [\d.]+ ms$/,
  );
  await fetch(`${server.url}/conduit/webhooks?cursor=tampered`, { headers: KEYS });
  assert.match(await server.line(), /GET \/conduit\/webhooks 400 list \w+ [\d.]+ ms$/);
  await fetch(`${server.url}/conduit/webhooks/\u202e`);
  // oxlint-disable-next-line no-control-regex
  assert.match(await server.line(), /^[\u0020-\u007e]+$/);
});

test("--log json prints one document for each request", async () => {
  const server = await serve(["--log", "json"]);
  const { listening, providers } = JSON.parse(server.first);
  assert.equal(listening, server.url);
  assert.deepEqual(
    providers,
    Object.fromEntries(NAMES.map((name) => [name, `${server.url}/${name}`])),
  );
  assert.equal((await create(server.url)).status, 201);
  const text = await server.line();
  const { time, duration, requestId, ...entry } = JSON.parse(text);
  assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000);
  assert.equal(typeof duration, "number");
  assert.equal(typeof requestId, "string");
  assert.deepEqual(entry, {
    method: "POST",
    path: "/conduit/webhooks",
    status: 201,
    provider: "conduit",
    operation: "create",
  });
  for (const secret of Object.values(KEYS)) assert.ok(!text.includes(secret));
});

test("--log none prints where it listens alone", async () => {
  const server = await serve(["--log", "none"]);
  await welcome(server);
  assert.equal((await create(server.url)).status, 201);
  const rest = server.line();
  assert.equal(await server.stop(), 0);
  assert.equal(await rest, undefined);
});

test("--provider names the only ones, --provider-file adds one's own", async () => {
  const starter = readFileSync(new URL("../../providers/starter.json", import.meta.url), "utf8");
  const acme = file("acme", starter);
  const server = await serve(["--provider", "conduit", "--provider-file", acme, "--log", "json"]);
  assert.deepEqual(Object.keys(JSON.parse(server.first).providers), ["conduit", "acme"]);
  assert.equal((await create(server.url)).status, 201);
  assert.equal((await fetch(`${server.url}/spritz/v1/integrator/webhooks`)).status, 404);

  const besides = await serve(["--provider-file", acme, "--log", "json"]);
  assert.deepEqual(Object.keys(JSON.parse(besides.first).providers), [...NAMES, "acme"]);
});

test("what cannot be served is exit code 2, with every reason", async () => {
  const server = await serve([]);
  const { port } = new URL(server.url);
  const faulty = file("faulty.json", '{"format":1,"id":"acme","nme":"Acme"}');
  const cases = [
    [["--port", port], /cannot listen on port \d+ of `127\.0\.0\.1`: the port is in use/],
    [["--port", "65536"], /`--port` is `65536`, expected a whole number from 0 to 65535/],
    [["--provider", "conduct"], /unknown provider `conduct`; did you mean `conduit`\?/],
    [["--provider", "stripe"], /`stripe` is a signature scheme without a provider/],
    [["--provider", "spritz", "--provider", "spritz"], /the provider `spritz` was given twice/],
    [["--provider-file", faulty], /has 5 faults\n(.*is missing\n){4}.*\/nme .*mean `name`\?\n$/],
    [["--provider-file", join(folder, "none.json")], /there is no such file/],
    [
      ["--log", "jsno"],
      /`--log` is `jsno`, expected `text`, `json` or `none`; did you mean `json`/,
    ],
    [["--site", join(folder, "none")], /cannot serve `.*none`: there is no such file/],
    [["--site", faulty], /cannot serve `.*faulty\.json`: it is no folder/],
    [["conduit"], /one argument too many/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await anyhook(["serve", "--memory", ...args]);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" }, args.join(" "));
    assert.match(stderr, message);
  }
});

describe("requests that no client sends", async () => {
  const GET = "GET /_/health HTTP/1.1";
  const OWN = "Host: localhost";
  const FOREIGN = "Host: example.com";
  const REFUSED = {
    "a foreign host": [403, GET, FOREIGN],
    "a host that begins as ours": [403, GET, "Host: localhost.example.com"],
    "a foreign host in a whole URL": [403, "GET http://example.com/ HTTP/1.1", FOREIGN],
    "our host in a whole URL alone": [400, "GET http://localhost/ HTTP/1.1", FOREIGN],
    "a foreign host in a whole URL alone": [400, "GET http://example.com/ HTTP/1.1", OWN],
    "a password": [400, "GET http://a:secret@localhost/?secret HTTP/1.1", OWN],
    "no host": [400, GET],
    "an empty host": [400, GET, "Host:"],
    "two hosts": [400, GET, OWN, FOREIGN],
    "a host with a user": [400, GET, "Host: localhost@example.com"],
    "a host with a path": [400, GET, "Host: localhost/example.com"],
    "a host in a short form": [400, GET, "Host: 127.1"],
    "a port that is none": [400, GET, "Host: localhost:65536"],
    "no path": [400, "OPTIONS * HTTP/1.1", OWN],
    dots: [400, "GET /conduit/../_/health HTTP/1.1", OWN],
    "escaped dots": [400, "GET /conduit/%2E./_/health HTTP/1.1", OWN],
    "dots in a whole URL": [400, "GET http://localhost/../_/health HTTP/1.1", OWN],
    "a fragment": [400, "GET /_/health#secret HTTP/1.1", OWN],
    "dots before a query": [400, "GET /.?secret HTTP/1.1", OWN],
    "a backslash": [400, "GET /_\\health HTTP/1.1", OWN],
    "two slashes": [404, "GET //_/health HTTP/1.1", OWN],
    "a long line": [431, `GET /${"a".repeat(20_000)} HTTP/1.1`, OWN],
    "large headers": [431, GET, OWN, `X: ${"a".repeat(2 << 20)}`],
    "another protocol": [400, "\u0016\u0003\u0001 this is TLS"],
    "an unknown method": [400, "GETS /_/health HTTP/1.1", OWN],
  };
  const server = await serve(["--log", "json"]);

  for (const [name, [status, ...head]] of Object.entries(REFUSED)) {
    test(name, async () => {
      const answer = await exchange(server.url, head);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.type, "application/problem+json");
      const { title, detail, ...rest } = JSON.parse(answer.text);
      assert.deepEqual(rest, { status });
      assert.ok(title && detail);
      const logged = await server.line();
      assert.equal(JSON.parse(logged).status, status);
      assert.doesNotMatch(logged, /secret/);
    });
  }

  test("a whole URL of the host is as good as its path", async () => {
    const head = ["GET http://localhost/_/health HTTP/1.1", OWN];
    assert.equal((await exchange(server.url, head)).status, 200);
    await server.line();
  });

  test("a body that breaks off in its chunks writes nothing", async () => {
    const keys = Object.entries(KEYS).map(([name, value]) => `${name}: ${value}`);
    const head = ["POST /conduit/webhooks HTTP/1.1", OWN, ...keys];
    head.push("Content-Type: application/json", "Transfer-Encoding: chunked");
    const length = WEBHOOK.length.toString(16);
    const answer = await exchange(server.url, head, `${length}\r\n${WEBHOOK}\r\nno chunk\r\n`);
    assert.equal(answer.status, 400);
    assert.equal(JSON.parse(await server.line()).status, 400);
    const list = await fetch(`${server.url}/conduit/webhooks`, { headers: KEYS });
    assert.deepEqual((await list.json()).data, []);
    await server.line();
  });

  test("a fault behind a whole request takes nothing of its answer", async () => {
    const head = [GET, OWN, "", "no request", ""];
    assert.match(await raw(server.url, head.join("\r\n")), /^HTTP\/1\.1 200 OK\r\n/);
  });
});

/** Starts to create a webhook of Conduit's, and resolves once the server waits for its body. */
async function begin(url) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const keys = Object.entries(KEYS).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `POST /conduit/webhooks HTTP/1.1\r\nHost: localhost\r\n${keys.join("")}` +
      `Content-Type: application/json\r\nContent-Length: ${WEBHOOK.length}\r\n` +
      "Expect: 100-continue\r\n\r\n",
  );
  await once(socket, "data");
  return socket;
}

/** Resolves once nobody listens there any more. */
async function refused(url) {
  for (;;) {
    const answered = await fetch(`${url}/_/health`).then(
      () => true,
      () => false,
    );
    if (!answered) return;
  }
}

// Each of these waits for a clock of the server's: at once, so that they take as long as the longest.
describe("being stopped, and slow senders", { concurrency: true }, () => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    test(`${signal}: what runs is finished`, async () => {
      const server = await serve([]);
      const socket = await begin(server.url);
      server.kill(signal);
      await refused(server.url);
      socket.write(WEBHOOK);
      const chunks = [];
      for await (const chunk of socket) chunks.push(chunk);
      assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 201 Created\r\n/);
      assert.equal(await server.ended, 0);
    });
  }

  test("what does not end is cut off", async () => {
    const server = await serve([]);
    const socket = await begin(server.url);
    const started = performance.now();
    assert.equal(await server.stop(), 0);
    assert.ok(performance.now() - started < 9_000);
    socket.destroy();
  });

  test("a later signal ends it at once, an echo of the first one does not", async () => {
    const server = await serve([]);
    const socket = await begin(server.url);
    server.kill("SIGTERM");
    server.kill("SIGTERM");
    const insisting = setInterval(() => server.kill("SIGINT"), 100);
    assert.equal(await server.ended, "SIGINT");
    clearInterval(insisting);
    socket.destroy();
  });

  test("headers that do not end are answered with 408, what says nothing is closed", async () => {
    const server = await serve(["--log", "json"]);
    const silent = raw(server.url, "");
    const answer = await raw(server.url, "GET /_/health HTTP/1.1\r\nHost: localhost\r\nX: ");
    assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    assert.match(answer, /"detail":"the request did not arrive in time"\}$/);
    assert.equal(await silent, "");
    assert.equal(JSON.parse(await server.line()).status, 408);
    assert.equal(await server.stop(), 0);
    assert.equal(await server.line(), undefined);
  });
});

describe("--site", async () => {
  const site = join(folder, "site");
  mkdirSync(join(site, "conduit"), { recursive: true });
  writeFileSync(join(site, "index.html"), "<!doctype html>");
  writeFileSync(join(site, "a.wasm"), "\0asm");
  writeFileSync(join(site, "conduit", "webhooks"), "not the service");
  writeFileSync(join(folder, "beside.txt"), "not of the site");
  const server = await serve(["--site", site, "--log", "json"]);

  test("files are answered with their types", async () => {
    const types = { "/": "text/html; charset=utf-8", "/a.wasm": "application/wasm" };
    for (const [path, type] of Object.entries(types)) {
      const answer = await fetch(server.url + path);
      assert.equal(answer.headers.get("content-type"), type);
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
      assert.equal(answer.headers.get("content-security-policy"), "frame-ancestors 'none'");
      const { method, path: logged, status } = JSON.parse(await server.line());
      assert.deepEqual({ method, logged, status }, { method: "GET", logged: path, status: 200 });
    }
    const head = await fetch(server.url, { method: "HEAD" });
    assert.equal(head.headers.get("content-length"), "15");
    await server.line();
  });

  test("all else is the service's", async () => {
    const answers = [
      ["/conduit/webhooks", 401],
      ["/_/health", 200],
      ["/none", 404],
      ["/..%2fbeside.txt", 404],
      ["/%2e%2e%2fbeside.txt", 404],
    ];
    for (const [path, status] of answers) {
      const answer = await exchange(server.url, [`GET ${path} HTTP/1.1`, "Host: localhost"]);
      assert.equal(answer.status, status, path);
      assert.match(answer.type, /json$/);
    }
    const foreign = await exchange(server.url, ["GET / HTTP/1.1", "Host: example.com"]);
    assert.equal(foreign.status, 403);
    assert.equal((await fetch(server.url, { method: "POST" })).status, 404);
  });
});
