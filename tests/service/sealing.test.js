// Secrets at rest: sealed under the master keys, and never anywhere in plain text.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { creations, credentials, entries, like, paths, serve } from "./client.js";
import { masterKey, secretsOfAll } from "./secrets.js";

const [A, B] = [masterKey(), masterKey()];
const CAUSE = /^a secret is sealed under a key that ANYHOOK_MASTER_KEY does not have/;

/** A webhook of Conduit's, whose GET shows its secret. */
async function withSecret(options) {
  const served = serve(options);
  const { id } = await (await served.create("conduit")).json();
  const path = `${paths.conduit}/${id}`;
  const get = ({ fetch } = served) => fetch(path, { headers: credentials.conduit });
  const { secret } = await (await get()).json();
  return { ...served, id, path, get, secret, key: `s/conduit/${await owner(served.store)}/${id}` };
}

const owner = async (store) => Object.keys(await entries(store, "s/"))[0].split("/")[2];

/** The store, but that every value is what `change` makes of it. */
const changed = (store, change) =>
  like(store, {
    get: async (inner, key) => {
      const found = await inner.get(key);
      const value = found && change(key, new TextDecoder().decode(found.value));
      return found && { ...found, value: new TextEncoder().encode(value) };
    },
  });

async function isUnopened({ log }, response, secret) {
  assert.equal(response.status, 500);
  const text = await response.text();
  assert.ok(!text.includes(secret) && !/seal|MASTER/i.test(text), text);
  assert.equal(log.at(-1).error, "internal");
  return log.at(-1).cause;
}

test("no secret is in plain text in any value, whatever is done at any provider", async () => {
  const open = memoryStore();
  // Without a master key they are: so it is seen what is looked for.
  const known = await secretsOfAll(serve({ store: open }));
  const told = JSON.stringify(await entries(open));
  for (const secret of known) assert.ok(told.includes(secret), "not found where it is in plain");

  const store = memoryStore();
  const values = [];
  const watched = like(store, {
    commit: (inner, changes) => {
      for (const { value } of changes.puts ?? [])
        values.push(Buffer.from(value).toString("latin1"));
      return inner.commit(changes);
    },
  });
  const secrets = await secretsOfAll(serve({ store: watched, masterKeys: A }));
  assert.ok(secrets.size >= 6, `${secrets.size} secrets`);
  for (const secret of secrets) {
    for (const form of ["latin1", "base64", "base64url", "hex"]) {
      const written = Buffer.from(secret).toString(form).replace(/=+$/, "");
      assert.ok(!values.some((value) => value.includes(written)), `a secret is there as ${form}`);
    }
  }
});

test("a sealed secret is read again, and each seal is another one", async () => {
  const { create, get, secret, store } = await withSecret({ masterKeys: A });
  assert.equal((await (await get()).json()).secret, secret);
  await create("conduit");
  const seals = Object.values(await entries(store, "s/")).map((text) => JSON.parse(text).secret);
  assert.equal(new Set(seals.map((seal) => JSON.stringify(seal))).size, 2);
});

test("what was stored before there was a master key is read, and sealed when it is written", async () => {
  const { fetch, get, path, secret, store } = await withSecret();
  assert.ok(JSON.stringify(await entries(store)).includes(secret));
  const sealing = serve({ store, masterKeys: A });
  assert.equal((await (await get(sealing)).json()).secret, secret);
  const headers = { ...credentials.conduit, "content-type": "application/json" };
  const body = JSON.stringify({ url: "https://example.com/other" });
  assert.equal((await sealing.fetch(path, { method: "PATCH", headers, body })).status, 200);
  assert.ok(!JSON.stringify(await entries(store)).includes(secret));
  assert.equal((await (await get(sealing)).json()).secret, secret);
  assert.equal((await get({ fetch })).status, 500);
});

test("a changed master key, with the old one behind it: everything is read", async () => {
  const { get, secret, store } = await withSecret({ masterKeys: A });
  for (const masterKeys of [`${B},${A}`, ` ${B} , ${A} `, `${A},${B}`]) {
    assert.equal((await (await get(serve({ store, masterKeys }))).json()).secret, secret);
  }
  const forms = [A.replaceAll("+", "-").replaceAll("/", "_"), A.replace("=", "")];
  for (const masterKeys of forms)
    assert.equal((await get(serve({ store, masterKeys }))).status, 200);
});

