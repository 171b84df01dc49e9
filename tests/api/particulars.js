// What one provider alone has.
import { url } from "./client.js";

const TEXT = { "content-type": "text/plain" };

export function particulars(test, facts) {
  own[facts.id]?.(test, facts);
}

const own = {
  spritz(test, facts) {
    const path = "/v1/integrator/webhook-secret";

    test("the webhook secret, by POST and PUT", async (host) => {
      const account = await host.account(facts);
      const record = await account.create(facts.minimal(url()));
      for (const [method, secret] of [
        ["POST", "s"],
        ["PUT", "another-secret-0123456789"],
        ["PUT", "another-secret-0123456789"],
        ["POST", "x".repeat(256)],
      ]) {
        const answer = await account.at(method, path, { body: { secret, unknown: 1 } });
        account.answered(answer, 200, { secretConfigured: true });
        if (secret.length === 1) continue;
        for (const { text } of [
          answer,
          await account.send("GET", ""),
          await account.send("GET", `/${record.id}`),
          await account.send("GET", "/deliveries"),
        ]) {
          host.check(text.includes(secret), false, "an answer tells the secret");
        }
      }
      await account.list([record]);
    });

    test("a webhook secret that is none", async (host) => {
      const account = await host.account(facts);
      for (const method of ["POST", "PUT"]) {
        for (const [body, ...violations] of [
          [{}, ["/secret", "required"]],
          [{ secret: null }, ["/secret", "type"]],
          [{ secret: 1 }, ["/secret", "type"]],
          [{ secret: "" }, ["/secret", "min_length"], ["/secret", "pattern"]],
        ]) {
          const answer = await account.at(method, path, { body });
          account.refused(answer, "invalid_body", { violations });
        }
        // The page names no other rule; where there is one, its violation does not tell the secret.
        const secret = "a secret with blanks";
        const answer = await account.at(method, path, { body: { secret } });
        host.check(answer.text.includes(secret), false, "the error tells the secret");
        const unknown = await account.at(method, path, { body: { secret: "s" }, credentials: {} });
        account.refused(unknown, "unauthenticated");
      }
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const answer = await account.at(method, path);
        account.refused(answer, "method_not_allowed", { allow: ["POST", "PUT"] });
      }
    });

    test("one key is one account, in either header", async (host) => {
      const bearer = await host.account(facts);
      const record = await bearer.create(facts.minimal(url()));
      const other = bearer.by(1);
      await other.list([record]);
      await other.deleted(record);
      await bearer.list([]);
    });

    test("deliveries: none yet", async (host) => {
      const account = await host.account(facts);
      await account.create(facts.full(url()));
      const none = { data: [], hasMore: false, nextCursor: null };
      for (const query of ["", "?limit=1", "?limit=100"]) {
        account.answered(await account.send("GET", `/deliveries${query}`), 200, none);
      }
      for (const query of [
        "limit=0",
        "limit=101",
        "limit=a",
        "cursor=a",
        "cursor=",
        "limit=1&limit=1",
      ]) {
        const answer = await account.send("GET", `/deliveries?${query}`);
        account.refused(answer, "invalid_query", { violations: "any" });
      }
      const unknown = await account.send("GET", "/deliveries", { credentials: {} });
      account.refused(unknown, "unauthenticated");
      const { status, headers } = await account.send("POST", "/deliveries", { body: {} });
      host.check(status, 405, "POST to the deliveries");
      host.check(headers.get("allow"), /\bGET\b/, "allow");
    });
  },

  cryptofuse(test, facts) {
    const take = (account, method, below, body) => account.send(method, below, { body });

    test("the eleventh webhook", async (host) => {
      const account = await host.account(facts);
      const records = await account.createMany(10);
      const create = () => take(account, "POST", "", facts.minimal(url("eleventh")));
      account.refused(await create(), "too_many_webhooks");
      await account.list(records);
      const wrong = facts.minimal("ftp://hooks.example/");
      const violations = [["/url", "url_scheme"]];
      account.refused(await take(account, "POST", "", wrong), "invalid_url", { violations });
      await account.deleted(records.shift());
      records.push(await account.create(facts.minimal(url("eleventh"))));
      await account.list(records);
      account.refused(
        await take(account, "POST", "", facts.minimal(url("12"))),
        "too_many_webhooks",
      );
    });

    test("a URL is there once", async (host) => {
      const account = await host.account(facts);
      const create = (name) => take(account, "POST", "", facts.minimal(url(name)));
      const first = await account.create(facts.minimal(url("a")));
      let second = await account.create(facts.minimal(url("b")));
      account.refused(await create("a"), "duplicate_url");
      const wrong = { url: url("a"), event_types: ["no.such_event"] };
      account.refused(await take(account, "POST", "", wrong), "invalid_events", {
        violations: [["/event_types/0", "unknown_event_type"]],
      });
      const moved = await take(account, "PATCH", `/${second.id}`, {
        url: url("a"),
        status: "inactive",
      });
      account.refused(moved, "duplicate_url");
      const unknown = facts.unknownId();
      const missing = await take(account, "PATCH", `/${unknown}`, { url: url("a") });
      account.refused(missing, "not_found", { id: unknown });
      await account.list([first, second]);
      await account.update(first, { url: url("a") });
      second = await account.update(second, { url: url("c") });
      account.refused(await create("c"), "duplicate_url");
      const third = await account.create(facts.minimal(url("b")));
      await account.deleted(first);
      const fourth = await account.create(facts.minimal(url("a")));
      await account.list([second, third, fourth]);
    });

    test("delete by the query", async (host) => {
      const account = await host.account(facts);
      const [first, second, third, fourth, kept] = await account.createMany(5);
      const type = { "content-type": "application/json" };
      const deleted = async (record, query, more) => {
        const answer = await account.send("DELETE", query, more);
        account.answered(answer, 200, facts.deleted(record));
      };
      await deleted(first, `?webhook_id=${first.id}`);
      await deleted(second, `?webhook_id=${second.id}`, { headers: type });
      await deleted(third, `?webhook_id=${third.id.replace("_", "%5F")}`);
      await deleted(fourth, `?webhook_id=${fourth.id}`, { body: { webhook_id: fourth.id } });
      await account.list([kept]);
      const again = await account.send("DELETE", `?webhook_id=${first.id}`);
      account.refused(again, "not_found");
    });

    test("delete without an id, or with one of another form", async (host) => {
      const account = await host.account(facts);
      const record = await account.create(facts.minimal(url()));
      const refuse = async (query, body, situations) => {
        const answer = await account.send("DELETE", query, { body });
        account.refused(answer, situations, { violations: "any" });
      };
      const some = ["malformed_body", "invalid_body", "invalid_id", "unsupported_media_type"];
      await refuse("", undefined, some);
      await refuse("", "", some);
      await refuse("", {}, some);
      for (const id of [null, 1, ["a"]]) await refuse("", { webhook_id: id }, some);
      for (const id of [
        "",
        "a",
        record.id.toUpperCase(),
        `${record.id}0`,
        record.id.slice(0, -1),
      ]) {
        await refuse("", { webhook_id: id }, "invalid_id");
        await refuse(`?webhook_id=${id}`, undefined, "invalid_id");
      }
      await refuse("", "{", "malformed_body");
      const text = { body: JSON.stringify({ webhook_id: record.id }), headers: TEXT };
      account.refused(await account.send("DELETE", "", text), "unsupported_media_type");
      const unknown = await account.delete(facts.unknownId());
      account.refused(unknown, "not_found");
      await refuse(`?webhook_id=${record.id}&webhook_id=${record.id}`, undefined, some);
      await account.list([record]);
    });

    test("a webhook that is enabled again counts from 0", async (host) => {
      const account = await host.account(facts);
      const record = await account.create(facts.minimal(url()));
      const inactive = await account.update(record, { status: "inactive" });
      await account.list([inactive]);
      const active = await account.update(inactive, { status: "active" });
      host.check(facts.one(await account.get(active)).failure_count, 0, "failure_count");
    });
  },

  devdraft(test, facts) {
    test("recent events, if asked for: none yet", async (host) => {
      const account = await host.account(facts);
      const record = await account.create(facts.minimal(url()));
      const events = { ...facts.got(record), recent_events: [] };
      for (const [query, expected] of [
        ["?include_events=true", events],
        ["?include_events=true&events_limit=1", events],
        ["?include_events=true&events_limit=50", events],
        ["?include_events=false", facts.got(record)],
        ["?events_limit=5", facts.got(record)],
      ]) {
        account.answered(await account.send("GET", `/${record.id}${query}`), 200, expected);
      }
      const limits = ["events_limit=0", "events_limit=51", "events_limit=a"];
      for (const query of [...limits, "include_events=maybe", "include_events="]) {
        for (const id of [record.id, facts.unknownId()]) {
          const answer = await account.send("GET", `/${id}?${query}`);
          account.refused(answer, "invalid_query", { violations: "any" });
        }
      }
    });

    test("a secret of one's own is never shown", async (host) => {
      const account = await host.account(facts);
      for (const secret of ["my_own-Secret_0123456789_abcdefghij", "a secret with blanks"]) {
        const fields = { ...facts.full(url()), signing_secret: secret };
        const created = await take(account, "POST", "", fields);
        const id = created.status === 201 ? facts.one(JSON.parse(created.text)).id : "wh_1";
        for (const answer of [
          created,
          await take(account, "PATCH", `/${id}`, { signing_secret: secret }),
          await take(account, "GET", `/${id}`),
          await take(account, "GET", ""),
          await take(account, "DELETE", `/${id}`),
        ]) {
          host.check(answer.text.includes(secret), false, `${answer.request}: the secret`);
        }
      }
    });

    const take = (account, method, below, body) => account.send(method, below, { body });
  },
};
