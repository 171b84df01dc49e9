import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { anyhook, raw, scratch, serve } from "./anyhook.js";

const { folder } = scratch();
let made = 0;
const newFolder = () => join(folder, `data-${made++}`);
const KEYS = { "X-API-Key": "the-key", "X-API-Secret": "the-secret" };
const HOOK = '{"url":"https://example.com/hooks","events":["customer.active"]}';

const create = (url, headers = KEYS) =>
  fetch(`${url}/conduit/webhooks`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: HOOK,
  });
const list = async (url) =>
  (await (await fetch(`${url}/conduit/webhooks`, { headers: KEYS })).json()).data;

test("what was answered is there after it was ended, and for two at a time", async () => {
  const data = join(newFolder(), "deeper");
  const first = await serve(["--data", data]);
  const webhook = await (await create(first.url)).json();
  const second = await serve(["--data", data]);
  assert.deepEqual(await list(second.url), [webhook]);
  const other = await (await create(second.url)).json();
  assert.deepEqual(await list(first.url), [webhook, other]);
  assert.equal(await first.stop(), 0);
  assert.equal(await second.stop(), 0);
  const third = await serve(["--data", data]);
  assert.deepEqual(await list(third.url), [webhook, other]);
  assert.equal(statSync(data).mode & 0o777, 0o700);
  for (const name of readdirSync(data))
    assert.equal(statSync(join(data, name)).mode & 0o777, 0o600);
});

test("without --data it keeps its records in .anyhook, with --memory nowhere", async () => {
  const cwd = join(folder, "cwd");
  const { code, stderr } = await anyhook(["serve", "--memory", "--data", "x"]);
  assert.equal(code, 2);
  assert.match(stderr, /`--memory` and `--data` say different places/);
  const refused = ["serve", "--host", "192.0.2.1"];
  mkdirSync(cwd);
  await anyhook([...refused, "--memory"], { cwd });
  assert.deepEqual(readdirSync(cwd), []);
  await anyhook(refused, { cwd });
  assert.deepEqual(readdirSync(join(cwd, ".anyhook")), ["data.mdb", "lock.mdb"]);
});

/** What it prints from the providers on, in order. */
async function toldBy(server, count) {
  const lines = [];
  while (!/^(?:open|strict)/.test(lines.at(-1) ?? "")) lines.push(await server.line());
  const told = [lines.at(-1)];
  while (told.length < count) told.push(await server.line());
  return told;
}

describe("what it says at its start", () => {
  const adminToken = randomBytes(32).toString("hex");
  const masterKey = randomBytes(32).toString("base64");

  test("where it keeps its records, and whether secrets are sealed", async () => {
    const data = newFolder();
    const plain = await toldBy(await serve(["--data", data]), 2);
    assert.equal(plain[0], "open: any key is an account");
    assert.equal(
      plain[1],
      `keeps its records in ${data}, its secrets as they are, since there is no ANYHOOK_MASTER_KEY`,
    );
    const env = { ANYHOOK_MASTER_KEY: masterKey };
    const sealed = await toldBy(await serve(["--data", data], { env }), 2);
    assert.equal(sealed[1], `keeps its records in ${data}, its secrets sealed`);
    const [, memory] = await toldBy(await serve([]), 2);
    assert.equal(memory, "keeps its records in memory: they are gone when it ends");
  });

  test("how to make a key, in strict mode without one", async () => {
    const data = newFolder();
    const start = ["--data", data, "--strict"];
    const [mode, , hint] = await toldBy(await serve(start), 3);
    assert.equal(mode, "strict: issued keys alone");
    const [, command] = /^no key is issued yet: anyhook (.*)$/.exec(hint);
    const args = command.replace("NAME", "acme").split(" ");
    assert.equal((await anyhook(args)).code, 0);
    const server = await serve(start);
    await toldBy(server, 2);
    await fetch(`${server.url}/_/health`);
    assert.match(await server.line(), /GET \/_\/health 200/);

    const env = { ANYHOOK_ADMIN_TOKEN: adminToken };
    const remote = await serve(["--strict"], { env });
    const told = await toldBy(remote, 3);
    assert.ok(told[2].endsWith(`--account NAME --url ${remote.url}`));
    const closed = await toldBy(await serve(["--strict"]), 3);
    assert.match(closed[2], /^no key is issued yet, and without ANYHOOK_ADMIN_TOKEN none can be$/);
  });

  test("as JSON", async () => {
    const data = newFolder();
    const env = { ANYHOOK_ADMIN_TOKEN: adminToken, ANYHOOK_MASTER_KEY: masterKey };
    const server = await serve(["--data", data, "--log", "json", "--strict"], { env });
    const { listening, mode, data: told, sealed } = JSON.parse(server.first);
    const expected = { listening: server.url, mode: "strict", told: data, sealed: true };
    assert.deepEqual({ listening, mode, told, sealed }, expected);
    const memory = JSON.parse((await serve(["--log", "json"])).first);
    assert.deepEqual([memory.mode, memory.data, memory.sealed], ["open", null, false]);
  });
});