test("without the key that sealed it: 500, with the cause in the log alone; nothing is lost", async () => {
  const { get, path, secret, store } = await withSecret({ masterKeys: A });
  for (const masterKeys of [B, undefined]) {
    const other = serve({ store, masterKeys });
    assert.match(await isUnopened(other, await get(other), secret), CAUSE);
    assert.equal((await other.list("conduit")).status, 200, "a list shows no secret");
    // It may be changed in what is not sealed, or not at all.
    await other.fetch(path, {
      method: "PATCH",
      headers: { ...credentials.conduit, "content-type": "application/json" },
      body: JSON.stringify({ url: "https://example.com/other" }),
    });
    assert.equal((await (await get(serve({ store, masterKeys: A }))).json()).secret, secret);
  }
});

test("a kept answer of an idempotent create is sealed, and needs its key", async () => {
  const store = memoryStore();
  const create = ({ post }) =>
    post(
      paths.devdraft,
      { ...credentials.devdraft, "idempotency-key": "order-1" },
      creations.devdraft,
    );
  const first = await create(serve({ store, masterKeys: A }));
  const text = await first.text();
  assert.ok(!JSON.stringify(await entries(store)).includes(JSON.parse(text).signing_secret));
  const again = await create(serve({ store, masterKeys: `${B},${A}` }));
  assert.equal(await again.text(), text);
  const other = serve({ store, masterKeys: B });
  const { signing_secret: secret } = JSON.parse(text);
  assert.match(await isUnopened(other, await create(other), secret), CAUSE);
});

test("what was sealed for one record is not opened as another's", async () => {
  const { create, get, id, key, secret, store } = await withSecret({ masterKeys: A });
  const { id: other } = await (await create("conduit")).json();
  const values = await entries(store, "s/");
  const otherKey = key.replace(id, other);
  const swap = new Map([
    [key, otherKey],
    [otherKey, key],
  ]);
  const whole = changed(store, (at, text) => (swap.has(at) ? values[swap.get(at)] : text));
  // The seal alone, in a record that is otherwise its own.
  const sealAlone = changed(store, (at, text) => {
    if (!swap.has(at)) return text;
    return JSON.stringify({ ...JSON.parse(text), secret: JSON.parse(values[swap.get(at)]).secret });
  });
  const damaged = changed(store, (at, text) => {
    const record = JSON.parse(text);
    const last = record.secret?.sealed.at(20) === "A" ? "B" : "A";
    const sealed = record.secret?.sealed.replace(/(?<=^.{20})./, last);
    return JSON.stringify({ ...record, secret: { ...record.secret, sealed } });
  });
  for (const [name, tampered] of Object.entries({ whole, sealAlone, damaged })) {
    const served = serve({ store: tampered, masterKeys: A });
    const response = await get(served);
    assert.ok(await isUnopened(served, response, secret), name);
  }
  assert.equal((await get()).status, 200);
});

test("an answer that was kept for one request is not given to another", async () => {
  const served = serve({ masterKeys: A });
  const create = ({ post }, key) =>
    post(paths.devdraft, { ...credentials.devdraft, "idempotency-key": key }, creations.devdraft);
  const secrets = [];
  for (const key of ["a", "b"]) {
    secrets.push((await (await create(served, key)).json()).signing_secret);
  }
  const kept = await entries(served.store, "d/");
  const [one, other] = Object.keys(kept);
  const swapped = { [one]: kept[other], [other]: kept[one] };
  const tampered = serve({
    store: changed(served.store, (key, text) => swapped[key] ?? text),
    masterKeys: A,
  });
  for (const key of ["a", "b"]) {
    const response = await create(tampered, key);
    const text = await response.text();
    assert.equal(response.status, 500);
    assert.ok(!secrets.some((secret) => text.includes(secret)));
  }
});

test("master keys that cannot be meant are refused, and not told", () => {
  const short = randomBytes(31).toString("base64");
  for (const masterKeys of [
    "",
    ",",
    short,
    `${A},`,
    `${A},${A}`,
    `${A} ${B}`,
    `${A},${short}`,
    randomBytes(33).toString("base64"),
    randomBytes(32).toString("hex"),
    "correct horse battery staple",
    "ключ",
  ]) {
    assert.throws(
      () => createService({ store: memoryStore(), masterKeys }),
      ({ name, code, message }) => {
        assert.equal(name, "WebhookConfigurationError");
        assert.equal(code, "invalid_argument");
        for (const part of masterKeys.split(","))
          assert.ok(part.length < 3 || !message.includes(part));
        return true;
      },
      masterKeys,
    );
  }
});
