// Updates: one field changes and no other; what is refused changes nothing.
import { url } from "./client.js";
import { shown } from "./create.js";
import { NO_OBJECTS, badBodies, situations } from "./values.js";

export function update(test, facts) {
  test("update each field alone", async (host) => {
    const account = await host.account(facts);
    const before = await account.create(facts.minimal(url("before")));
    let record = await account.create(facts.full(url()));
    const after = await account.create(facts.minimal(url("after")));
    for (const change of facts.changes) {
      record = await account.update(record, change);
      await account.get(record);
    }
    await account.list([before, record, after]);
  });

  test("update every field at once", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    const updated = await account.update(record, Object.assign({}, ...facts.changes));
    await account.get(updated);
    await account.list([updated]);
  });

  test("update with `{}` changes nothing", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.full(url()));
    await account.get(await account.update(record, {}));
  });

  test("update ignores fields that it does not have", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.full(url()));
    const others = { id: "mine", unknown: null, created_at: 0, failure_count: 7, failureCount: 7 };
    for (const field of facts.fixed ?? []) others[field] = "https://other.example/";
    const answer = await account.send("PATCH", `/${record.id}`, { body: others });
    account.answered(answer, 200, facts.updated(record));
    await account.get(record);
  });

  // What is refused changes nothing: one webhook does for all of it.
  let refusing;
  const wrong = NO_OBJECTS.map((body) => [body, ["", "type"]]);
  for (const [body, ...violations] of [...badBodies(facts, "update"), ...wrong]) {
    test(`update refuses ${shown(body)}`, async (host) => {
      if (!refusing) {
        const account = await host.account(facts);
        refusing = { account, record: await account.create(facts.full(url())) };
      }
      const { account, record } = refusing;
      const answer = await account.send("PATCH", `/${record.id}`, { body: JSON.stringify(body) });
      account.refused(answer, situations(facts, violations), { violations });
    });
  }

  test("what update refused changed nothing", () => refusing.account.get(refusing.record));

  test("an update that is partly wrong changes nothing", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    const [good] = facts.changes;
    const wrong = badBodies(facts, "update").findLast(
      ([change]) => !(Object.keys(good)[0] in change),
    );
    const [change, ...violations] = wrong ?? [{ events: 1 }, ["/events", "type"]];
    const answer = await account.send("PATCH", `/${record.id}`, { body: { ...good, ...change } });
    account.refused(answer, situations(facts, violations), {
      violations,
    });
    await account.get(record);
  });

  test("an update keeps the time of creation, and moves that of the update", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    if (!record.times) return;
    const read = async () => facts.one(await account.get(record));
    const first = await read();
    host.check(first.updated_at ?? first.created_at, first.created_at, "updated_at at first");
    // A millisecond later, so that the times differ.
    while (Date.now() <= Date.parse(first.created_at) + 1) await undefined;
    const [change] = facts.changes;
    Object.assign(record, await account.update(record, change));
    const second = await read();
    host.check(second.created_at, first.created_at, "created_at");
    if (first.updated_at) {
      host.check(second.updated_at > first.updated_at, true, "updated_at moves");
    }
  });
}
