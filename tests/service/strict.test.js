// Strict mode: whom an issued key lets in, and where.
import assert from "node:assert/strict";
import test from "node:test";
import { memoryLimiter } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import {
  creations,
  credentials,
  entries,
  like,
  paths,
  serve,
  serveStrict,
  tally,
  times,
} from "./client.js";

const providers = Object.keys(paths);
const webhooks = (store) => entries(store, "s/");

test("a key lets in whoever sends its headers as they were answered, each alternative", async () => {
  for (const provider of providers) {
    const { issue, listAs, createAs } = serveStrict();
    const { credentials: alternatives } = await issue(provider);
    assert.ok(alternatives.length > 0);
    for (const headers of alternatives) {
      assert.equal((await listAs(provider, headers)).status, 200, provider);
    }
    assert.ok((await createAs(provider, alternatives[0])).ok, provider);
  }
});

test("credentials that are no issued key: refused as the provider does, and nothing is stored", async () => {
  for (const provider of providers) {
    const { createAs, issue, log, store } = serveStrict();
    const { headers } = await issue(provider);
    const [[name, value], ...others] = Object.entries(headers);
    const wrong = [
      {},
      credentials[provider],
      { ...headers, [name]: `${value}x` },
      { ...headers, [name]: value.slice(0, -1) },
      { ...headers, [name]: `${value}, ${value}` },
      { ...headers, [name]: value.toUpperCase() },
      ...others.map(([other]) => ({ ...headers, [other]: value })),
      ...others.map(([other]) => ({ [other]: headers[other] })),
    ];
    for (const sent of wrong) {
      const response = await createAs(provider, sent);
      assert.equal(response.status, provider === "connect" ? 403 : 401, JSON.stringify(sent));
      assert.equal(log.at(-1).error, "unauthenticated");
      assert.equal(log.at(-1).key, undefined);
      assert.ok(!(await response.text()).includes(value));
    }
    assert.deepEqual(await webhooks(store), {});
    assert.equal((await createAs(provider, headers)).ok, true);
  }
});

test("a key of another provider is none here", async () => {
  const { issue, listAs } = serveStrict();
  const { headers } = await issue("connect");
  assert.deepEqual(Object.keys(headers), Object.keys((await issue("cryptofuse")).headers));
  assert.equal((await listAs("connect", headers)).status, 200);
  assert.equal((await listAs("cryptofuse", headers)).status, 401);
});

test("strict mode answers any host, and pages from anywhere that have a key", async () => {
  const { fetch, issue } = serveStrict();
  const { headers } = await issue("cryptofuse");
  const response = await fetch(`https://hooks.example.com${paths.cryptofuse}`, {
    method: "POST",
    headers: {
      ...headers,
      "content-type": "application/json",
      origin: "https://example.com",
    },
    body: JSON.stringify(creations.cryptofuse),
  });
  assert.equal(response.status, 201);
});

test("strict mode takes `http:` on the machine itself for no `https:`", async () => {
  const { createAs, issue } = serveStrict();
  const { headers } = await issue("cryptofuse");
  const url = "http://localhost:3000/hook";
  assert.equal((await createAs("cryptofuse", headers, { url })).status, 400);
  assert.equal((await serve().create("cryptofuse", { url })).status, 201);
});

test("keys of one account see the same webhooks, those of another none of them", async () => {
  for (const provider of providers) {
    const { createAs, fetch, issue, listAs, store } = serveStrict();
    const [one, second, other] = await Promise.all(
      ["acme", "acme", "acme2"].map((account) => issue(provider, { account })),
    );
    assert.notEqual(one.id, second.id);
    assert.ok((await createAs(provider, one.headers)).ok);
    const list = async ({ headers }) => (await listAs(provider, headers)).text();
    assert.equal((await list(one)).length, (await list(second)).length);
    assert.notEqual((await list(one)).length, (await list(other)).length);
    const [key] = Object.keys(await webhooks(store));
    const path = `${paths[provider]}/${key.split("/").at(-1)}`;
    assert.equal((await fetch(path, { headers: second.headers })).status, 200);
    assert.equal((await fetch(path, { headers: other.headers })).status, 404);
  }
});

test("a key without the operation's scope: 403, and the message names the scope", async () => {
  const { createAs, fetch, issue, listAs, log, store } = serveStrict();
  const reader = await issue("devdraft", { scopes: ["webhook:read"] });
  const writer = await issue("devdraft", { scopes: ["webhook:create", "webhook:update"] });
  const refused = await createAs("devdraft", reader.headers);
  assert.equal(refused.status, 403);
  assert.match((await refused.json()).message, /: needs the scope `webhook:create`$/);
  assert.deepEqual([log.at(-1).error, log.at(-1).key], ["forbidden", reader.id]);
  assert.deepEqual(await webhooks(store), {});
  const { id } = await (await createAs("devdraft", writer.headers)).json();
  assert.equal((await listAs("devdraft", reader.headers)).status, 200);
  assert.equal((await listAs("devdraft", writer.headers)).status, 403);
  const path = `${paths.devdraft}/${id}`;
  for (const { headers } of [reader, writer]) {
    const response = await fetch(path, { method: "DELETE", headers });
    assert.equal(response.status, 403);
    assert.match((await response.json()).message, /`webhook:delete`$/);
  }
  assert.equal(Object.keys(await webhooks(store)).length, 1);
});

