// What is outside of every provider: our own paths, unknown ones, and requests that no `fetch` sends.
import { Account, url } from "./client.js";
import { all } from "./facts/index.js";
import { rawAnswer } from "./raw-answer.js";

const byName = Object.fromEntries(all.map((facts) => [facts.id, facts]));

export function outside(test) {
  test("health", async (host) => {
    const answer = await host.send("/_/health");
    host.answered(answer, { status: 200, type: "application/json", body: (json) => !!json });
  });

  test("the providers that are served", async (host) => {
    const answer = await host.send("/_/providers");
    host.answered(answer, { status: 200, type: "application/json", body: (json) => !!json });
    for (const { id } of all) {
      for (const text of [id, `/_/${id}/openapi.json`]) {
        host.check(answer.text.includes(`"${text}"`), true, `names ${text}`);
      }
    }
  });

  test("paths of no provider", async (host) => {
    const [facts] = all;
    const { credentials } = await host.account(facts);
    for (const path of [
      "/_",
      "/_/",
      "/_/a",
      "/_/health/",
      "/_/health/a",
      "/unknown/webhooks",
      "/Connect/webhooks",
      "/CONNECT/webhooks",
      "//connect/webhooks",
      "/%63onnect/webhooks",
      "/connect%2Fwebhooks",
      "/connect%00/webhooks",
      "/conne%20ct/webhooks",
      "/__proto__/webhooks",
      "/constructor/webhooks",
      "/webhooks",
      `/${"a".repeat(8192)}`,
      `/${"a/".repeat(4096)}`,
    ]) {
      for (const method of ["GET", "POST"]) {
        host.problem(await host.send(path, { method, headers: credentials }), 404);
      }
    }
  });

  test("paths that end at a provider's name", async (host) => {
    for (const { id } of all) {
      for (const path of [`/${id}`, `/${id}/`, `/${id}//`, `/${id}%2F`, `/${id}.json`]) {
        const { status } = await host.send(path);
        host.check(status, 404, path);
      }
    }
  });

  test("other methods at our own paths", async (host) => {
    for (const path of ["/_/health", "/_/providers"]) {
      const answer = await host.send(path, { method: "POST" });
      host.problem(answer, 405);
      host.check(answer.headers.get("allow"), /^GET(, HEAD)?$/, `${path}: allow`);
      const head = await host.send(path, { method: "HEAD" });
      host.answered(head, { status: 200, body: undefined });
    }
  });

  test("a huge header that is not a credential's", async (host) => {
    const { credentials } = await host.account(byName.conduit);
    const headers = { ...credentials, "x-other": "a".repeat(4000) };
    const { status } = await host.send("/conduit/webhooks", { headers });
    host.check(status, 200, "4,000 characters");
  });

  raw(test);
}

