// How each scheme signs, written by hand from the providers' pages with node:crypto: the oracle
// that the module is tested against.
import { createHmac } from "node:crypto";

export const NOW = 1700000000;
export const BODY = '{"id":"evt_1","amount":"12.50","note":"Zürich ✓"}';
const hmac = (key, content, encoding) => createHmac("sha256", key).update(content).digest(encoding);
export const hex = (key, ...content) => hmac(key, Buffer.concat(content.map(bytes)), "hex");
export const base64 = (key, ...content) => hmac(key, Buffer.concat(content.map(bytes)), "base64");
export const bytes = (part) => (typeof part === "string" ? Buffer.from(part) : part);
export const decode = (secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

export const PLAIN = "a signing secret of plain text, 0123456789";
export const WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const OTHER = "another secret altogether";
export const OTHER_WHSEC = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
export const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

/** Each scheme by hand, as its provider's pages or our own assumption have it. */
const body = (header, prefix = "") => ({
  secret: PLAIN,
  headers: (body, { secret = PLAIN } = {}) => [[header, prefix + hex(secret, body)]],
});
const list = (header) => ({
  secret: PLAIN,
  headers: (body, { t = NOW, secret = PLAIN } = {}) => [
    [header, `t=${t},v1=${hex(secret, `${t}.`, body)}`],
  ],
});
const standard = (prefix) => ({
  secret: WHSEC,
  headers: (body, { t = NOW, id = ID, secret = WHSEC } = {}) => [
    [`${prefix}-id`, id],
    [`${prefix}-timestamp`, String(t)],
    [`${prefix}-signature`, `v1,${base64(decode(secret), `${id}.${t}.`, body)}`],
  ],
});
export const schemes = {
  connect: body("X-Signature"),
  conduit: {
    secret: PLAIN,
    headers: (body, { t = NOW, secret = PLAIN } = {}) => [
      ["conduit-signature", hex(secret, `${t}.`, body)],
      ["conduit-signature-timestamp", String(t)],
    ],
  },
  spritz: body("Signature"),
  cryptofuse: body("X-Signature"),
  devdraft: list("X-Webhook-Signature"),
  "standard-webhooks": standard("webhook"),
  svix: standard("svix"),
  stripe: list("Stripe-Signature"),
  github: body("X-Hub-Signature-256", "sha256="),
  shopify: {
    secret: PLAIN,
    headers: (body, { secret = PLAIN } = {}) => [["X-Shopify-Hmac-Sha256", base64(secret, body)]],
  },
  slack: {
    secret: PLAIN,
    headers: (body, { t = NOW, secret = PLAIN } = {}) => [
      ["X-Slack-Signature", `v0=${hex(secret, `v0:${t}:`, body)}`],
      ["X-Slack-Request-Timestamp", String(t)],
    ],
  },
  "coinbase-commerce": body("X-CC-Webhook-Signature"),
};
const ASSUMED = new Set(["connect", "cryptofuse", "devdraft"]);
const TIMED = new Set(["conduit", "devdraft", "standard-webhooks", "svix", "stripe", "slack"]);

export function make(scheme, name, { body: given = BODY, headers, secrets, sign, ...rest }) {
  const content = bytes(given);
  const text = content.toString("utf8");
  const isText = Buffer.from(text).equals(content);
  return {
    name: `${scheme}: ${name}`,
    scheme,
    secrets: secrets ?? [schemes[scheme].secret],
    headers: headers ?? schemes[scheme].headers(content, sign),
    ...(isText ? { body: text } : { bodyBase64: content.toString("base64") }),
    now: NOW,
    ...rest,
  };
}

export function valid(scheme, { timestamp = NOW, secretIndex = 0 } = {}) {
  return {
    ...(TIMED.has(scheme) ? { timestamp } : {}),
    ...(/standard|svix/.test(scheme) ? { id: ID } : {}),
    secretIndex,
    assumed: ASSUMED.has(scheme),
  };
}

/** A text that is too long to stand in a file: `first`, `repeat` so many times, `last`. */
export const long = (repeat, times, { first = "", last = "" } = {}) => ({
  first,
  repeat,
  times,
  last,
});

/** A list of cases, with words for those that verify and those that do not. */
export function collect() {
  const cases = [];
  const good = (scheme, name, options = {}, expected = {}) =>
    cases.push(make(scheme, name, { ...options, valid: valid(scheme, expected) }));
  const bad = (scheme, name, code, options = {}) =>
    cases.push(make(scheme, name, { ...options, code }));
  /** The genuine headers, with one value changed. */
  const changed = (scheme, index, change) =>
    schemes[scheme]
      .headers(bytes(BODY))
      .map(([name, value], at) => [name, at === index ? change(value) : value]);

  return { cases, good, bad, changed };
}
