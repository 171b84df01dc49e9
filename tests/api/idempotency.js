// Idempotency keys: a creation that is sent again makes no second webhook.
import { url } from "./client.js";

export function idempotency(test, facts) {
  const header = facts.idempotency ?? "idempotency-key";
  const newKey = () => crypto.randomUUID();
  const post = (account, key, body) =>
    account.send("POST", "", { body, headers: { [header]: key } });
  const again = ({ headers }) => headers.get("idempotency-replayed");

  /** Checks that an answer is that of a new webhook, and returns the webhook's id. */
  function created(account, answer, fields) {
    const record = { id: facts.idForm, fields: { ...facts.defaults, ...fields } };
    account.host.check(again(answer), null, `${answer.request}: replayed`);
    return facts.one(account.answered(answer, facts.createStatus, facts.created(record))).id;
  }
  /** Checks that an answer is the first one once more. */
  function replayed(account, answer, first) {
    const { host } = account;
    host.check(again(answer), "true", `${answer.request}: replayed`);
    host.check(answer.text, first.text, `${answer.request}: the same answer`);
    account.answered(answer, first.status, () => true);
  }
  const listed = async (account) => {
    const { text } = await account.send("GET", facts.paging ? "?limit=100" : "");
    return facts.items(JSON.parse(text)).map(({ id }) => id);
  };

  if (!facts.idempotency) {
    test("an idempotency key has no meaning", async (host) => {
      const account = await host.account(facts);
      for (const key of ["same", "same", ""]) {
        const fields = facts.minimal(url(crypto.randomUUID()));
        created(account, await post(account, key, fields), fields);
      }
      host.check((await listed(account)).length, 3, "webhooks");
    });
    return;
  }

  test("the same answer again, byte for byte", async (host) => {
    const account = await host.account(facts);
    for (const fields of [facts.minimal(url()), facts.full(url())]) {
      const key = newKey();
      const first = await post(account, key, fields);
      created(account, first, fields);
      for (let times = 0; times < 3; times++) {
        replayed(account, await post(account, key, fields), first);
      }
    }
    host.check((await listed(account)).length, 2, "webhooks");
  });

  test("the first answer, whatever became of the webhook", async (host) => {
    const account = await host.account(facts);
    const [key, fields] = [newKey(), facts.minimal(url())];
    const first = await post(account, key, fields);
    const id = created(account, first, fields);
    await account.send("PATCH", `/${id}`, { body: facts.changes[0] });
    replayed(account, await post(account, key, fields), first);
    await account.delete(id);
    replayed(account, await post(account, key, fields), first);
    await account.list([]);
  });

  test("another body, or other keys", async (host) => {
    const account = await host.account(facts);
    const [key, fields] = [newKey(), facts.minimal(url())];
    const first = await post(account, key, fields);
    created(account, first, fields);
    const text = JSON.stringify(fields);
    for (const other of [
      facts.minimal(url("other")),
      `${text} `,
      JSON.stringify(fields, null, 1),
    ]) {
      const answer = await post(account, key, other);
      account.refused(answer, "idempotency_mismatch");
      host.check(again(answer), null, "replayed");
    }
    for (const other of [key.toUpperCase(), `${key}0`, key.slice(1)]) {
      created(account, await post(account, other, fields), fields);
    }
    created(account, await account.send("POST", "", { body: fields }), fields);
    replayed(account, await post(account, key, fields), first);
    host.check((await listed(account)).length, 5, "webhooks");
  });

  test("each account has its own keys", async (host) => {
    const [one, other] = [await host.account(facts), await host.account(facts)];
    const [key, fields] = [newKey(), facts.minimal(url())];
    const first = await post(one, key, fields);
    created(one, first, fields);
    const changed = facts.minimal(url("other"));
    created(other, await post(other, key, changed), changed);
    replayed(one, await post(one, key, fields), first);
    if (!host.strict) return;
    const sister = await host.key(facts, { account: one.name });
    replayed(sister, await post(sister, key, fields), first);
    const scopes = [facts.scopes.update];
    const unable = await host.key(facts, { account: one.name, scopes });
    unable.refused(await post(unable, key, fields), "forbidden", { scope: facts.scopes.create });
  });

  test("what failed is not kept", async (host) => {
    const account = await host.account(facts);
    const [key, fields] = [newKey(), facts.minimal(url())];
    const [field] = facts.required;
    const { [field]: _, ...wrong } = fields;
    const violations = [[`/${field}`, "required"]];
    const refuse = async () => {
      account.refused(await post(account, key, wrong), "invalid_body", { violations });
      account.refused(await post(account, key, "{"), "malformed_body", { violations: "any" });
    };
    await refuse();
    const first = await post(account, key, fields);
    created(account, first, fields);
    await refuse();
    replayed(account, await post(account, key, fields), first);
  });

  test("keys on update, delete and get have no meaning", async (host) => {
    const account = await host.account(facts);
    const headers = { [header]: newKey() };
    const fields = facts.minimal(url());
    const answer = await account.send("POST", "", { body: fields, headers });
    const id = created(account, answer, fields);
    for (const body of [...facts.changes, facts.changes[0]]) {
      const updated = await account.send("PATCH", `/${id}`, { body, headers });
      host.check(updated.status, 200, updated.request);
      host.check(again(updated), null, `${updated.request}: replayed`);
    }
    for (const [method, status] of [
      ["GET", 200],
      ["DELETE", facts.deleteStatus ?? 200],
      ["DELETE", 404],
      ["GET", 404],
    ]) {
      const other = await account.send(method, `/${id}`, { headers });
      host.check(other.status, status, other.request);
    }
  });

  test("keys of any form, and such as are none", async (host) => {
    const account = await host.account(facts);
    const fields = facts.minimal(url());
    for (const key of ["a", "!", "~", '"a"', "a,b", "../..", "%00", "__proto__", "k".repeat(255)]) {
      const first = await post(account, key, fields);
      created(account, first, fields);
      replayed(account, await post(account, key, fields), first);
    }
    const count = (await listed(account)).length;
    const violations = [["", "invalid_idempotency_key"]];
    for (const key of [
      "",
      "k".repeat(256),
      "k".repeat(8000),
      "a b",
      "a, b",
      "\u00e9",
      "a\tb",
      "\u007f",
    ]) {
      const answer = await post(account, key, fields).catch(() => undefined);
      // Not every `fetch` sends every character.
      if (answer) account.refused(answer, "invalid_body", { violations });
    }
    host.check((await listed(account)).length, count, "webhooks");
  });

  test("of many creations with one key at once, one", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const [key, fields] = [newKey(), facts.minimal(url())];
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(account, key, fields)));
    const [first, ...more] = answers.filter((answer) => again(answer) === null);
    host.check(more.length, 0, "more than one were the first");
    const id = created(account, first, fields);
    for (const answer of answers) if (answer !== first) replayed(account, answer, first);
    host.check(await listed(account), [id], "webhooks");
  });

  test("of many bodies with one key at once, one", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const key = newKey();
    const bodies = Array.from({ length: 20 }, (_, index) => facts.minimal(url(index)));
    const answers = await Promise.all(bodies.map((body) => post(account, key, body)));
    const first = answers.findIndex(({ status }) => status === facts.createStatus);
    const id = created(account, answers[first], bodies[first]);
    for (const [index, answer] of answers.entries()) {
      if (index !== first) account.refused(answer, "idempotency_mismatch");
    }
    host.check(await listed(account), [id], "webhooks");
  });
}
