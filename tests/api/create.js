// Creating webhooks: what is answered, what is filled in, what is refused.
import { url } from "./client.js";
import { NO_OBJECTS, badBodies, situations } from "./values.js";

const PRIVATE = [
  "https://127.0.0.1/",
  "https://localhost./hook",
  "https://10.0.0.1:8443/",
  "https://169.254.169.254/latest/meta-data/",
  "https://[::ffff:192.168.0.1]/",
  "https://[fd00::1]/",
];

export function create(test, facts) {
  test("create with what is required, and each default", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    await account.get(record);
    await account.list([record]);
  });

  test("create with every field", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.full(url()));
    await account.get(record);
    await account.list([record]);
  });

  test("each default alone", async (host) => {
    const account = await host.account(facts);
    for (const field of Object.keys(facts.defaults)) {
      const { [field]: _, ...fields } = facts.full(url(field));
      await account.get(await account.create(fields));
    }
  });

  test("every event type and selector", async (host) => {
    const account = await host.account(facts);
    const field = fieldOf(facts, "events");
    if (!field) return;
    await account.create({ ...facts.minimal(url("all")), [field]: facts.events });
    const { id, fields } = await account.create(facts.minimal(url("each")));
    let record = { id, fields };
    for (const event of facts.events) record = await account.update(record, { [field]: [event] });
  });

  test("values at the edges of what is accepted", async (host) => {
    const account = await host.account(facts);
    const longest = `https://hooks.example/${"a".repeat(2048 - 22)}`;
    const forms = [longest, "https://hooks.example", "https://[2606:4700::1111]:8443/a?b=c&d=%20"];
    for (const form of forms) await account.create(facts.minimal(form));
    for (const good of facts.good ?? []) await account.create({ ...facts.minimal(url()), ...good });
  });

  test("a scheme that the provider takes or not", async (host) => {
    const account = await host.account(facts);
    const fields = facts.minimal("http://hooks.example/");
    if (!facts.httpsOnly) {
      await account.create(fields);
      return;
    }
    const violations = [["/url", "url_scheme"]];
    const refuse = async (form) =>
      account.refused(
        await account.send("POST", "", { body: facts.minimal(form) }),
        "invalid_url",
        {
          violations,
        },
      );
    await refuse("http://hooks.example/");
    await refuse("http://localhost.example/");
    await refuse("http://128.0.0.1/");
    for (const form of ["http://localhost:3000/", "http://127.0.0.1/", "http://[::1]:3000/"]) {
      if (host.strict) await refuse(form);
      else await account.create(facts.minimal(form));
    }
  });

  test("URLs of the machine itself and of private networks", async (host) => {
    const account = await host.account(facts);
    const violations = [["/url", "url_private"]];
    for (const form of PRIVATE) {
      const body = facts.minimal(form);
      if (!host.strict) {
        await account.create(body);
        continue;
      }
      const answer = await account.send("POST", "", { body });
      account.refused(answer, situations(facts, violations), { violations });
    }
  });

  test("unknown fields are ignored", async (host) => {
    const account = await host.account(facts);
    const unknown = {
      unknown: [null],
      id: "mine",
      __proto: 1,
      Url: 2,
      failureCount: 9,
      secret: "x",
    };
    const fields = facts.minimal(url());
    const answer = await account.send("POST", "", { body: { ...unknown, ...fields } });
    const record = { id: facts.idForm, fields: { ...facts.defaults, ...fields } };
    account.answered(answer, facts.createStatus, facts.created(record));
  });

  test("ids and secrets are made anew each time", async (host) => {
    const account = await host.account(facts);
    const records = await account.createMany(5);
    for (const field of ["id", "secret"]) {
      const values = records.map((record) => record[field]).filter((one) => one !== undefined);
      host.check(new Set(values).size, values.length, `different values of ${field}`);
    }
  });

  // What is refused leaves nothing behind: one account does for all of it.
  let refusing;
  const good = (fields) => ({ ...facts.minimal(url()), ...fields });
  const bad = badBodies(facts, "create").map(([change, ...violations]) => [
    good(change),
    ...violations,
  ]);
  for (const field of facts.required) {
    const { [field]: _, ...less } = facts.minimal(url());
    bad.push([less, [`/${field}`, "required"]]);
  }
  for (const body of NO_OBJECTS) bad.push([body, ["", "type"]]);
  for (const [body, ...violations] of bad) {
    test(`create refuses ${shown(body)}`, async (host) => {
      refusing ??= await host.account(facts);
      const answer = await refusing.send("POST", "", { body: JSON.stringify(body) });
      refusing.refused(answer, situations(facts, violations), { violations });
    });
  }

  test("what create refused was not created", () => refusing.list([]));

  test("create tells every violation", async (host) => {
    const account = await host.account(facts);
    const wrong = badBodies(facts, "create");
    const one = (field) => wrong.find(([change]) => field in change);
    const chosen = Object.keys(facts.fields)
      .map(one)
      .filter((row) => row !== undefined);
    const body = Object.assign({}, ...chosen.map(([change]) => change));
    const violations = chosen.flatMap(([, ...rest]) => rest);
    const answer = await account.send("POST", "", { body });
    const any = violations.flatMap((row) => situations(facts, [row]));
    account.refused(answer, any, { violations });
  });
}

const fieldOf = (facts, kind) =>
  Object.keys(facts.fields).find((field) => facts.fields[field] === kind);

export const shown = (body) => {
  const text = JSON.stringify(body);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
};
