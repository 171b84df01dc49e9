// The format's words in a reader's: durations, generators, the keywords of schemas.
import { code, codes, value } from "./markdown.js";

/** Seconds, in the largest unit that leaves no fraction. */
export function duration(seconds) {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** `one, two and three`. */
export function list(items, word = "and") {
  const [last, ...others] = [...items].reverse();
  return others.length ? `${others.reverse().join(", ")} ${word} ${last}` : last;
}

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export const sentence = (words) => `${words[0].toUpperCase()}${words.slice(1)}`;

/** An alphabet with its runs drawn together, as `0-9a-z`. */
const alphabet = (letters) => {
  const follows = (index) => letters.charCodeAt(index) === letters.charCodeAt(index - 1) + 1;
  let short = "";
  for (let start = 0, end; start < letters.length; start = end) {
    end = start + 1;
    while (end < letters.length && follows(end)) end += 1;
    const run = letters.slice(start, end);
    short += run.length > 2 ? `${run[0]}-${run.at(-1)}` : run;
  }
  return short;
};

const forms = {
  base64: ({ bytes }) => `${bytes} random bytes in base64`,
  base64url: ({ bytes }) => `${bytes} random bytes in base64url`,
  hex: ({ bytes }) => `${bytes} random bytes in lowercase hex`,
  characters: ({ alphabet: letters, length }) =>
    `${length} random characters of ${code(alphabet(letters))}`,
  uuid: () => "a random UUID (version 4)",
  ksuid: () => "a KSUID: 27 characters that sort by the second they were made in",
};

export function generator(made) {
  const words = forms[made.form](made);
  return made.prefix ? `${code(made.prefix)} and ${words}` : words;
}

export const thousands = (count) => count.toLocaleString("en-US");

const between = (least, most, unit) => {
  const noun = unit && ` ${unit}${(most ?? least) === 1 ? "" : "s"}`;
  if (least === undefined) return most === undefined ? undefined : `at most ${most}${noun}`;
  return most === undefined ? `at least ${least}${noun}` : `${least} to ${most}${noun}`;
};

/** What a schema's keywords ask for, beside its type: the words by the keyword. */
export function constraints(schema) {
  const words = {
    const: schema.const !== undefined && value(schema.const),
    enum: schema.enum && list(schema.enum.map(value), "or"),
    format: schema.format && `a ${schema.format}`,
    pattern: schema.pattern && `matches ${code(schema.pattern)}`,
    minLength: between(schema.minLength, schema.maxLength, "character"),
    minimum: between(schema.minimum, schema.maximum, ""),
    minItems: between(schema.minItems, schema.maxItems, "item"),
    uniqueItems: schema.uniqueItems && "no item twice",
    additionalProperties: schema.additionalProperties === false && "no other fields",
  };
  return Object.entries(words).filter(([, shown]) => shown);
}

/** A schema's type, by its values where it names none. */
export function type(schema) {
  if (schema.type === "array") return `array${schema.items ? ` of ${type(schema.items)}s` : ""}`;
  if (schema.type) return [schema.type].flat().join(" or ");
  const kinds = (schema.enum ?? [schema.const]).map((one) => (one === null ? "null" : typeof one));
  return [...new Set(kinds)].join(" or ");
}

/** The forms of encryption. Each is anyhook's own. */
export const encryptions = {
  "anyhook-v1":
    'AES-256-GCM with a fresh nonce of 12 bytes, under a key of 32 bytes that HKDF-SHA256 makes of the signing secret\'s UTF-8 bytes (no salt, info `anyhook payload v1`). It is anyhook\'s own. What is sent, and signed, is `{"v":1,"alg":"A256GCM","kid":…,"iv":…,"ciphertext":…,"tag":…}`, with binary values in base64url without padding; `kid` is the first 8 bytes of the key\'s SHA-256. The associated data is `1.A256GCM.` and the `kid` as it stands there',
};

/** What a text in a header or in the signed content stands for. */
export const slots = {
  "{key}": "the API key",
  "{secret}": "the API secret",
  "{token}": "an OAuth 2.0 access token",
  "{timestamp}": "the time in Unix seconds",
  "{id}": "the delivery's id",
  "{body}": "the raw bytes of the body",
  "{signature}": "the signature",
};

export const headers = (names) =>
  codes(Object.entries(names).map(([name, form]) => `${name}: ${form}`));

/** The situations in which the API answers with an error. */
export const situations = {
  unknown_path: "the path is none of the API's",
  method_not_allowed: "the path does not take the method",
  unauthenticated: "credentials are missing or unknown",
  forbidden: "the credentials lack the scope",
  rate_limited: "too many requests",
  unsupported_media_type: "the body is not `application/json`",
  body_too_large: "the body is too large",
  malformed_body: "the body is not JSON",
  invalid_body: "the body breaks a rule",
  invalid_url: "the URL breaks a rule",
  invalid_events: "an event type is not one to subscribe to",
  invalid_id: "the id does not have the form of one",
  invalid_query: "a query parameter breaks a rule",
  not_found: "no webhook of the account has the id",
  duplicate_url: "another webhook of the account has the URL",
  too_many_webhooks: "the account has as many webhooks as it may have",
  idempotency_mismatch: "the idempotency key came before, with another body",
  internal: "something broke in the API",
  unavailable: "the API cannot answer now",
};
