// The control API's keys: who may issue them, and what a request has to be.
import assert from "node:assert/strict";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import { adminToken, entries, like, paths, serve, serveStrict, size, times } from "./client.js";

const authorization = `Bearer ${adminToken}`;
const valid = { provider: "devdraft", account: "acme" };

/** Asks for a key with this body: text as it is, or a value as JSON. */
const ask = ({ fetch }, body, headers = { authorization }) =>
  fetch("/_/keys", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
  });

/** The problem that an answer is. */
async function problemOf(response, status, title) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const problem = await response.json();
  assert.deepEqual(
    [problem.status, problem.title, typeof problem.detail],
    [status, title, "string"],
  );
  return problem;
}

test("a key is told once, and the store has none of its texts", async () => {
  for (const provider of Object.keys(paths)) {
    const served = serveStrict({ clock: () => 1_700_000_000_123 });
    const asked = {
      provider,
      account: "a-1.B_2",
      description: "Ada's",
      environment: "development",
    };
    const response = await ask(served, asked);
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("cache-control"), "no-store");
    const { id, createdAt, credentials, ...told } = await response.json();
    assert.match(id, /^key_[0-9a-f]{24}$/);
    assert.equal(createdAt, "2023-11-14T22:13:20.123Z");
    assert.deepEqual(told, asked);
    const stored = JSON.stringify(await entries(served.store));
    const texts = JSON.stringify(credentials).match(/ah[ks]_[\w-]{43}/g);
    assert.ok(texts.length > 0);
    for (const text of texts) assert.ok(!stored.includes(text) && !stored.includes(text.slice(4)));
    const list = await served.fetch("/_/keys", { headers: { authorization } });
    assert.deepEqual(await list.json(), { data: [{ id, ...told, createdAt }] });
    assert.ok(!JSON.stringify(served.log).includes(texts[0]));
  }
});

test("keys are listed in the order of creation, all or those of a provider and an account", async () => {
  let now = 1_700_000_000_000;
  const { fetch, issue, revoke } = serveStrict({ clock: () => (now += 1000) });
  const issued = [];
  for (const provider of ["spritz", "conduit"]) {
    for (const account of ["b", "a"]) issued.push(await issue(provider, { account }));
  }
  const ids = async (query) => {
    const response = await fetch(`/_/keys${query}`, { headers: { authorization } });
    return (await response.json()).data.map(({ id }) => id);
  };
  const [b, a, conduitB, conduitA] = issued.map(({ id }) => id);
  assert.deepEqual(await ids(""), [b, a, conduitB, conduitA]);
  assert.deepEqual(await ids("?provider=conduit"), [conduitB, conduitA]);
  assert.deepEqual(await ids("?account=a"), [a, conduitA]);
  assert.deepEqual(await ids("?provider=spritz&account=a"), [a]);
  assert.equal((await revoke(a)).status, 204);
  assert.deepEqual(await ids(""), [b, conduitB, conduitA]);
});

test("more keys at once than a page of the store has: each is another one, and all are listed", async () => {
  const served = serveStrict();
  const issued = await times(1100, () => served.issue("conduit"));
  assert.equal(new Set(issued.map(({ id }) => id)).size, 1100);
  const list = await served.fetch("/_/keys", { headers: { authorization } });
  assert.equal((await list.json()).data.length, 1100);
});

test("without the admin token: 401, whatever is asked, and nothing happens", async () => {
  const served = serveStrict();
  const { id, headers } = await served.issue("spritz");
  const before = await size(served.store);
  for (const sent of [
    undefined,
    "",
    "Bearer",
    "Bearer ",
    adminToken,
    `Basic ${adminToken}`,
    `Bearer ${adminToken}x`,
    `Bearer ${adminToken.slice(0, -1)}`,
    `Bearer ${adminToken.toUpperCase()}`,
    `Bearer ${adminToken}, Bearer ${adminToken}`,
    `Bearer ${"x".repeat(8000)}`,
    "Bearer é",
    headers.Authorization,
  ]) {
    const init = { headers: sent === undefined ? {} : { authorization: sent } };
    for (const answering of [
      ask(served, valid, init.headers),
      served.fetch("/_/keys", init),
      served.fetch(`/_/keys/${id}`, { ...init, method: "DELETE" }),
    ]) {
      const response = await answering;
      assert.equal(response.headers.get("www-authenticate"), 'Bearer realm="anyhook"');
      const { detail } = await problemOf(response, 401, "Unauthorized");
      assert.ok(!detail.includes(adminToken));
    }
  }
  assert.equal(await size(served.store), before);
});

