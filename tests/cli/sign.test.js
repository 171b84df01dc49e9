import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { generateSecret, schemes, sign, verify } from "anyhook";
import { anyhook, scratch } from "./anyhook.js";

const { file } = scratch();
const SECRET = "it's a secret";
const BODY = '{"test": 2432232314}';
const body = ["--body", file("body.json", BODY)];
const secret = ["--secret-file", file("secret", SECRET)];

/** What `Name: value` lines hold. */
const parse = (text) =>
  Object.fromEntries(
    text
      .trimEnd()
      .split("\n")
      .map((line) => line.split(": ")),
  );

/** A server that answers as told, and keeps what arrived. */
async function receiver(respond) {
  const seen = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ request, body: Buffer.concat(chunks) });
    respond(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  return { seen, url: `http://127.0.0.1:${server.address().port}/hooks?a=1` };
}

test("the known answer of Standard Webhooks", async () => {
  const known = ["--secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
  known.push("--id", "msg_p5jXN8AQM9LWM0D4loKWxJek", "--timestamp", "1614265330");
  const { code, stdout } = await anyhook(["sign", "standard-webhooks", ...known, ...body]);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\n" +
      "webhook-timestamp: 1614265330\n" +
      "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n",
  );
});

test("every scheme signs what the package verifies, in lines and in JSON", async () => {
  await Promise.all(
    schemes().map(async ({ id }) => {
      const own = generateSecret(id);
      const args = ["sign", id, "--secret-env", "OWN", "--body", "-"];
      const { stdout } = await anyhook(args, { input: BODY, env: { OWN: own } });
      verify(id, { secret: own, headers: parse(stdout), body: BODY });
    }),
  );
  const { stdout } = await anyhook(["sign", "slack", ...secret, ...body, "--json"]);
  const { scheme, headers } = JSON.parse(stdout);
  assert.equal(scheme, "slack");
  verify("slack", { secret: SECRET, headers, body: BODY });
});

test("several secrets sign together, in the order of the command line", async () => {
  const args = ["sign", "stripe", "--secret", "new", ...secret, "--timestamp", "5", ...body];
  const { stdout } = await anyhook(args);
  const expected = sign("stripe", { secret: ["new", SECRET], body: BODY, timestamp: 5 });
  assert.deepEqual(parse(stdout), expected);
});

test("a body of any bytes, and a large one", async () => {
  const bytes = Buffer.alloc(3 << 20, Buffer.from([0, 255, 13, 10, 0xef, 0xbb, 0xbf]));
  const { stdout } = await anyhook(["sign", "github", ...secret], { input: bytes });
  assert.deepEqual(parse(stdout), sign("github", { secret: SECRET, body: bytes }));
});

test("--send posts headers and body, and prints the answer", async () => {
  const { seen, url } = await receiver((response) => response.end("thank\tyou\u001b[2J"));
  const { code, stdout, stderr } = await anyhook([
    "sign",
    "github",
    ...secret,
    ...body,
    "--send",
    url,
  ]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /^X-Hub-Signature-256: .*\n\nHTTP\/1\.1 200 OK\nthank\\tyou\\x1b\[2J\n$/);
  const [{ request, body: sent }] = seen;
  assert.equal(request.method, "POST");
  assert.equal(request.url, "/hooks?a=1");
  assert.equal(request.headers["content-type"], "application/json");
  verify("github", { secret: SECRET, headers: request.headers, body: sent });
});

test("--header adds to what is sent, and replaces it", async () => {
  const { seen, url } = await receiver((response) => response.end());
  const headers = ["a: 1", "a: 2", "Content-type: text/plain", "x-hub-signature-256: forged"];
  const args = ["sign", "github", ...secret, ...body, "--send", url];
  await anyhook([...args, ...headers.flatMap((one) => ["--header", one])]);
  const [{ request }] = seen;
  assert.equal(request.headers["a"], "1, 2");
  assert.equal(request.headers["content-type"], "text/plain");
  assert.equal(request.headers["x-hub-signature-256"], "forged");
});

test("an answer other than 2xx is exit code 1, and no redirect is followed", async () => {
  const { seen, url } = await receiver((response) => {
    response.writeHead(302, { location: url }).end("x".repeat(5000));
  });
  const args = ["sign", "github", ...secret, ...body, "--send", url];
  const { code, stdout } = await anyhook(args);
  assert.equal(code, 1);
  assert.match(stdout, /\nHTTP\/1\.1 302 Found\nx{1024}…\n$/);
  const json = await anyhook([...args, "--json"]);
  assert.equal(json.code, 1);
  const { answer } = JSON.parse(json.stdout);
  assert.deepEqual(
    { ...answer, body: answer.body.length },
    { status: 302, statusText: "Found", body: 1024, cut: true },
  );
  assert.equal(seen.length, 2);
});

test("a host that does not answer is a message, and exit code 1", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  const args = ["sign", "github", ...secret, ...body, "--send", `http://127.0.0.1:${port}/`];
  const { code, stderr } = await anyhook(args);
  assert.equal(code, 1);
  assert.equal(
    stderr,
    `anyhook: could not reach \`http://127.0.0.1:${port}\`: connection refused\n`,
  );
  const json = await anyhook([...args, "--json"]);
  assert.equal(json.code, 1);
  assert.match(JSON.parse(json.stdout).error, /connection refused/);
});

test("a URL that is none, or holds credentials, is refused without being shown", async () => {
  for (const url of ["hooks", "ftp://127.0.0.1/", "http://me:hunter2@127.0.0.1/"]) {
    const { code, stderr } = await anyhook(["sign", "github", ...secret, ...body, "--send", url]);
    assert.equal(code, 2);
    assert.match(stderr, /the URL of `--send`/);
    assert.doesNotMatch(stderr, /hunter2/);
  }
});

test("what cannot be signed is exit code 2", async () => {
  const { code, stdout, stderr } = await anyhook([
    "sign",
    "svix",
    "--secret",
    "whsec_é",
    "--id",
    "a",
    ...body,
  ]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /^anyhook: malformed_secret: /);
  const missing = await anyhook(["sign", "github", ...secret, "--body", "no such file"]);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /cannot read the body from `no such file`: there is no such file/);
});