test("neither the log nor a message has a secret", async () => {
  const adminToken = randomBytes(32).toString("hex");
  const masterKey = randomBytes(32).toString("base64");
  const env = { ANYHOOK_ADMIN_TOKEN: adminToken, ANYHOOK_MASTER_KEY: masterKey };
  const server = await serve(["--strict", "--log", "json"], { env });
  const url = ["--url", server.url, "--json"];
  const args = ["keys", "create", "--provider", "conduit", "--account", "a", ...url];
  const { stdout } = await anyhook(args, { env });
  const [headers] = JSON.parse(stdout).credentials;
  assert.equal((await create(server.url, headers)).status, 201);
  const [key] = Object.values(headers);
  assert.equal(
    (await fetch(`${server.url}/conduit/webhooks?cursor=${key}`, { headers })).status,
    400,
  );
  await server.stop();
  const logged = [];
  for (let line = await server.line(); line !== undefined; line = await server.line()) {
    logged.push(line);
  }
  assert.equal(logged.length, 3);
  for (const secret of [adminToken, masterKey, ...Object.values(headers)]) {
    assert.ok(!logged.join().includes(secret));
  }
});

test("--no-limits limits no rates", async () => {
  const headers = { "x-client-key": "k", "x-client-secret": "s" };
  const statusAfter = async (args) => {
    const { url } = await serve(["--log", "none", ...args]);
    let answer;
    for (let count = 0; count <= 100; count++) {
      answer = await fetch(`${url}/devdraft/api/v0/webhooks`, { headers });
      await answer.arrayBuffer();
    }
    return answer.status;
  };
  assert.equal(await statusAfter([]), 429);
  assert.equal(await statusAfter(["--no-limits"]), 200);
});

/** An address of this machine that is not its loopback one. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

async function canListen(host) {
  const probe = createServer().listen(0, host);
  const [error] = await Promise.race([once(probe, "listening"), once(probe, "error")]);
  probe.close();
  return error === undefined;
}

describe("--host", { concurrency: 4 }, () => {
  const HOSTS = {
    "127.0.0.1": ["open", /^http:\/\/127\.0\.0\.1:\d+$/],
    "127.0.0.9": ["open", /^http:\/\/127\.0\.0\.9:\d+$/],
    LOCALHOST: ["open", /^http:\/\/localhost:\d+$/],
    "::1": ["open", /^http:\/\/\[::1\]:\d+$/],
    "[::1]": ["open", /^http:\/\/\[::1\]:\d+$/],
    "0.0.0.0": ["strict", /^http:\/\/localhost:\d+$/],
    "::": ["strict", /^http:\/\/localhost:\d+$/],
  };
  if (outside) HOSTS[outside] = ["strict", new RegExp(`^http://${outside}:\\d+$`)];
  for (const [host, [expected, pattern]] of Object.entries(HOSTS)) {
    test(host, async (t) => {
      if (!(await canListen(host.replace(/[[\]]/g, "")))) return t.skip("not of this machine");
      const server = await serve(["--host", host, "--log", "json"]);
      assert.match(server.url, pattern);
      assert.equal(JSON.parse(server.first).mode, expected);
      assert.equal((await fetch(`${server.url}/_/health`)).status, 200);
      assert.equal((await create(server.url)).status, expected === "open" ? 201 : 401);
      const foreign = "GET /_/health HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n";
      const status = expected === "open" ? "403" : "200";
      assert.ok((await raw(server.url, foreign)).startsWith(`HTTP/1.1 ${status} `));
    });
  }

  test("what is no address", async () => {
    const { code, stderr } = await anyhook(["serve", "--memory", "--host", "192.0.2.1"]);
    assert.equal(code, 2);
    assert.match(stderr, /cannot listen on port 8787 of `192\.0\.2\.1`/);
  });
});

test("a folder that cannot be used is told in words", async () => {
  const { code, stdout, stderr } = await anyhook(["serve", "--data", "/dev/null"]);
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.match(stderr, /^anyhook: cannot open `\/dev\/null`: .*\n$/);
});