test("where no admin token is configured: 403, and the answer says what to set", async () => {
  const served = serve({ mode: "strict" });
  for (const headers of [{ authorization }, { authorization: "Bearer undefined" }, {}]) {
    const { detail } = await problemOf(await ask(served, valid, headers), 403, "Forbidden");
    assert.match(detail, /adminToken|ANYHOOK_ADMIN_TOKEN/);
  }
  assert.equal(await size(served.store), 0);
});

test("open mode lets no page and no name from elsewhere issue keys", async () => {
  const served = serve({ adminToken });
  const foreign = { authorization, origin: "https://example.com" };
  assert.equal((await ask(served, valid, foreign)).status, 403);
  const elsewhere = await served.fetch("http://example.com/_/keys", { headers: { authorization } });
  assert.equal(elsewhere.status, 403);
  assert.equal(await size(served.store), 0);
  assert.equal((await ask(served, valid)).status, 201);
});

test("a key of a provider that is not served cannot be asked for", async () => {
  const served = serveStrict({ providers: ["conduit"] });
  const { violations } = await problemOf(await ask(served, valid), 400, "Bad Request");
  assert.deepEqual(
    violations.map(({ path }) => path),
    ["/provider"],
  );
});

const accounts = ["", ".", "..", "a/b", "-a", "_a", ".a", "a b", "a%2fb", "ä", "a\n", "a\u0000"];

/** Bodies that are refused, and where they are wrong. */
const refused = {
  "no object": [["x"], ""],
  null: ["null", ""],
  "no JSON": ["{", ""],
  "an empty body": ["", ""],
  "text behind": [`${JSON.stringify(valid)}x`, ""],
  "no UTF-8": [new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), ""],
  "deep JSON": ["[".repeat(20_000), ""],
  "deep JSON in a member": [`{"provider":${"[".repeat(9000)}${"]".repeat(9000)}}`, undefined],
  "a member twice": ['{"provider":"devdraft","account":"acme","account":"other"}', undefined],
  "no provider": [{ account: "acme" }, "/provider"],
  "no account": [{ provider: "devdraft" }, "/account"],
  "an unknown provider": [{ ...valid, provider: "stripe" }, "/provider"],
  "a provider by another name": [{ ...valid, provider: "Devdraft" }, "/provider"],
  "a provider that is no text": [{ ...valid, provider: 1 }, "/provider"],
  "`__proto__` as a provider": [{ ...valid, provider: "__proto__" }, "/provider"],
  "the control API as a provider": [{ ...valid, provider: "_" }, "/provider"],
  "an account that is no text": [{ ...valid, account: {} }, "/account"],
  "an account of 65 characters": [{ ...valid, account: "a".repeat(65) }, "/account"],
  ...Object.fromEntries(
    accounts.map((account) => [
      `the account ${JSON.stringify(account)}`,
      [{ ...valid, account }, "/account"],
    ]),
  ),
  "a scope that nobody knows": [{ ...valid, scopes: ["webhook:read", "admin"] }, "/scopes/1"],
  "a scope at a provider without": [
    { ...valid, provider: "conduit", scopes: ["webhook:read"] },
    "/scopes/0",
  ],
  "scopes that are no list": [{ ...valid, scopes: "webhook:read" }, "/scopes"],
  "a scope that is no text": [{ ...valid, scopes: [1] }, "/scopes/0"],
  "no scopes at all": [{ ...valid, scopes: [] }, "/scopes"],
  "scopes null": [{ ...valid, scopes: null }, "/scopes"],
  "an unknown environment": [{ ...valid, environment: "staging" }, "/environment"],
  "an environment null": [{ ...valid, environment: null }, "/environment"],
  "a description of 201 characters": [{ ...valid, description: "x".repeat(201) }, "/description"],
  "a description that is no text": [{ ...valid, description: ["x"] }, "/description"],
  "an unknown member": [{ ...valid, admin: true }, "/admin"],
  "an id of one's own": [{ ...valid, id: "key_000000000000000000000000" }, "/id"],
};

