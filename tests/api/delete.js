// Deletions, and ids that no webhook of the account has.
import { url } from "./client.js";

const NO_IDS = ["a", "wh_1", "whk_", "a".repeat(8192), "%00", "%2e%2e%2f", "caf%C3%A9", "a,b", "~"];

export function deletion(test, facts) {
  test("delete, and what comes after", async (host) => {
    const account = await host.account(facts);
    const records = await account.createMany(3);
    const [first, gone, last] = records;
    await account.deleted(gone);
    await refusedAsUnknown(account, gone.id);
    await account.list([first, last]);
    await account.get(last);
    await account.deleted(first);
    await account.deleted(last);
    await account.list([]);
  });

  test("what is created after a deletion comes last", async (host) => {
    const account = await host.account(facts);
    const [first, second] = await account.createMany(2);
    await account.deleted(first);
    const third = await account.create(facts.minimal(url("third")));
    await account.deleted(second);
    await account.list([third]);
    const fourth = await account.create(facts.minimal(url("fourth")));
    await account.list([third, fourth]);
  });

  test("a deletion after an update", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    const updated = await account.update(record, facts.changes[0]);
    await account.deleted(updated);
    await account.list([]);
  });

  test("an id that no webhook has", async (host) => {
    const account = await host.account(facts);
    await account.create(facts.minimal(url()));
    await refusedAsUnknown(account, facts.unknownId());
  });

  test("ids that are none", async (host) => {
    const account = await host.account(facts);
    const kept = await account.create(facts.minimal(url()));
    const situation = facts.refusesIdForm ? "invalid_id" : "not_found";
    for (const id of NO_IDS) {
      for (const [method, body] of [["GET"], ["PATCH", facts.changes[0]], ["DELETE"]]) {
        if (method === "DELETE" && facts.delete) continue;
        const answer = await account.send(method, `/${id}`, { body });
        account.refused(answer, situation, { id, violations: facts.refusesIdForm && "any" });
      }
    }
    await account.list([kept]);
  });

  test("an id in other letters", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    const { id } = record;
    const other = id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase();
    for (const form of [other, `${id}%20`, `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`]) {
      if (form === id) continue;
      const answer = await account.send("GET", `/${form}`);
      const details = { id: form, violations: facts.refusesIdForm && "any" };
      account.refused(answer, facts.refusesIdForm ? "invalid_id" : "not_found", details);
    }
    await account.get(record);
  });

  if (!facts.delete) {
    test("a deletion may have a content type, or a body", async (host) => {
      const account = await host.account(facts);
      const [first, second] = await account.createMany(2);
      const type = { "content-type": "application/json" };
      const { deleteStatus = 200 } = facts;
      const deleted = async (record, more) => {
        const answer = await account.send("DELETE", `/${record.id}`, more);
        account.answered(answer, deleteStatus, facts.deleted(record));
      };
      await deleted(first, { headers: type });
      await deleted(second, { body: {} });
    });
  }
}

/** Checks that get, update and delete know of no such webhook. */
export async function refusedAsUnknown(account, id) {
  const { facts } = account;
  for (const answer of [
    await account.send("GET", `/${id}`),
    await account.send("PATCH", `/${id}`, { body: facts.changes[0] }),
    await account.send("PATCH", `/${id}`, { body: {} }),
    await account.delete(id),
  ]) {
    account.refused(answer, "not_found", { id });
  }
}
