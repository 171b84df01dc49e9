// What a service has kept when it is started again on the same data.
import { Account, Host, url } from "./client.js";
import { all } from "./facts/index.js";

/**
 * Makes accounts with webhooks, and returns a check that another start of the service has them as they
 * were. Both take the address of the service and the options of the suite.
 */
export async function keep(base, options) {
  const host = new Host(base, options);
  const checks = await Promise.all(all.map((facts) => keepOf(host, facts)));
  return async (newBase, newOptions) => {
    const again = new Host(newBase, newOptions);
    await Promise.all(checks.map((check) => check(again)));
    return again.passed;
  };
}

async function keepOf(host, facts) {
  const account = await host.account(facts);
  const [first, deleted, ...rest] = await account.createMany(4);
  await account.deleted(deleted);
  const last = await account.create(facts.full(url("last")));
  const records = [await account.update(first, facts.changes[0]), ...rest, last];
  for (const record of records) {
    const { field, shownBy } = facts.secret ?? {};
    const webhook = facts.one(await account.get(record));
    if (shownBy === "get") record.secret = webhook[field];
  }
  const headers = { [facts.idempotency]: "kept" };
  const body = facts.minimal(url("idempotent"));
  const send = (one, more) => one.send("POST", "", { body, headers, ...more });
  const created = facts.idempotency ? await send(account) : undefined;
  const total = records.length + (created ? 1 : 0);
  const revoked = host.strict ? await host.key(facts, { account: account.name }) : undefined;
  if (revoked) await host.revoke(revoked);

  return async (again) => {
    const here = (one) => new Account(again, facts, one.texts);
    const now = here(account);
    for (const record of records) await now.get(record);
    const ids = facts.items(JSON.parse((await now.send("GET", "")).text)).map(({ id }) => id);
    const expected = [...records.map(({ id }) => id), ...(created ? [idOf(created)] : [])];
    again.check(ids, expected, "the list");
    if (created) {
      const replayed = await send(now);
      again.check(replayed.headers.get("idempotency-replayed"), "true", "replayed");
      again.check([replayed.status, replayed.text], [created.status, created.text], "the answer");
      const other = await send(now, { body: facts.minimal(url("other")) });
      now.refused(other, "idempotency_mismatch");
      const { id } = await now.create(facts.minimal(url("behind")));
      const list = facts.items(JSON.parse((await now.send("GET", "")).text));
      again.check([list.length, list.at(-1).id], [total + 1, id], "what is created is the last");
    } else {
      const behind = await now.create(facts.minimal(url("behind")));
      await now.list([...records, behind]);
    }
    if (facts.cap) {
      const same = await now.send("POST", "", { body: facts.minimal(url("behind")) });
      now.refused(same, "duplicate_url");
      for (let count = total + 1; count < facts.cap; count++) {
        await now.create(facts.minimal(url(`more-${count}`)));
      }
      const beyond = await now.send("POST", "", { body: facts.minimal(url("beyond")) });
      now.refused(beyond, "too_many_webhooks");
    }
    if (revoked) {
      const gone = here(revoked);
      gone.refused(await gone.send("GET", ""), "unauthenticated");
    }
  };

  function idOf({ text }) {
    return facts.one(JSON.parse(text)).id;
  }
}
