// How many requests an hour a provider takes by one key.
import { url } from "./client.js";

const TEXT = { "content-type": "text/plain" };
const HOUR = 3600;

export function limits(test, facts) {
  if (!facts.limits) {
    test("no limit of requests is told where there is none", async (host) => {
      const account = await host.account(facts);
      for (const more of [{}, { credentials: {} }]) {
        const { request, headers } = await account.send("GET", "", more);
        for (const name of ["ratelimit", "ratelimit-policy", "retry-after"]) {
          host.check(headers.get(name), null, `${request}: ${name}`);
        }
      }
    });
    return;
  }

  for (const [environment, limit] of Object.entries(facts.limits)) {
    const limited = (name, run) =>
      test(`${environment}: ${name}`, (host) => {
        // In open mode everything is development.
        if (host.limited && (host.strict || environment === "development")) return run(host);
      });
    const key = (host, fields) =>
      host.strict ? host.key(facts, { environment, ...fields }) : host.account(facts);

    limited("how much is left", async (host) => {
      const account = await key(host);
      for (let left = limit - 1; left > limit - 4; left--) {
        told(host, await account.send("GET", ""), limit, left);
      }
      // Nor does a request count that is refused before it is known whose it is.
      await account.send("GET", "", { credentials: {} });
      await account.send("PUT", "");
      told(host, await account.send("GET", `/${facts.unknownId()}`), limit, limit - 4);
    });

    limited("of half as many again at once, as many as an hour has", async (host) => {
      const account = await key(host);
      const webhook = await account.create(facts.minimal(url()));
      const send = () => account.send("GET", `/${webhook.id}`);
      const answers = await Promise.all(Array.from({ length: limit * 1.5 }, send));
      const passed = answers.filter(({ status }) => status === 200);
      // One request made the webhook.
      host.check(passed.length, limit - 1, "passed");
      const left = passed.map((answer) => told(host, answer, limit)).sort((a, b) => a - b);
      host.check(left, [...left.keys()], "what each was told is left");
      for (const answer of answers) {
        if (!passed.includes(answer)) refused(account, answer, limit);
      }
      refused(account, await account.send("POST", "", { body: "{", headers: TEXT }), limit);
      refused(account, await account.send("DELETE", `/${webhook.id}`), limit);
      const allow = ["GET", "POST"];
      account.refused(await account.send("PUT", ""), "method_not_allowed", { allow });
      account.refused(await account.send("GET", "", { credentials: {} }), "unauthenticated");

      const other = await key(host, { account: account.name });
      const answer = await other.send("GET", "");
      told(host, answer, limit, limit - 1);
      other.answered(answer, 200, facts.list(host.strict ? [webhook] : []));
    });
  }
}

/** Checks what an answer tells of the limit, and returns how many requests are left. */
function told(host, { request, headers }, limit, left) {
  const value = (name) => headers.get(name) ?? "";
  const policy = /^"([^"]+)";q=(\d+);w=(\d+)$/.exec(value("ratelimit-policy")) ?? [];
  host.check(policy.slice(2), [`${limit}`, `${HOUR}`], `${request}: ratelimit-policy`);
  const [, name, rest, reset] = /^"([^"]+)";r=(\d+);t=(\d+)$/.exec(value("ratelimit")) ?? [];
  host.check(name, policy[1], `${request}: the policy's name`);
  host.check(Number(reset), (seconds) => seconds >= 1 && seconds <= HOUR, `${request}: reset`);
  if (left !== undefined) host.check(Number(rest), left, `${request}: left`);
  return Number(rest);
}

function refused(account, answer, limit) {
  const { host } = account;
  account.refused(answer, "rate_limited");
  told(host, answer, limit, 0);
  const retry = answer.headers.get("retry-after");
  host.check(retry, /^\d+$/, `${answer.request}: retry-after`);
  const reset = answer.headers.get("ratelimit").split(";t=")[1];
  host.check(retry, reset, `${answer.request}: retry-after is when the hour ends`);
}