test("the log names the key, also where the body is refused outside of the module", async () => {
  const { createAs, issue, log } = serveStrict();
  const { headers, id } = await issue("conduit");
  await createAs("conduit", headers);
  await createAs("conduit", headers, {
    url: `https://example.com/${"x".repeat(70_000)}`,
  });
  assert.deepEqual(
    log.slice(-2).map(({ key, status }) => [key, status]),
    [
      [id, 201],
      [id, 413],
    ],
  );
  for (const text of Object.values(headers)) assert.ok(!JSON.stringify(log).includes(text));
});

test("a revoked key lets nobody in", async () => {
  const { issue, listAs, revoke } = serveStrict();
  const [one, other] = [await issue("conduit"), await issue("conduit")];
  assert.equal((await revoke(one.id)).status, 204);
  assert.equal((await listAs("conduit", one.headers)).status, 401);
  assert.equal((await listAs("conduit", other.headers)).status, 200);
  assert.equal((await revoke(one.id)).status, 404);
});

const writes = {
  create: ["POST", "", creations.conduit],
  update: ["PATCH", "/id", { url: "https://example.com/other" }],
  delete: ["DELETE", "/id", undefined],
};

/** Makes a write, and revokes its key before the call of the store with that number, from 1. */
async function interrupted([method, suffix, body], at) {
  let calls = 0;
  let before = async () => {};
  const store = like(memoryStore(), {
    get: (inner, key) => before().then(() => inner.get(key)),
    commit: (inner, changes) => before().then(() => inner.commit(changes)),
  });
  const served = serveStrict({ store });
  const { headers, id } = await served.issue("conduit");
  const created = await (await served.createAs("conduit", headers)).json();
  const stored = await webhooks(store);
  before = async () => {
    if (++calls !== at) return;
    // Its own calls interrupt nothing.
    const counted = before;
    before = async () => {};
    assert.equal((await served.revoke(id)).status, 204);
    before = counted;
  };
  const { status } = await served.fetch(paths.conduit + suffix.replace("id", created.id), {
    method,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const isWritten = JSON.stringify(await webhooks(store)) !== JSON.stringify(stored);
  return { calls, status, isWritten };
}

for (const [name, write] of Object.entries(writes)) {
  test(`a key that is revoked before any step of a ${name}: the write does not go through`, async () => {
    const whole = await interrupted(write, 0);
    assert.ok(whole.isWritten && whole.status < 300 && whole.calls >= 3);
    for (let at = 1; at <= whole.calls; at++) {
      const { status, isWritten } = await interrupted(write, at);
      assert.deepEqual([status, isWritten], [401, false], `before call ${at}`);
    }
  });
}

test("on a store that checks nothing: a key lets in, and one that was revoked does not", async () => {
  const guarantees = { atomic: false, fresh: false };
  const store = { ...like(memoryStore(), {}), guarantees };
  const { createAs, issue, listAs, revoke } = serveStrict({ store });
  const { headers, id } = await issue("devdraft");
  const once = { ...headers, "idempotency-key": "order-1" };
  const [first, again] = [await createAs("devdraft", once), await createAs("devdraft", once)];
  assert.equal(await again.text(), await first.text());
  assert.equal((await (await listAs("devdraft", headers)).json()).total, 1);
  assert.equal((await revoke(id)).status, 204);
  assert.equal((await createAs("devdraft", once)).status, 401);
});

const LIMITS = { production: 1000, development: 100 };

for (const [environment, limit] of Object.entries(LIMITS)) {
  test(`1,500 requests at once on a key of ${environment}: ${limit}; its account's second key has its own`, async () => {
    const options = { limiter: memoryLimiter(), clock: () => 1_800_000_000_000 };
    const { issue, listAs } = serveStrict(options);
    for (const { headers } of [
      await issue("devdraft", { environment }),
      await issue("devdraft", { environment }),
    ]) {
      const responses = await times(1500, () => listAs("devdraft", headers));
      assert.deepEqual(tally(responses), { 200: limit, 429: 1500 - limit });
      const [first] = responses;
      assert.equal(first.headers.get("ratelimit-policy"), `"hour";q=${limit};w=3600`);
    }
  });
}

test("open mode has the limits of development", async () => {
  const { list } = serve({ limiter: memoryLimiter() });
  const response = await list("devdraft");
  assert.equal(response.headers.get("ratelimit-policy"), '"hour";q=100;w=3600');
});
