// One account knows nothing of another's webhooks.
import { url } from "./client.js";
import { refusedAsUnknown } from "./delete.js";

export function accounts(test, facts) {
  test("another account gets 404 for an id, and sees nothing in its list", async (host) => {
    const owner = await host.account(facts);
    const record = await owner.create(facts.minimal(url()));
    const environments = ["production", "development"];
    const others = host.strict
      ? environments.map((environment) => host.key(facts, { environment }))
      : [host.account(facts)];
    for (const other of await Promise.all(others)) {
      await other.list([]);
      await refusedAsUnknown(other, record.id);
    }
    await owner.get(record);
    await owner.list([record]);
  });

  test("accounts may have the same URL, and each changes its own", async (host) => {
    const [one, two] = [await host.account(facts), await host.account(facts)];
    const first = await one.create(facts.minimal(url()));
    const second = await two.create(facts.minimal(url()));
    const changed = await two.update(second, facts.changes[0]);
    await one.list([first]);
    await one.deleted(first);
    await two.list([changed]);
  });

  test("accounts that are used at the same time", async (host) => {
    const accounts = await Promise.all([1, 2, 3].map(() => host.account(facts)));
    const records = await Promise.all(accounts.map((account) => account.createMany(5)));
    await Promise.all(accounts.map((account, index) => account.list(records[index])));
  });

  for (const name of Object.keys(facts.credentials[0])) {
    test(`a ${name} that is no token is an account or refused`, async (host) => {
      for (const key of ["a b", "\u00e9", "../..", "a/b", "%00", "{}", "a".repeat(512)]) {
        const value = facts.credentials[0][name].replace("{key}", key);
        const account = await host.account(facts);
        const credentials = { ...account.credentials, [name]: value };
        const answer = await account.send("GET", "", { credentials });
        host.check(answer.status, (status) => status < 404, `${name}: ${key}`);
      }
    });
  }
}