/** Requests that `fetch` does not send, over a socket. */
function raw(test) {
  const send = async (host, lines, body = "", more = {}) => {
    const text = `${lines.join("\r\n")}\r\nconnection: close\r\n\r\n${body}`;
    return rawAnswer(lines[0], await host.raw(text, more));
  };
  const authority = (host) => `host: ${new URL(host.base).host}`;
  const named = ({ credentials }) =>
    Object.entries(credentials).map(([name, value]) => `${name}: ${value}`);

  test("raw: a credential header that is there twice", async (host) => {
    if (!host.raw) return;
    for (const facts of all) {
      for (const form of facts.credentials.keys()) {
        const account = await host.account(facts, form);
        const lines = [
          `GET /${facts.id}${facts.path} HTTP/1.1`,
          authority(host),
          ...named(account),
        ];
        account.answered(await send(host, lines), 200, facts.list([]));
        for (const line of named(account)) {
          for (const more of [line, line.replace(/: .*/, ": ")]) {
            const answer = { ...(await send(host, [...lines, more])), path: facts.path };
            // An empty line beside a full one is one value to some who join them, and two to others.
            if (more === line || answer.status !== 200) account.refused(answer, "unauthenticated");
          }
        }
      }
    }
  });

  test("raw: paths that a client would have changed", async (host) => {
    if (!host.raw) return;
    for (const facts of all) {
      const account = await host.account(facts);
      const body = JSON.stringify(facts.minimal(url()));
      for (const path of [
        `/${facts.id}/..${facts.path}`,
        `/${facts.id}/%2e%2e/unknown${facts.path}`,
        `/${facts.id}/\\../unknown${facts.path}`,
        `/${facts.id}${facts.path}/a b`,
        `/${facts.id}${facts.path}/\u00e9`,
        `/${facts.id}${facts.path}%23a`,
        `/${"../".repeat(500)}etc/passwd`,
      ]) {
        const lines = [
          `POST ${path} HTTP/1.1`,
          authority(host),
          ...named(account),
          "content-type: application/json",
          `content-length: ${body.length}`,
        ];
        const { status } = await send(host, lines, body);
        host.check(status, (found) => found >= 400 && found < 500, `POST ${path.slice(0, 60)}`);
      }
      await account.list([]);
    }
  });

  test("raw: bodies of another length than they say", async (host) => {
    if (!host.raw) return;
    for (const facts of all) {
      const account = await host.account(facts);
      const body = JSON.stringify(facts.minimal(url()));
      const lines = [
        `POST /${facts.id}${facts.path} HTTP/1.1`,
        authority(host),
        ...named(account),
        "content-type: application/json",
      ];
      // The connection ends before the body does: there may be no one left to answer.
      await send(host, [...lines, `content-length: ${body.length + 10}`], body, { ends: true });
      const shorter = await send(host, [...lines, `content-length: ${body.length - 1}`], body);
      shorter.path = facts.path;
      account.refused(shorter, "malformed_body", { violations: "any" });
      await account.list([]);
      const chunks = (text) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
      const chunked = [...lines, "transfer-encoding: chunked"];
      const large = await send(host, chunked, chunks("[".repeat(70_000)));
      account.refused({ ...large, path: facts.path }, "body_too_large");
      const good = await send(host, chunked, chunks(body));
      host.check(good.status, facts.createStatus, "a body in chunks");
    }
  });

  test("raw: a huge credential", async (host) => {
    if (!host.raw) return;
    const account = new Account(host, byName.conduit, { key: "k".repeat(100_000), secret: "k" });
    const lines = ["GET /conduit/webhooks HTTP/1.1", authority(host), ...named(account)];
    const { status } = await send(host, lines);
    host.check(status, (found) => found >= 400 && found < 500, "status");
  });

  test("raw, open: another Host", async (host) => {
    if (!host.raw || host.strict) return;
    const account = await host.account(byName.conduit);
    const { port } = new URL(host.base);
    const line = "GET /conduit/webhooks HTTP/1.1";
    for (const name of [
      "localhost",
      "LOCALHOST",
      "a.localhost",
      "127.0.0.1",
      "127.1.2.3",
      "[::1]",
    ]) {
      for (const own of [name, `${name}:${port}`, `${name}:1`]) {
        const answer = await send(host, [line, `host: ${own}`, ...named(account)]);
        account.answered(answer, 200, byName.conduit.list([]));
      }
    }
    for (const name of [
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "notlocalhost",
      "128.0.0.1",
      "0.0.0.0",
      "10.0.0.1",
      "[::2]",
    ]) {
      for (const foreign of [name, `${name}:${port}`]) {
        for (const path of ["/conduit/webhooks", "/_/health", "/_/conduit/openapi.json", "/a"]) {
          const lines = [`GET ${path} HTTP/1.1`, `host: ${foreign}`, ...named(account)];
          host.problem(await send(host, lines), 403);
        }
      }
    }
  });

  test("raw, strict: any Host", async (host) => {
    if (!host.raw || !host.strict) return;
    const account = await host.account(byName.conduit);
    for (const name of ["hooks.example", "10.0.0.1:1", "localhost"]) {
      const lines = ["GET /conduit/webhooks HTTP/1.1", `host: ${name}`, ...named(account)];
      account.answered(await send(host, lines), 200, byName.conduit.list([]));
    }
  });

  test("raw, open: another Origin", async (host) => {
    if (!host.raw || host.strict) return;
    const { conduit } = byName;
    const account = await host.account(conduit);
    const body = JSON.stringify(conduit.minimal(url()));
    const request = (method, origin) => {
      const path = "/conduit/webhooks";
      const lines = [`${method} ${path} HTTP/1.1`, authority(host), ...named(account)];
      if (method === "GET") return send(host, [...lines, `origin: ${origin}`]);
      const more = ["content-type: application/json", `content-length: ${body.length}`];
      return send(host, [...lines, ...more, `origin: ${origin}`], body);
    };
    const { host: own, hostname, port } = new URL(host.base);
    const foreign = [
      "https://evil.example",
      "null",
      `https://${own}`,
      `http://${hostname}:1`,
      `http://${hostname}`,
      `http://other.localhost:${port}`,
      `http://${own}.evil.example`,
    ];
    for (const origin of foreign) {
      for (const method of ["POST", "DELETE", "OPTIONS"]) {
        host.problem(await request(method, origin), 403);
      }
      const read = await request("GET", origin);
      account.answered(read, 200, conduit.list([]));
      host.check(read.headers.get("access-control-allow-origin"), null, "no page may read it");
    }
    const created = await request("POST", `http://${own}`);
    account.answered(
      created,
      201,
      conduit.created({
        id: conduit.idForm,
        fields: { ...conduit.defaults, ...conduit.minimal(url()) },
      }),
    );
  });
}
