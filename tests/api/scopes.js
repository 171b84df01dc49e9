// Scopes: what a key may do that has not all of them.
import { url } from "./client.js";

export function scopes(test, facts) {
  if (!facts.scopes) return;
  const strict = (name, run) => test(`strict: ${name}`, (host) => host.strict && run(host));
  const every = [...new Set(Object.values(facts.scopes))];
  const TEXT = { "content-type": "text/plain" };

  /** A webhook of an account, and a key with these scopes alone. */
  async function guarded(host, scopes) {
    const owner = await host.account(facts);
    const record = await owner.create(facts.minimal(url()));
    return { owner, record, limited: await host.key(facts, { account: owner.name, scopes }) };
  }

  for (const chosen of [
    ...every.map((scope) => [scope]),
    every.slice(0, 2),
    every.slice(1),
    every,
  ]) {
    strict(`a key with ${chosen.join(" and ")}`, async (host) => {
      const { owner, record, limited } = await guarded(host, chosen);
      const requests = {
        create: ["POST", "", { body: facts.full(url("other")) }],
        list: ["GET", ""],
        get: ["GET", `/${record.id}`],
        update: ["PATCH", `/${record.id}`, { body: facts.changes[0] }],
        delete: ["DELETE", `/${record.id}`],
      };
      for (const [operation, [method, below, more]] of Object.entries(requests)) {
        const scope = facts.scopes[operation];
        const answer = await limited.send(method, below, more);
        if (chosen.includes(scope)) {
          const status = operation === "create" ? facts.createStatus : (facts.deleteStatus ?? 200);
          host.check(answer.status, status, `${answer.request}: with ${chosen}`);
        } else {
          limited.refused(answer, "forbidden", { scope });
        }
      }
      // What was refused has changed nothing.
      if (!chosen.includes(facts.scopes.delete)) {
        const changed = chosen.includes(facts.scopes.update) ? facts.changes[0] : {};
        await owner.get({ ...record, fields: { ...record.fields, ...changed } });
      }
      if (!chosen.includes(facts.scopes.create)) {
        const total = chosen.includes(facts.scopes.delete) ? 0 : 1;
        const { text } = await owner.send("GET", "");
        host.check(facts.items(JSON.parse(text)).length, total, "webhooks");
      }
    });
  }

  strict("a key without any scope does not exist, or may do nothing", async (host) => {
    const body = { provider: facts.id, account: "none", scopes: [] };
    const answer = await host.control("POST", "/_/keys", { body });
    if (answer.status === 400) return host.problem(answer, 400, ["/scopes"]);
    const none = await host.key(facts, { scopes: [] });
    none.refused(await none.send("GET", ""), "forbidden", { scope: facts.scopes.list });
  });

  strict("the scope is checked after the method and before the body and the id", async (host) => {
    const { limited: reader } = await guarded(host, [facts.scopes.list]);
    const { limited: creator } = await guarded(host, [facts.scopes.create]);
    const refused = async (account, method, below, operation, more) =>
      account.refused(await account.send(method, below, more), "forbidden", {
        scope: facts.scopes[operation],
      });
    const unknown = `/${facts.unknownId()}`;
    await refused(reader, "POST", "", "create", { body: "{" });
    await refused(reader, "POST", "", "create", { body: "x".repeat(70_000), headers: TEXT });
    await refused(reader, "PATCH", unknown, "update", { body: {} });
    await refused(reader, "DELETE", unknown, "delete");
    await refused(creator, "GET", unknown, "get");
    await refused(creator, "GET", "?limit=0", "list");
    const allow = ["GET", "POST"];
    reader.refused(await reader.send("PUT", ""), "method_not_allowed", { allow });
  });
}
