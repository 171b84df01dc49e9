// A provider's error: its status, its headers and the exact shape of its body.
import { begins, present, violations as listed } from "./match.js";

const MESSAGES = {
  unknown_path: [404, "There is nothing at this path"],
  method_not_allowed: [405, "This path does not take this method"],
  rate_limited: [429, "Too many requests"],
  unsupported_media_type: [415, "The body must be application/json"],
  body_too_large: [413, "The body is too large"],
  malformed_body: [400, "The body is not JSON"],
  invalid_body: [400, "The body is not valid"],
  invalid_query: [400, "A parameter of the query is not valid"],
  not_found: [404, "There is no webhook with this id"],
};

/** Those whose message goes on with what would have been right. */
const HINTED = ["unknown_path", "method_not_allowed", "unauthenticated"];

/** The reason phrases of RFC 9110 and RFC 6585. */
const REASONS = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
};

/**
 * Checks that an answer is the error of one of the situations.
 * @param details.violations those that it lists, as `[path, code]`; `"any"` where it may list some
 * @param details.id the id that was not found
 * @param details.allow the methods that a path takes
 * @param details.scope the scope that the key lacks
 */
export function refused(account, answer, situations, { violations, id, allow, scope } = {}) {
  const { host, facts } = account;
  const { errors } = facts;
  const json = parsed(answer.text);
  const situation =
    situations.find((one) => errors.codes?.[one] === json?.error?.code) ?? situations[0];
  const [status, told] = errors.messages[situation] ?? MESSAGES[situation];
  const hinted = HINTED.includes(situation) ? begins(`${told}: `) : told;
  const message = scope ? `${told}: needs the scope \`${scope}\`` : hinted;
  const found = json?.details ?? json?.errors ?? json?.error?.details;
  const list = violations === "any" ? found && listed : violations && listed;
  const body = errors.body({
    situation,
    status,
    message,
    id,
    reason: REASONS[status],
    path: answer.path,
    code: errors.codes?.[situation],
    detailed: violations !== undefined,
    violations: list,
  });
  host.answered(answer, { status, type: errors.type, body: present(body) });
  if (Array.isArray(violations)) {
    const pairs = (all) => all.map(([path, code]) => `${path} ${code}`).sort();
    if (found) {
      const given = found.map(({ path, code }) => [path, code]);
      host.check(pairs(given), pairs(violations), `${answer.request}: violations`);
    } else {
      for (const [path] of violations) {
        const field = path.split("/")[1] ?? "";
        host.check(json.message.includes(field), true, `${answer.request}: names ${field}`);
      }
    }
  }
  if (allow) allowed(host, answer, allow);
  if (status === 401) challenged(host, answer, facts);
}

/** HEAD is answered as GET is, and may be named or not. */
function allowed(host, { request, headers }, methods) {
  const named = (headers.get("allow") ?? "").split(", ").filter((method) => method !== "HEAD");
  host.check(named.sort(), [...methods].sort(), `${request}: allow`);
}

/** A challenge names `Bearer` where the provider takes it (RFC 9110, section 11.6.1). */
function challenged(host, { request, headers }, facts) {
  const bearer = facts.credentials.some(({ authorization }) => authorization);
  const challenge = bearer ? /^(.+, )?Bearer( |,|$)/ : /^[A-Za-z][\w-]*( |$)/;
  host.check(headers.get("www-authenticate"), challenge, `${request}: www-authenticate`);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
