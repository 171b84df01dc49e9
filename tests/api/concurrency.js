// Requests at the same time, where the store is exact: none is lost, and no rule is broken.
import { url } from "./client.js";

export function concurrency(test, facts) {
  const together = (count, send) =>
    Promise.all(Array.from({ length: count }, (_, index) => send(index)));
  const idOf = ({ text }) => facts.one(JSON.parse(text)).id;
  const listed = async (account, query = "") =>
    facts.items(JSON.parse((await account.send("GET", query)).text)).map(({ id }) => id);

  test("many created at once are all listed, in one order", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const count = Math.min(facts.cap ?? 40, 40);
    const create = (index) => account.send("POST", "", { body: facts.minimal(url(index)) });
    const answers = await together(count, create);
    const statuses = answers.map(({ status }) => status);
    host.check(
      statuses,
      statuses.map(() => facts.createStatus),
      "every status",
    );
    const query = facts.paging ? "?limit=100" : "";
    const ids = await listed(account, query);
    host.check([...ids].sort(), answers.map(idOf).sort(), "every id is listed once");
    const again = await together(5, () => listed(account, query));
    for (const other of again) host.check(other, ids, "the same order");
    const later = await account.create(facts.minimal(url("later"))).catch((error) => {
      if (!facts.cap) throw error;
    });
    if (later) host.check((await listed(account, query)).at(-1), later.id, "the last one");
  });

  test("many updates of one webhook at once all hold", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    const last = Object.assign({}, ...facts.changes);
    const fields = Object.entries(last);
    const answers = await together(20, (index) => {
      const [field, value] = fields[index % fields.length];
      return account.send("PATCH", `/${record.id}`, { body: { [field]: value } });
    });
    for (const { request, status } of answers) host.check(status, 200, request);
    await account.get({ ...record, fields: { ...record.fields, ...last } });
  });

  test("of many deletions of one webhook, one succeeds", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const [gone, kept] = await account.createMany(2);
    const answers = await together(20, () => account.delete(gone.id));
    const { deleteStatus = 200 } = facts;
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    host.check(statuses, [deleteStatus, ...Array(19).fill(404)], "statuses");
    await account.list([kept]);
  });

  test("of updates and a deletion at once, none brings the webhook back", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const { id } = await account.create(facts.minimal(url()));
    await together(20, (index) =>
      index === 7
        ? account.delete(id)
        : account.send("PATCH", `/${id}`, { body: facts.changes[0] }),
    );
    await account.list([]);
    account.refused(await account.send("GET", `/${id}`), "not_found", { id });
  });

  if (!facts.cap) return;
  const create = (account, name) => account.send("POST", "", { body: facts.minimal(url(name)) });

  test("of 200 webhooks created at once, as many as an account may have", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const answers = await together(200, (index) => create(account, index));
    const created = answers.filter(({ status }) => status === facts.createStatus);
    host.check(created.length, facts.cap, "created");
    for (const answer of answers) {
      if (!created.includes(answer)) account.refused(answer, "too_many_webhooks");
    }
    const ids = await listed(account);
    host.check([...ids].sort(), created.map(idOf).sort(), "listed");
  });

  test("of 50 webhooks of one URL created at once, one", async (host) => {
    if (!host.atomic) return;
    const account = await host.account(facts);
    const answers = await together(50, () => create(account, "same"));
    const created = answers.filter(({ status }) => status === facts.createStatus);
    host.check(created.length, 1, "created");
    for (const answer of answers) {
      if (!created.includes(answer)) account.refused(answer, "duplicate_url");
    }
    host.check(await listed(account), created.map(idOf), "listed");
  });
}
