import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { generateSecret, schemes, sign } from "anyhook";
import { anyhook, listen, raw, scratch } from "./anyhook.js";

const { file } = scratch();
const SECRET = "it's a secret";
const own = { env: { ANYHOOK_SECRET: SECRET } };
const BODY = '{"test": 2432232314}';

/** Sends a request; resolves to the answer's status and body. */
async function post(url, headers, body, path = "/") {
  const outgoing = request(new URL(path, url), { method: "POST", headers, agent: false });
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}

test("every scheme is signed in one process and verified in another", async () => {
  const all = schemes().map(({ id }) => ({
    id,
    secret: file(`${id}.secret`, `${generateSecret(id)}\n`),
  }));
  const server = await listen(all.flatMap(({ secret }) => ["--secret-file", secret]));
  assert.match(server.first, /^listening on http:\/\/127\.0\.0\.1:\d+$/);
  for (const { id, secret } of all) {
    const to = ["--send", `${server.url}/${id}`];
    const sent = await anyhook(["sign", id, "--secret-file", secret, ...to], { input: BODY });
    assert.equal(sent.code, 0, id);
    assert.match(sent.stdout, /\nHTTP\/1\.1 200 OK\n\{"valid":true\}\n$/);
    assert.match(await server.line(), new RegExp(`^\\d\\d:\\d\\d:\\d\\d POST /${id}, 20 bytes$`));
    const verdict = await server.line();
    // Connect and CryptoFuse sign alike: a body of neither's form is good for both.
    assert.match(verdict, new RegExp(`^  ✓ valid: .*\\b${id}\\b`));
    const index = all.findIndex((one) => one.id === id);
    assert.match(verdict, new RegExp(`by secret ${index + 1} of 12`));
  }
  assert.equal(await server.stop("SIGINT"), 0);
});

test("of two schemes that sign alike, the body tells the provider", async () => {
  const server = await listen(["--json"], own);
  const headers = sign("cryptofuse", { secret: SECRET, body: '{"event":"payment.created"}' });
  await post(server.url, headers, '{"event":"payment.created"}');
  const { scheme, also, event } = JSON.parse(await server.line());
  assert.deepEqual({ scheme, also }, { scheme: "cryptofuse", also: ["connect"] });
  assert.equal(event.type, "payment.created");
});

test("an invalid request is explained here, and answered with the code alone", async () => {
  const server = await listen([], own);
  const headers = sign("stripe", { secret: SECRET, body: BODY });
  const answer = await post(server.url, headers, `${BODY}\n`, "/a");
  assert.deepEqual(answer, { status: 401, body: '{"code":"no_matching_signature"}' });
  assert.match(await server.line(), /POST \/a, 21 bytes$/);
  assert.match(await server.line(), /^ {2}✗ invalid, as stripe: no_matching_signature: /);
  assert.match(await server.line(), /^ {4}likely cause: .*white space at its end/);

  const stale = sign("stripe", { secret: SECRET, body: BODY, timestamp: 1_700_000_000 });
  assert.equal((await post(server.url, stale, BODY)).body, '{"code":"timestamp_too_old"}');
});

test("a request without a signature, or with a part of one", async () => {
  const server = await listen(["--json"], own);
  assert.deepEqual(await post(server.url, {}, BODY), {
    status: 401,
    body: '{"code":"missing_header"}',
  });
  const none = JSON.parse(await server.line());
  assert.match(none.message, /no known scheme/);
  await post(server.url, { "X-Slack-Signature": `v0=${"0".repeat(64)}` }, BODY);
  const part = JSON.parse(await server.line());
  assert.deepEqual([part.scheme, part.code], ["slack", "missing_header"]);
});

test("a secret that is malformed for one scheme leaves the others", async () => {
  const server = await listen(["--json", "--secret", "no base64!"]);
  await post(server.url, sign("github", { secret: "no base64!", body: BODY }), BODY);
  assert.equal(JSON.parse(await server.line()).valid, true);
  const svix = sign("svix", { secret: generateSecret("svix"), body: BODY });
  assert.equal((await post(server.url, svix, BODY)).body, '{"code":"malformed_secret"}');
  assert.match(JSON.parse(await server.line()).message, /those of svix, and no secret given/);
});

