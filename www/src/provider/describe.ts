/** Parts of a provider's file in words, as messages with code between backticks. */
import type { GeneratorInfo, ProviderInfo } from "anyhook";
import { count, duration } from "../view/words.js";

const PLAIN_FORMS = {
  base64: "base64",
  base64url: "base64url",
  hex: "hexadecimal",
};

/** How a new id or secret is made. */
export function generatorWords({
  form,
  prefix,
  bytes = 0,
  length = 0,
  alphabet = "",
}: GeneratorInfo): string {
  const behind = prefix === undefined ? "" : `\`${prefix}\`, then `;
  if (form === "uuid") return `${behind}a random UUID (version 4)`;
  if (form === "ksuid") return `${behind}a KSUID: its time, then 16 random bytes, in base 62`;
  if (form === "characters") {
    return `${behind}${count(length, "random character")} of \`${alphabet}\``;
  }
  return `${behind}${count(bytes, "random byte")} in ${PLAIN_FORMS[form]}`;
}

export function selectorWords({ prefix }: { prefix?: string }): string {
  if (prefix === undefined) return "these types alone";
  if (prefix === "") return "every type, and later ones too";
  return `every type that begins with \`${prefix}\`, and later ones too`;
}

export function maskWords({ mask, generate }: ProviderInfo["secret"]): string {
  const { first = 2, stars = 8, last = 2 } = mask ?? {};
  const parts = [
    generate.prefix === undefined ? "" : `\`${generate.prefix}\``,
    first === 0 ? "" : `the first ${count(first, "character")}`,
    count(stars, "star"),
    last === 0 ? "" : `the last ${last}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** What of a secret is the key. */
export function keyWords({ encoding, generate }: ProviderInfo["secret"]): string {
  if (encoding === "utf8") return "the text of the secret";
  if (generate.prefix === undefined) return "the bytes that the secret is in base64";
  return `the bytes in base64 behind the secret's \`${generate.prefix}\``;
}

/** What the file has of a signature. */
interface Signature {
  headers: Record<string, string>;
  content: string;
  encoding: "hex" | "base64";
  tolerance?: number;
  separator?: string;
}

/** A sentence, and the places of the file that it tells of. */
export interface Told {
  text: string;
  pointers: string[];
}

/** How a delivery is signed, and what a receiver makes of it. */
export function signatureSentences(info: ProviderInfo): Told[] {
  const signature = info.delivery.signature as Signature;
  const { headers, content, encoding, tolerance, separator } = signature;
  const written = encoding === "hex" ? "lower-case hexadecimal" : "base64";
  const carrying = Object.entries(headers).map(([name, value]) => `\`${name}: ${value}\``);
  const told: Told[] = [];
  const tell = (text: string, ...pointers: string[]) => told.push({ text, pointers });
  const at = (...members: string[]) => members.map((member) => `/delivery/signature/${member}`);
  tell(
    `the signature is HMAC-SHA256 over \`${content}\`, in ${written}`,
    ...at("content", "encoding"),
  );
  tell(`the key is ${keyWords(info.secret)}`, "/secret/encoding");
  tell(`it is carried in ${carrying.join(" and ")}`, ...at("headers"));
  if (separator !== undefined) {
    const joined = `there may be several signatures, one for each secret, joined by \`${separator}\``;
    tell(joined, ...at("separator"));
  }
  if (tolerance === undefined) {
    tell("no time is signed, so a replay cannot be told from the first delivery", ...at("content"));
  } else {
    const allowed = `up to ${duration(tolerance)} to either side of its clock`;
    tell(`the timestamp is in Unix seconds; a receiver accepts it ${allowed}`, ...at("tolerance"));
  }
  const { grace, owner } = info.secret;
  if (grace !== undefined) {
    tell(`a replaced secret signs beside the new one for ${duration(grace)}`, "/secret/grace");
  }
  if (owner === "account") {
    tell("the secret is the account's: deliveries are unsigned while none is set", "/secret/owner");
  }
  return told;
}

/** When a webhook is given up. */
export function disableSentences({ delivery: { disable } }: ProviderInfo): Told[] {
  const at = "/delivery/disable";
  if (!disable) return [{ text: "the file says nothing of disabling webhooks", pointers: [] }];
  const text = `a webhook is disabled after ${count(disable.after, "failed attempt")} in a row`;
  const told = [{ text, pointers: [`${at}/after`] }];
  const pending =
    disable.keepsPending === false
      ? "what was pending is dropped then"
      : "what was pending is held, and goes out when it is enabled again";
  told.push({ text: pending, pointers: [`${at}/keepsPending`] });
  return told;
}

/** Where a receiver finds what an event is, a message each. */
export function receiveWords(info: ProviderInfo): [string, string][] {
  const receive = info.delivery.receive as {
    type: string;
    data: string;
    id?: { pointer?: string; header?: string; names?: string };
  };
  const place = (pointer: string) =>
    pointer === "" ? "the whole body" : `\`${pointer}\` of the body`;
  const { id } = receive;
  const source =
    id?.header === undefined ? place(id?.pointer ?? "") : `the header \`${id.header}\``;
  const names =
    id?.names === "resource" ? ", which names the resource: no key to tell repeats by" : "";
  return [
    ["Type", place(receive.type)],
    ["Data", place(receive.data)],
    ["Id", id === undefined ? "none" : source + names],
  ];
}

/**
 * What the file says of limits and rules: a term, a JSON Pointer and a message each; without a
 * pointer, it is the format's.
 */
export function ruleWords(info: ProviderInfo): [string, string, string][] {
  const { limits = {}, rules = {} } = info;
  const rows: ([string, string, string] | false | undefined)[] = [
    [
      "Body",
      limits.body === undefined ? "" : "/limits/body",
      `at most ${count(limits.body ?? 65_536, "byte")}`,
    ],
    limits.requestsPerHour && [
      "Requests",
      "/limits/requestsPerHour",
      Object.entries(limits.requestsPerHour)
        .map(([place, number]) => `${number.toLocaleString("en")} an hour in ${place}`)
        .join(", "),
    ],
    rules.maxWebhooks !== undefined && [
      "Webhooks",
      "/rules/maxWebhooks",
      `at most ${rules.maxWebhooks} for an account`,
    ],
    rules.uniqueUrl && ["URLs", "/rules/uniqueUrl", "no two webhooks of an account have the same"],
    rules.idempotency && [
      "Repeats",
      "/rules/idempotency/seconds",
      `the header \`${rules.idempotency.header}\` tells a repeated request for ${duration(rules.idempotency.seconds)}`,
    ],
    rules.updateEnables && [
      "Enabling",
      "/rules/updateEnables",
      "any update of a disabled webhook enables it again",
    ],
  ];
  return rows.filter((row): row is [string, string, string] => Array.isArray(row));
}

/** When a request is refused, by the name that the file has for it. */
export const SITUATIONS: Record<string, string> = {
  unknown_path: "Nothing is at the path",
  method_not_allowed: "The path takes other methods",
  unauthenticated: "The credential is missing or not known",
  forbidden: "The key lacks the scope",
  rate_limited: "Too many requests",
  unsupported_media_type: "The body is not declared as JSON",
  body_too_large: "The body is too large",
  malformed_body: "The body is not JSON",
  invalid_body: "The body breaks a rule",
  not_found: "No webhook has this id",
  internal: "Something went wrong inside",
  unavailable: "The service cannot answer now",
  invalid_url: "The URL breaks a rule",
  invalid_events: "An event type is not listed",
  invalid_id: "The id does not have the form of one",
  invalid_query: "A parameter of the query breaks a rule",
  duplicate_url: "Another webhook has the URL",
  too_many_webhooks: "There are as many webhooks as there may be",
  idempotency_mismatch: "The idempotency key came before with another body",
};
