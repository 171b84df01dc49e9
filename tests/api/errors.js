// Who is let in, which methods a path takes, and the order in which a request is checked.
import { Account, url } from "./client.js";

export function errors(test, facts) {
  for (const form of facts.credentials.keys()) {
    test(`the credentials ${Object.keys(facts.credentials[form])}`, async (host) => {
      const account = await host.account(facts, form);
      const record = await account.create(facts.minimal(url()));
      await account.list([record]);
      for (const scheme of ["bearer ", "BEARER "]) {
        const { authorization } = account.credentials;
        if (!authorization) continue;
        const credentials = { authorization: authorization.replace("Bearer ", scheme) };
        const answer = await account.send("GET", "", { credentials });
        account.answered(answer, 200, facts.list([record]));
      }
      await account.deleted(record);
    });
  }

  for (const [name, credentials] of insufficient(facts)) {
    test(`refused: ${name}`, async (host) => {
      const account = await host.account(facts);
      const record = await account.create(facts.minimal(url()));
      const { path, body: deletion } = facts.delete?.(record.id) ?? { path: `/${record.id}` };
      for (const [method, below, body] of [
        ["GET", ""],
        ["POST", "", facts.minimal(url("other"))],
        ["GET", `/${record.id}`],
        ["PATCH", `/${record.id}`, facts.changes[0]],
        ["DELETE", path, deletion],
      ]) {
        const answer = await account.send(method, below, {
          body,
          credentials: credentials(account),
        });
        account.refused(answer, "unauthenticated");
      }
      await account.list([record]);
    });
  }

  test("a credential of 1,024 characters, and of one more", async (host) => {
    const of = (text) => new Account(host, facts, { key: text, secret: text });
    const longest = of("k".repeat(1024));
    const answer = await longest.send("GET", "");
    if (host.strict) longest.refused(answer, "unauthenticated");
    else longest.answered(answer, 200, facts.list([]));
    const longer = of("k".repeat(1025));
    longer.refused(await longer.send("GET", ""), "unauthenticated");
  });

  test("methods that a path does not take", async (host) => {
    const account = await host.account(facts);
    const { id } = await account.create(facts.minimal(url()));
    const collection = ["GET", "POST", ...(facts.delete ? ["DELETE"] : [])];
    const one = ["GET", "PATCH", ...(facts.delete ? [] : ["DELETE"])];
    const every = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];
    for (const [below, allow] of [
      ["", collection],
      [`/${id}`, one],
    ]) {
      for (const method of every.filter((method) => !allow.includes(method))) {
        for (const credentials of [account.credentials, {}]) {
          const answer = await account.send(method, below, { credentials });
          account.refused(answer, "method_not_allowed", { allow });
        }
      }
    }
  });

  test("HEAD is GET without the body", async (host) => {
    const account = await host.account(facts);
    const { id } = await account.create(facts.minimal(url()));
    for (const [below, more] of [
      [""],
      [`/${id}`],
      [`/${facts.unknownId()}`],
      ["", { credentials: {} }],
    ]) {
      const head = await account.send("HEAD", below, more);
      const get = await account.send("GET", below, more);
      const told = ({ status, headers }) =>
        [status, headers.get("content-type"), headers.get("www-authenticate")].join();
      host.check(told(head), told(get), `${head.request}: status and headers`);
      host.answered(head, { status: get.status, body: undefined });
    }
  });

  test("paths that are none of the provider's", async (host) => {
    const account = await host.account(facts);
    const { id } = await account.create(facts.minimal(url()));
    const { path } = facts;
    for (const other of [
      "/",
      "/a",
      `${path}/`,
      `/${path}`,
      path.replace(/\/([^/]*)$/, "//$1"),
      `${path}/${id}/`,
      `${path}/${id}/a`,
      `${path}//${id}`,
      path.toUpperCase(),
      path.replace("webhooks", "web%68ooks"),
      path.replace("webhooks", "Webhooks"),
      `${path};a=1`,
      `${path}%20`,
      `${path}%00`,
      `${path}.json`,
      `${path.slice(0, -1)}%73`,
      `${path}${"/a".repeat(4096)}`,
    ]) {
      const below = other.startsWith("/") ? other : `/${other}`;
      for (const method of ["GET", "POST", "PROPFIND"]) {
        account.refused(await account.at(method, below), "unknown_path");
      }
    }
  });

  test("the order of checks", async (host) => {
    const account = await host.account(facts);
    const record = await account.create(facts.minimal(url()));
    const unknown = `/${facts.unknownId()}`;
    const type = { "content-type": "text/plain" };
    const json = { "content-type": "application/json" };
    const large = "x".repeat(70_000);
    const wrong = { [Object.keys(facts.changes[0])[0]]: 1 };
    const refused = async (situations, method, below, more) =>
      account.refused(await account.send(method, below, more), situations, { violations: "any" });

    await refused("unknown_path", "PROPFIND", "/a/b");
    await refused("unknown_path", "POST", "/a/b", { credentials: {}, body: large, headers: type });
    await refused("method_not_allowed", "PUT", "", { credentials: {}, body: large, headers: type });
    await refused("method_not_allowed", "PUT", "", { credentials: {} });
    await refused("unauthenticated", "POST", "", { credentials: {}, body: "{}", headers: type });
    await refused("unauthenticated", "POST", "", { credentials: {}, body: large, headers: json });
    await refused("unauthenticated", "GET", unknown, { credentials: {} });
    await refused("unauthenticated", "GET", "?limit=0&cursor=a&page=0", { credentials: {} });
    await refused("unsupported_media_type", "POST", "", { body: large, headers: type });
    await refused("unsupported_media_type", "POST", "", { body: "{", headers: type });
    await refused("unsupported_media_type", "PATCH", unknown, { body: "{}", headers: type });
    await refused("body_too_large", "POST", "", { body: large });
    await refused("body_too_large", "PATCH", unknown, { body: large });
    await refused("malformed_body", "PATCH", unknown, { body: "{" });
    const { status } = await account.send("PATCH", unknown, { body: wrong });
    host.check(status, 400, "an invalid update of an id that is not there");
    account.refused(await account.send("PATCH", unknown, { body: {} }), "not_found", {
      id: unknown.slice(1),
    });
    await account.list([record]);
  });

  test("the ids of a request are the service's own", async (host) => {
    const account = await host.account(facts);
    const mine = "11111111-1111-4111-8111-111111111111";
    const headers = { "x-request-id": mine, traceid: mine, "x-trace-id": mine };
    const answer = await account.send("GET", "", { headers });
    account.answered(answer, 200, facts.list([]));
    host.check(answer.headers.get("x-request-id") === mine, false, "the id of the request");
  });
}