test("--scheme verifies under that scheme alone, --status answers", async () => {
  const server = await listen(["--scheme", "github", "--status", "204", "--json"], own);
  const github = sign("github", { secret: SECRET, body: BODY });
  assert.deepEqual(await post(server.url, github, BODY), { status: 204, body: "" });
  const { time, ...seen } = JSON.parse(await server.line());
  assert.ok(!Number.isNaN(Date.parse(time)));
  const expected = { method: "POST", path: "/", bytes: 20, valid: true, scheme: "github" };
  assert.deepEqual(seen, { ...expected, secretIndex: 0, assumed: false });
  const stripe = sign("stripe", { secret: SECRET, body: BODY });
  assert.equal((await post(server.url, stripe, BODY)).body, '{"code":"missing_header"}');
});

test("a body above the limit is refused, one of its size is not", async () => {
  const server = await listen(["--max-body", "20", "--json"], own);
  const within = sign("github", { secret: SECRET, body: BODY });
  assert.equal((await post(server.url, within, BODY)).status, 200);
  await server.line();
  const to = ["--send", server.url];
  const large = await anyhook(["sign", "github", ...to], { ...own, input: "x".repeat(3 << 20) });
  assert.equal(large.code, 1);
  assert.match(large.stdout, /HTTP\/1\.1 413 Payload Too Large\n\{"code":"body_too_large"\}\n$/);
  assert.match(JSON.parse(await server.line()).refused, /larger than 20 bytes/);
});

test("hostile requests are printed escaped, and stop nothing", async () => {
  const server = await listen([], own);
  const requests = [
    "GET /\u009b31m\u00e2\u0080\u00ae HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n__proto__: x\r\n__proto__: y\r\nConnection: close\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nStripe-Signature: a\r\nstripe-signature: b\r\nConnection: close\r\n\r\n",
    `POST / HTTP/1.1\r\nHost: a\r\nX-Signature: \u009b${"z".repeat(9000)}\r\nConnection: close\r\n\r\n`,
  ];
  for (const bytes of requests) {
    assert.match(await raw(server.url, Buffer.from(bytes, "latin1")), /^HTTP\/1\.1 40[01] /);
  }
  assert.match(await raw(server.url, "\u0016\u0003\u0001 this is TLS\r\n\r\n"), /^HTTP\/1\.1 400 /);
  const headers = sign("github", { secret: SECRET, body: BODY });
  assert.equal((await post(server.url, headers, BODY, "/last")).status, 200);
  const lines = [];
  while (!lines.at(-1)?.includes("/last")) lines.push(await server.line());
  assert.ok(lines.some((line) => line.includes("repeated_header")));
  // oxlint-disable-next-line no-control-regex
  for (const line of lines) assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test("a connection that closes early is told, and stops nothing", async () => {
  const server = await listen(["--json"], own);
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.write(
    "POST /cut HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\nabc",
  );
  // The interim answer says that the request was begun.
  await once(socket, "data");
  socket.destroy();
  assert.match(JSON.parse(await server.line()).refused, /closed before the body ended/);
  assert.equal(await server.stop(), 0);
});

test("what cannot be listened with is exit code 2", async () => {
  const server = await listen([], own);
  const { port } = new URL(server.url);
  const taken = await anyhook(["listen", "--port", port], own);
  assert.equal(taken.code, 2);
  assert.match(taken.stderr, /cannot listen on port \d+ of `127\.0\.0\.1`: the port is in use/);
  const malformed = await anyhook(["listen", "--scheme", "svix", "--port", "0"], own);
  assert.equal(malformed.code, 2);
  assert.match(malformed.stderr, /malformed_secret/);
  assert.equal((await anyhook(["listen", "--port", "0"])).code, 2);
});
