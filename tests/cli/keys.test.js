import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, test } from "node:test";
import { anyhook, raw, scratch, serve } from "./anyhook.js";

const { folder, file } = scratch();
let made = 0;
const newFolder = () => join(folder, `data-${made++}`);
const adminToken = randomBytes(32).toString("hex");
const env = { ANYHOOK_ADMIN_TOKEN: adminToken };

/** Issues a key, and resolves to its headers, its id and what was printed. */
async function create(args, options) {
  const printed = await anyhook(["keys", "create", ...args], options);
  assert.equal(printed.code, 0, printed.stderr);
  const headers = Object.fromEntries(
    printed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(": ")),
  );
  return { ...printed, headers, id: /^key_[0-9a-f]{24}/.exec(printed.stderr)?.[0] };
}

const statusOf = async (url, headers) =>
  (await fetch(`${url}/conduit/webhooks`, { headers })).status;

test("a key opens the service that runs on the folder, until it is revoked", async () => {
  const data = newFolder();
  const server = await serve(["--data", data, "--strict"]);
  const { headers, id } = await create(["--provider", "conduit", "--account", "a", "--data", data]);
  assert.deepEqual(Object.keys(headers), ["X-API-Key", "X-API-Secret"]);
  assert.equal(await statusOf(server.url, headers), 200);
  assert.equal(await statusOf(server.url, { ...headers, "X-API-Secret": "ahs_other" }), 401);
  const revoked = await anyhook(["keys", "revoke", id, "--data", data]);
  assert.deepEqual(revoked, { code: 0, stdout: `revoked ${id}\n`, stderr: "" });
  assert.equal(await statusOf(server.url, headers), 401);
});

test("the same over HTTP, with the admin token", async () => {
  const server = await serve(["--strict"], { env });
  const url = ["--url", `${server.url}/`];
  const { headers, id } = await create(["--provider", "conduit", "--account", "a", ...url], {
    env,
  });
  assert.equal(await statusOf(server.url, headers), 200);
  const list = await anyhook(["keys", "list", ...url], { env });
  assert.match(list.stdout, new RegExp(`^${id} +conduit +a +production +all +20\\S+Z\\n$`));
  assert.equal((await anyhook(["keys", "revoke", id, ...url], { env })).code, 0);
  assert.equal(await statusOf(server.url, headers), 401);
  assert.equal((await anyhook(["keys", "list", ...url], { env })).stdout, "no keys\n");
});

test("the key is on standard output alone, and kept nowhere", async () => {
  const data = newFolder();
  const made = await create(["--provider", "spritz", "--account", "a", "--data", data]);
  const { headers, stdout, stderr } = made;
  assert.match(stdout, /^Authorization: Bearer ahk_[\w-]{43}\n$/);
  assert.match(stderr, /a at spritz, production; it is shown this once\n/);
  assert.match(stderr, /the same goes in X-Integrator-Key/);
  assert.match(stderr, /curl -H @FILE http:\/\/localhost:8787\/spritz\/v1\/integrator\/webhooks\n/);
  const key = headers.Authorization.slice("Bearer ".length);
  assert.ok(!stderr.includes(key));
  for (const args of [["keys", "list"], ["keys", "list", "--json"], ["export"]]) {
    const { stdout, stderr } = await anyhook([...args, "--data", data]);
    assert.ok(!(stdout + stderr).includes(key));
  }
});

test("--json prints every form of the headers, and what the key may do", async () => {
  const data = newFolder();
  const args = ["--provider", "devdraft", "--account", "a.b_c-1", "--data", data, "--json"];
  args.push("--scope", "webhook:read", "--scope", "webhook:create");
  args.push("--environment", "development", "--description", "for \u202etests");
  const { code, stdout, stderr } = await anyhook(["keys", "create", ...args]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const { id, createdAt, credentials, ...rest } = JSON.parse(stdout);
  assert.match(id, /^key_/);
  assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000);
  assert.deepEqual(credentials.map(Object.keys), [["x-client-key", "x-client-secret"]]);
  assert.deepEqual(rest, {
    provider: "devdraft",
    account: "a.b_c-1",
    scopes: ["webhook:read", "webhook:create"],
    environment: "development",
    description: "for \u202etests",
  });
  const { stdout: shown } = await anyhook(["keys", "list", "--data", data]);
  assert.match(shown, /development +webhook:read webhook:create +\S+ +for \\u\{202e\}tests\n$/);
});

test("list narrows to a provider and an account, in the order of creation", async () => {
  const data = newFolder();
  const ids = [];
  for (const [provider, account] of [
    ["spritz", "b"],
    ["conduit", "a"],
    ["conduit", "b"],
  ]) {
    const args = ["--provider", provider, "--account", account, "--data", data];
    ids.push((await create(args)).id);
  }
  const list = async (...args) => {
    const { stdout } = await anyhook(["keys", "list", "--data", data, "--json", ...args]);
    return JSON.parse(stdout).data.map(({ id }) => id);
  };
  assert.deepEqual(await list(), ids);
  assert.deepEqual(await list("--provider", "conduit"), ids.slice(1));
  assert.deepEqual(await list("--account", "b"), [ids[0], ids[2]]);
  assert.deepEqual(await list("--provider", "conduit", "--account", "b"), ids.slice(2));
});