/** Credentials that are missing, or not all there, or not one value. */
function* insufficient(facts) {
  yield ["no credentials", () => ({})];
  yield [
    "another provider's header",
    ({ texts: { key } }) => ({ "x-other-key": key, cookie: key }),
  ];
  for (const [form, headers] of facts.credentials.entries()) {
    const names = Object.keys(headers);
    const of = (account) => account.by(form).credentials;
    for (const name of names) {
      const replaced = (change) => (account) => {
        const all = of(account);
        return { ...all, [name]: change(all[name], account.texts.key) };
      };
      yield [`an empty ${name}`, replaced(() => "")];
      yield [`a blank ${name}`, replaced(() => "  ")];
      yield [`two values of ${name}`, replaced((value) => `${value}, ${value}`)];
      if (names.length > 1) {
        const without = (account) => {
          const { [name]: _, ...rest } = of(account);
          return rest;
        };
        yield [`no ${name}`, without];
      }
      if (name === "authorization") {
        yield ["a scheme alone", replaced(() => "Bearer")];
        yield ["an empty token", replaced(() => "Bearer ")];
        yield ["another scheme", replaced((_, key) => `Basic ${key}`)];
        yield ["no scheme", replaced((_, key) => key)];
        yield ["a scheme and no space", replaced((_, key) => `Bearer${key}`)];
      }
    }
  }
}
