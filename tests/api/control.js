// The control API's keys: who may ask, what is told, and how it is refused.
import { all } from "./facts/index.js";
import { issued } from "./issued.js";

const PATH = "/_/keys";
const JSON_TYPE = { "content-type": "application/json" };
const UNKNOWN = "key_0123456789abcdef01234567";

export function control(test) {
  const strict = (name, run) => test(`strict: ${name}`, (host) => host.strict && run(host));
  const [facts] = all;
  const scoped = all.find(({ scopes }) => scopes);
  const account = () => `control-${crypto.randomUUID()}`;
  const list = async (host, query) => {
    const body = (json) => Array.isArray(json.data) && Object.keys(json).join() === "data";
    const answer = await host.control("GET", `${PATH}${query}`);
    host.check(/ah[ks]_/.test(answer.text), false, "a list tells the texts of a key");
    return host.answered(answer, { status: 200, body }).data;
  };

  test("open: without an admin token there are no keys", async (host) => {
    if (host.strict) return;
    const body = { provider: facts.id, account: "acme" };
    for (const token of [undefined, "", "a".repeat(43)]) {
      for (const answer of [
        await host.control("POST", PATH, { body, token }),
        await host.control("GET", PATH, { token }),
        await host.control("DELETE", `${PATH}/${UNKNOWN}`, { token }),
      ]) {
        const { detail } = host.problem(answer, 403);
        host.check(detail, /admin ?token/i, "what to set");
      }
    }
  });

  strict("whoever has not the admin token", async (host) => {
    const { adminToken } = host.strict;
    const kept = await host.account(facts);
    const last = adminToken.at(-1) === "a" ? "b" : "a";
    const requests = [
      ["POST", PATH, JSON.stringify({ provider: facts.id, account: "acme" })],
      ["POST", PATH, "{"],
      ["GET", `${PATH}?provider=unknown`],
      ["DELETE", `${PATH}/${kept.id}`],
      ["DELETE", `${PATH}/${UNKNOWN}`],
    ];
    for (const value of [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      adminToken,
      `Basic ${adminToken}`,
      `Bearer${adminToken}`,
      `Bearer ${adminToken}, Bearer ${adminToken}`,
      ...[
        adminToken.slice(0, -1),
        adminToken.slice(0, -1) + last,
        `${adminToken}a`,
        adminToken.toUpperCase(),
        kept.texts.key,
        "a".repeat(8000),
      ].map((token) => `Bearer ${token}`),
    ]) {
      for (const [method, path, body] of requests) {
        const headers = value === undefined ? {} : { authorization: value };
        const more = { body, headers, token: undefined };
        const answer = await unauthorized(host, method, path, more);
        const challenge = answer.headers.get("www-authenticate");
        host.check(challenge, /^Bearer realm="anyhook"/, `${answer.request}: www-authenticate`);
        if (value?.length > 10) host.hides(answer, [value.slice(7)]);
      }
    }
    await kept.list([]);
    for (const scheme of ["bearer", "BEARER"]) {
      const headers = { authorization: `${scheme} ${adminToken}` };
      host.check((await host.send(PATH, { headers })).status, 200, `the scheme ${scheme}`);
    }
  });

  const unauthorized = async (host, method, path, { body, headers }) => {
    const type = body === undefined ? {} : JSON_TYPE;
    const answer = await host.send(path, { method, body, headers: { ...type, ...headers } });
    host.problem(answer, 401);
    host.hides(answer, [host.strict.adminToken]);
    return answer;
  };

  strict("the admin token is no provider's key", async (host) => {
    for (const provider of all) {
      for (const form of provider.credentials) {
        const { adminToken } = host.strict;
        const filled = Object.entries(form).map(([name, value]) => [
          name,
          value.replace(/\{\w+\}/, adminToken),
        ]);
        const path = `/${provider.id}${provider.path}`;
        const { status } = await host.send(path, { headers: Object.fromEntries(filled) });
        host.check(status, provider.errors.messages.unauthenticated[0], `GET ${path}`);
      }
    }
  });

  for (const provider of all) {
    strict(`the keys of ${provider.id}`, async (host) => {
      const name = account();
      const fields = [
        { account: name },
        { account: name, environment: "development", description: 'Büro 😀 "a" <b>' },
        { account: name, environment: "production", description: "d".repeat(200) },
        ...(provider.scopes ? [{ account: name, scopes: [provider.scopes.get] }] : []),
      ];
      const expected = [];
      for (const one of fields) {
        // Where nothing counts what was created, the clock gives the order.
        for (const start = Date.now(); !host.atomic && Date.now() === start;) await undefined;
        const { id } = await host.key(provider, one);
        expected.push({ ...issued.told({ provider: provider.id, ...one }), id });
      }
      const query = `?provider=${provider.id}&account=${name}`;
      host.check(await list(host, query), expected, "the list");
      host.check(await list(host, `?account=${name}`), expected, "the list of the account");
      const others = all.filter(({ id }) => id !== provider.id);
      const none = await list(host, `?provider=${others[0].id}&account=${name}`);
      host.check(none, [], "the list of another provider");
      const [second] = expected.splice(1, 1);
      await host.revoke(second);
      host.check(await list(host, query), expected, "the list without the revoked one");
      host.problem(await host.control("DELETE", `${PATH}/${second.id}`), 404);
    });
  }

  strict("lists by provider, by account, of all", async (host) => {
    const name = account();
    const keys = [];
    for (const provider of all) keys.push(await host.key(provider, { account: name }));
    const ids = (listed) => listed.map(({ id }) => id);
    const ours = ids(keys).sort();
    host.check(ids(await list(host, `?account=${name}`)).sort(), ours, "of the account");
    const every = ids(await list(host, ""));
    host.check(
      ours.filter((id) => !every.includes(id)),
      [],
      "of all",
    );
    for (const [index, { id }] of all.entries()) {
      const found = await list(host, `?provider=${id}`);
      const providers = new Set(found.map(({ provider }) => provider));
      host.check([...providers], [id], `of ${id}`);
      host.check(ids(found).includes(keys[index].id), true, `of ${id}: the new one`);
    }
    host.check(await list(host, `?account=${account()}`), [], "of an account without keys");
  });

  strict("many keys at once", async (host) => {
    const name = account();
    const create = () => host.key(facts, { account: name });
    const keys = await Promise.all(Array.from({ length: 20 }, create));
    const listed = (await list(host, `?account=${name}`)).map(({ id }) => id);
    host.check(listed.sort(), keys.map(({ id }) => id).sort(), "the list");
    host.check(new Set(keys.map(({ texts }) => texts.key)).size, 20, "different texts");
    await Promise.all(keys.map((key) => host.revoke(key)));
    host.check(await list(host, `?account=${name}`), [], "the list after all were revoked");
  });

  const good = { provider: facts.id, account: "acme" };
  for (const [body, ...paths] of [
    [{}, "/provider", "/account"],
    [{ account: "acme" }, "/provider"],
    [{ provider: facts.id }, "/account"],
    ...[null, 1, "unknown", "Connect", "", "__proto__"].map((provider) => [
      { ...good, provider },
      "/provider",
    ]),
    ...[null, 1, "", ".a", "-a", "a b", "a/b", "é", "a".repeat(65), "a\n"].map((name) => [
      { ...good, account: name },
      "/account",
    ]),
    ...[null, 1, "", "Production", "staging"].map((environment) => [
      { ...good, environment },
      "/environment",
    ]),
    ...[null, 1, ["a"], "d".repeat(201)].map((description) => [
      { ...good, description },
      "/description",
    ]),
    ...[null, "webhook:create", {}].map((scopes) => [{ ...good, scopes }, "/scopes"]),
    [{ provider: scoped.id, account: "acme", scopes: ["webhook:create", "other"] }, "/scopes/1"],
    [{ provider: scoped.id, account: "acme", scopes: [1] }, "/scopes/0"],
    [{ ...good, other: 1 }, "/other"],
    [{ ...good, id: UNKNOWN, key: "mine" }, "/id", "/key"],
    [{ ...good, account: 1, environment: "a", other: 1 }, "/account", "/environment", "/other"],
    ...[[], null, "a", 1].map((value) => [value, ""]),
  ]) {
    strict(`a key is refused: ${JSON.stringify(body).slice(0, 100)}`, async (host) => {
      const answer = await host.control("POST", PATH, { body: JSON.stringify(body) });
      host.problem(answer, 400, paths);
    });
  }

  strict("a key with a scope of a provider that has none", async (host) => {
    for (const { id, scopes } of all) {
      if (scopes) continue;
      const body = { provider: id, account: "acme", scopes: ["webhook:create"] };
      const answer = await host.control("POST", PATH, { body });
      const { violations } = host.problem(answer, 400, (paths) => paths.length > 0);
      for (const { path } of violations) host.check(path, /^\/scopes(\/0)?$/, "path");
    }
  });

  strict("accounts' names at the edges of what is accepted", async (host) => {
    for (const name of ["a", "0", "A.b_c-d", "a".repeat(64)]) {
      await host.revoke(await host.key(facts, { account: name, description: "" }));
    }
  });

  strict("bodies that are none, and other content types", async (host) => {
    const send = (body, headers) => host.control("POST", PATH, { body, headers });
    for (const body of ["", "{", '{"provider":"connect","provider":"connect","account":"a"}']) {
      const answer = await send(body);
      host.check(answer.status, 400, `the body ${body}`);
    }
    host.problem(await send("x".repeat(70_000)), 413);
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      host.problem(await send(JSON.stringify(good), { "content-type": type }), 415);
    }
  });

  strict("an error tells nothing of what a stranger might have sent by mistake", async (host) => {
    const { texts } = await host.account(facts);
    for (const field of ["description", "environment", "provider"]) {
      const long = field === "description" ? texts.key.repeat(5) : texts.key;
      const answer = await host.control("POST", PATH, { body: { ...good, [field]: [long] } });
      host.hides(answer, [texts.key]);
    }
  });

  test("methods at the paths of keys", async (host) => {
    for (const [path, methods, allow] of [
      [PATH, ["PUT", "PATCH", "DELETE"], ["GET", "POST"]],
      [`${PATH}/${UNKNOWN}`, ["GET", "POST", "PUT", "PATCH"], ["DELETE"]],
    ]) {
      for (const method of methods) {
        const answer = await host.control(method, path);
        host.problem(answer, 405);
        const named = answer.headers
          .get("allow")
          .split(", ")
          .filter((one) => one !== "HEAD");
        host.check(named.sort(), allow, `${answer.request}: allow`);
      }
    }
  });

  strict("ids and paths that are none", async (host) => {
    const kept = await host.account(facts);
    for (const id of [
      UNKNOWN,
      "a",
      kept.id.toUpperCase(),
      kept.id.slice(4),
      `${kept.id}0`,
      "%00",
    ]) {
      host.problem(await host.control("DELETE", `${PATH}/${id}`), 404);
    }
    for (const path of [
      `${PATH}/`,
      `${PATH}/${kept.id}/`,
      `${PATH}/${kept.id}/a`,
      "/_/Keys",
      "/_/key",
    ]) {
      for (const method of ["GET", "POST", "DELETE"]) {
        const body = method === "POST" ? good : undefined;
        host.problem(await host.control(method, path, { body }), 404);
      }
    }
    await kept.list([]);
  });

  strict("queries of the list", async (host) => {
    for (const [query, ...paths] of [
      ["?provider=unknown", "/provider"],
      ["?account=a%20b", "/account"],
      ["?provider=connect&provider=connect", "/provider"],
    ]) {
      const answer = await host.control("GET", `${PATH}${query}`);
      host.problem(answer, 400, paths);
    }
  });
}