for (const [name, [body, path]] of Object.entries(refused)) {
  test(`a key with ${name}: 400, and nothing is stored`, async () => {
    const served = serveStrict();
    const { violations } = await problemOf(await ask(served, body), 400, "Bad Request");
    assert.ok(violations.length > 0);
    for (const violation of violations) {
      assert.equal(typeof violation.code, "string");
      assert.equal(typeof violation.message, "string");
      assert.equal(violation.path, path ?? violation.path);
    }
    assert.equal(await size(served.store), 0);
  });
}

test("everything that is wrong is told at once", async () => {
  const body = { provider: "x", account: "..", environment: 1, nothing: 2 };
  const { violations } = await problemOf(await ask(serveStrict(), body), 400, "Bad Request");
  assert.deepEqual(violations.map(({ path }) => path).sort(), [
    "/account",
    "/environment",
    "/nothing",
    "/provider",
  ]);
});

test("what an account, a description and scopes may be", async () => {
  for (const members of [
    { account: "a" },
    { account: "0" },
    { account: `a${"-._Z9".repeat(20)}`.slice(0, 64) },
    { account: "a.." },
    { description: "x".repeat(200) },
    { description: "€".repeat(200) },
    { description: '"\\\u0000<script>' },
    { scopes: ["webhook:read"] },
  ]) {
    const served = serveStrict();
    const response = await ask(served, { ...valid, ...members });
    assert.equal(response.status, 201, JSON.stringify(members));
    const { data } = await (await served.fetch("/_/keys", { headers: { authorization } })).json();
    const [told] = data;
    for (const [name, value] of Object.entries(members)) assert.deepEqual(told[name], value);
  }
});

test("a huge body: 413; one of another type: 415; neither is read before the token is right", async () => {
  const served = serveStrict();
  const huge = JSON.stringify({ ...valid, description: "x".repeat(1 << 20) });
  await problemOf(await ask(served, huge), 413, "Content Too Large");
  const text = { authorization, "content-type": "text/plain" };
  await problemOf(await ask(served, valid, text), 415, "Unsupported Media Type");
  assert.equal((await ask(served, huge, {})).status, 401);
  assert.equal(await size(served.store), 0);
});

test("ids that are none: 404", async () => {
  const { fetch, issue, revoke } = serveStrict();
  const { id } = await issue("conduit");
  for (const other of [
    "key_000000000000000000000000",
    `${id}0`,
    id.slice(0, -1),
    id.slice(0, 5),
    id.slice(4),
    id.toUpperCase(),
    "..%2f",
    "%00",
    "key_",
    "key_%",
  ]) {
    await problemOf(await revoke(other), 404, "Not Found");
  }
  const list = await fetch("/_/keys", { headers: { authorization } });
  assert.equal((await list.json()).data.length, 1);
});

test("queries that cannot be meant: 400", async () => {
  const { fetch } = serveStrict();
  for (const query of ["?provider=stripe", "?account=a%20b", "?account=a&account=b", "?account="]) {
    const response = await fetch(`/_/keys${query}`, { headers: { authorization } });
    const { violations } = await problemOf(response, 400, "Bad Request");
    assert.equal(violations[0].path, `/${query.slice(1, query.indexOf("="))}`);
  }
});

test("other methods: 405, and what is taken", async () => {
  const { fetch } = serveStrict();
  for (const [path, method, allow] of [
    ["/_/keys", "PUT", /^GET, (HEAD, )?POST$/],
    ["/_/keys/key_1", "GET", /^DELETE$/],
    ["/_/providers", "POST", /^GET(, HEAD)?$/],
    ["/_/conduit/openapi.json", "DELETE", /^GET(, HEAD)?$/],
  ]) {
    const response = await fetch(path, { method, headers: { authorization } });
    await problemOf(response, 405, "Method Not Allowed");
    assert.match(response.headers.get("allow"), allow);
  }
});

test("randomness that throws: 500, and no key", async () => {
  const random = () => {
    throw new Error("no randomness");
  };
  const served = serveStrict({ random });
  await problemOf(await ask(served, valid), 500, "Internal Server Error");
  assert.equal(served.log[0].cause, "no randomness");
  assert.equal(await size(served.store), 0);
});

test("a store that fails: 503, and the cause is for the log", async () => {
  const store = like(memoryStore(), {
    commit: () => Promise.reject(new Error("the disk is full")),
  });
  const served = serveStrict({ store });
  const { detail } = await problemOf(await ask(served, valid), 503, "Service Unavailable");
  assert.ok(!detail.includes("disk"));
  assert.equal(served.log[0].cause, "the disk is full");
});