test("a provider of one's own has keys too", async () => {
  const data = newFolder();
  const { stdout } = await anyhook(["provider", "new"]);
  const acme = file("acme.json", stdout);
  const { headers } = await create(["--provider", acme, "--account", "a", "--data", data]);
  const server = await serve(["--data", data, "--strict", "--provider-file", acme]);
  const { operations } = JSON.parse(stdout);
  const answer = await fetch(`${server.url}/acme${operations.list.path}`, { headers });
  assert.equal(answer.status, 200);
});

describe("what is refused", { concurrency: 4 }, () => {
  const none = newFolder();
  const KEY = ["--provider", "conduit", "--account", "a"];
  const CASES = {
    "no provider": [["create", "--account", "a"], 2, /no provider: give its name/],
    "an unknown provider": [["create", "--provider", "conduct"], 2, /did you mean `conduit`/],
    "no account": [["create", "--provider", "conduit"], 2, /no account: give `--account NAME`/],
    "a faulty account": [
      ["create", "--provider", "conduit", "--account", "a b", "--data", newFolder()],
      1,
      /^anyhook: the body is not valid\n {2}account: /,
    ],
    "a scope of another provider": [
      ["create", ...KEY, "--scope", "webhook:read", "--data", newFolder()],
      1,
      /scopes/,
    ],
    "an unknown environment": [
      ["create", ...KEY, "--environment", "staging", "--data", newFolder()],
      1,
      /environment: .*`production`.*`development`/,
    ],
    "a list without a folder": [["list", "--data", none], 2, /no records of a service in `.*`/],
    "a key without a folder": [
      ["revoke", `key_${"0".repeat(24)}`, "--data", none],
      2,
      /no records of a service in/,
    ],
    "no id": [["revoke"], 2, /no key: give its id/],
    "what is no id": [["revoke", "ahk_secret"], 2, /that is no id of a key(?!.*ahk_secret)/],
    "an address without a token": [["list", "--url", "http://localhost:1"], 2, /TOKEN is not set/],
    "an address and a folder": [["list", "--url", "http://a", "--data", none], 2, /give one/],
    "an address that is none": [["list", "--url", "localhost:8787"], 2, /no absolute http/],
    "a password": [["list", "--url", "http://a:secret@b"], 2, /more than scheme(?!.*secret)/],
  };
  for (const [name, [args, expected, message]] of Object.entries(CASES)) {
    test(name, async () => {
      const { code, stdout, stderr } = await anyhook(["keys", ...args]);
      assert.deepEqual({ code, stdout }, { code: expected, stdout: "" }, stderr);
      assert.match(stderr, message);
      assert.ok(!existsSync(none));
    });
  }
});

test("an unknown key, a wrong token, and what does not answer are exit code 1", async () => {
  const server = await serve(["--strict"], { env });
  const id = `key_${"0".repeat(24)}`;
  const unknown = await anyhook(["keys", "revoke", id, "--url", server.url], { env });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /^anyhook: .*no key.*\n$/);
  const other = { ANYHOOK_ADMIN_TOKEN: "wrong".repeat(8) };
  const wrong = await anyhook(["keys", "list", "--url", server.url], { env: other });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /token/);
  assert.ok(!wrong.stderr.includes("wrongwrong"));
  await server.stop();
  const gone = await anyhook(["keys", "list", "--url", server.url], { env });
  assert.equal(gone.code, 1);
  assert.match(
    gone.stderr,
    /^anyhook: could not reach `http:\/\/localhost:\d+`: connection refused\b/,
  );
});

test("the token goes to the address that was given, and nowhere else", async () => {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push([request.url, request.headers.authorization]);
    response.writeHead(307, { Location: "/elsewhere" }).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/behind/a/path`;
  const { code, stderr } = await anyhook(["keys", "list", "--url", url], { env });
  server.close();
  assert.equal(code, 1);
  assert.match(stderr, /answered 307, and no JSON: is it anyhook\?/);
  assert.deepEqual(seen, [["/behind/a/path/_/keys", `Bearer ${adminToken}`]]);
});

test("a service without an admin token says what to set", async () => {
  const server = await serve(["--strict"]);
  const { code, stderr } = await anyhook(["keys", "list", "--url", server.url], { env });
  assert.equal(code, 1);
  assert.match(stderr, /ANYHOOK_ADMIN_TOKEN|admin token/);
  assert.match(
    await raw(server.url, "GET /_/keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
    /^HTTP\/1.1 403/,
  );
});
