// Issued keys: which of them let in, and where to. In open mode there are none.
import { Account, url } from "./client.js";
import { all } from "./facts/index.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export function keys(test, facts) {
  const strict = (name, run) => test(`strict: ${name}`, (host) => host.strict && run(host));
  const forms = [...facts.credentials.keys()];

  strict("a text that is no key", async (host) => {
    const account = await host.account(facts);
    for (const [name, text] of Object.entries(account.texts)) {
      for (const other of others(text, account.id)) {
        const texts = { ...account.texts, [name]: other };
        // Forms that take the same key have other names for its text.
        for (const form of forms.filter((one) => names(facts, one).includes(name))) {
          await refusedAsUnauthenticated(new Account(host, facts, texts, form));
        }
      }
    }
  });

  strict("a key of another provider", async (host) => {
    for (const other of all.filter(({ id }) => id !== facts.id)) {
      const { texts } = await host.account(other);
      const { key, secret = key } = texts;
      for (const form of forms) {
        const account = new Account(host, facts, { key, secret, token: key }, form);
        await refusedAsUnauthenticated(account);
      }
    }
  });

  if (names(facts, 0).length > 1) {
    strict("halves of keys", async (host) => {
      const one = await host.account(facts);
      const { key, secret } = one.texts;
      const sister = (await host.key(facts, { account: one.name })).texts;
      for (const texts of [
        { key: secret, secret: key },
        { key, secret: key },
        { key: secret, secret },
        { key, secret: sister.secret },
        { key: sister.key, secret },
      ]) {
        await refusedAsUnauthenticated(new Account(host, facts, texts));
      }
      await one.list([]);
    });
  }

  if (forms.length > 1) {
    strict("one key in every form", async (host) => {
      const account = await host.account(facts);
      const record = await account.create(facts.minimal(url()));
      for (const form of forms) await account.by(form).list([record]);
      await account.by(1).deleted(record);
      await account.list([]);
    });
  }

  strict("the keys of one account see the same webhooks", async (host) => {
    const one = await host.key(facts, { environment: "production" });
    const other = await host.key(facts, { account: one.name, environment: "development" });
    const first = await one.create(facts.minimal(url("first")));
    const second = await other.create(facts.minimal(url("second")));
    await one.list([first, second]);
    const changed = await other.update(first, facts.changes[0]);
    await one.get(changed);
    await one.deleted(second);
    await other.list([changed]);
  });

  strict("accounts of one name at two providers", async (host) => {
    const [other] = all.filter(({ id }) => id !== facts.id);
    const account = await host.account(facts);
    const namesake = await host.key(other, { account: account.name });
    const record = await account.create(facts.minimal(url()));
    await namesake.list([]);
    const theirs = await namesake.create(other.minimal(url()));
    await account.list([record]);
    await namesake.list([theirs]);
  });

  strict("names of accounts are told apart by every character", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    for (const name of [
      account.name.toUpperCase(),
      `${account.name}.`,
      account.name.slice(0, -1),
    ]) {
      await (await host.key(facts, { account: name })).list([]);
    }
    await account.list([record]);
  });

  strict("a revoked key", async (host) => {
    const revoked = await host.account(facts);
    const kept = await host.key(facts, { account: revoked.name });
    const record = await revoked.create(facts.minimal(url()));
    await host.revoke(revoked);
    const { path, body } = facts.delete?.(record.id) ?? { path: `/${record.id}` };
    for (const form of forms) {
      const account = revoked.by(form);
      for (const [method, below, sent] of [
        ["GET", ""],
        ["POST", "", facts.minimal(url("other"))],
        ["GET", `/${record.id}`],
        ["PATCH", `/${record.id}`, facts.changes[0]],
        ["DELETE", path, body],
      ]) {
        account.refused(await account.send(method, below, { body: sent }), "unauthenticated");
      }
    }
    await kept.list([record]);
    await (await host.key(facts, { account: revoked.name })).list([record]);
  });

  strict("no write goes through after its key was revoked", async (host) => {
    if (!host.atomic) return;
    const revoked = await host.account(facts);
    const kept = await host.key(facts, { account: revoked.name });
    const listed = async () => {
      const { text } = await kept.send("GET", facts.paging ? "?limit=100" : "");
      return facts.items(JSON.parse(text)).map(({ id }) => id);
    };
    const count = Math.min(facts.cap ?? 40, 40);
    const create = (index) => revoked.send("POST", "", { body: facts.minimal(url(index)) });
    const creations = Array.from({ length: count / 2 }, (_, index) => create(index));
    const revoking = host.revoke(revoked);
    while (creations.length < count) creations.push(create(creations.length));
    await revoking;
    const before = await listed();
    const answers = await Promise.all(creations);
    host.check(await listed(), before, "what is there since the key was revoked");
    const created = answers.filter(({ status }) => status === facts.createStatus);
    const ids = created.map(({ text }) => facts.one(JSON.parse(text)).id);
    host.check(ids.sort(), before.sort(), "what was created");
    for (const answer of answers) {
      if (!created.includes(answer)) revoked.refused(answer, "unauthenticated");
    }
  });
}

const names = (facts, form) =>
  Object.values(facts.credentials[form]).map((value) => /\{(\w+)\}/.exec(value)[1]);

async function refusedAsUnauthenticated(account) {
  account.refused(await account.send("GET", ""), "unauthenticated");
}

/** Texts that are almost the text of a key, or stand for it elsewhere. */
function* others(text, id) {
  for (const at of [0, 3, 4, 5, 20, text.length - 1]) {
    // The last character says less than the others: some differ, and mean the same bytes.
    const character = ALPHABET[ALPHABET.indexOf(text[at]) ^ 1];
    yield text.slice(0, at) + character + text.slice(at + 1);
  }
  yield text.slice(0, -1);
  yield text.slice(1);
  yield text.slice(4);
  yield `${text}A`;
  yield `${text}=`;
  yield text.toLowerCase();
  yield text.toUpperCase();
  yield `${text}${text}`;
  yield id;
}
