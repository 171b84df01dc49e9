/** An alternative of `explain`, put into the fields: offered only when the delivery then verifies. */
import { type Alternative, sign, verify, WebhookError } from "anyhook";
import { schemeInput } from "../registry.js";
import { bodyOf } from "./body.js";
import { fromBase64, fromHex, textOf, toBase64, toHex, utf8 } from "./bytes.js";
import { type Lab, read, schemeOf, secretsOf } from "./lab.js";
import { headerValue, withHeaders } from "./request.js";

/**
 * The lab with the alternative applied; `undefined` where the fields cannot express it, such as
 * something else being signed than this scheme's content.
 */
export function remedy(lab: Lab, alternative: Alternative): Lab | undefined {
  const kinds = new Map(alternative.differences.map(({ kind, form }) => [kind, form]));
  if (kinds.has("content")) return undefined;
  const scheme = kinds.get("scheme");
  if (scheme !== undefined) return verifying({ ...lab, scheme });
  const secrets = kinds.has("secret") ? secretForms(lab) : undefined;
  const body = alternative.body ? bodyOf(alternative.body, "Body as it was signed") : lab.body;
  for (const headers of kinds.has("encoding") ? headerForms(lab) : [lab.headers]) {
    const found = verifying({ ...lab, headers, body }, secrets);
    if (found) return found;
  }
  return undefined;
}

/** The lab, if it verifies at whatever age: with its own secrets, or else with one of these. */
function verifying(lab: Lab, secrets?: readonly string[]): Lab | undefined {
  const { delivery } = read(lab);
  const secret = secrets ?? delivery.secret;
  try {
    const { secretIndex } = verify(schemeInput(lab.scheme), {
      ...delivery,
      secret,
      tolerance: Infinity,
    });
    return secrets ? { ...lab, secrets: secrets[secretIndex] ?? "" } : lab;
  } catch (error) {
    if (error instanceof WebhookError) return undefined;
    throw error;
  }
}

/** Every key that people make of the secrets' text, written as this scheme reads it. */
function secretForms(lab: Lab): string[] {
  const base64 = readsBase64(lab.scheme);
  const forms = secretsOf(lab).flatMap((secret) => {
    const trimmed = secret.trim();
    const bare = trimmed.slice(trimmed.indexOf("_") + 1);
    return [secret, trimmed, bare].flatMap((text) => [utf8(text), fromBase64(text), fromHex(text)]);
  });
  const written = forms.map((key) => (key && base64 ? toBase64(key) : key && textOf(key)));
  // A line end would make two secrets of one.
  const usable = (one: string | undefined): one is string => Boolean(one) && !one?.includes("\n");
  return [...new Set(written.filter(usable))];
}

/** Whether the scheme's secrets are base64: a text that is none is then refused. */
function readsBase64(scheme: string): boolean {
  try {
    sign(schemeInput(scheme), { secret: "*", body: "" });
    return false;
  } catch {
    return true;
  }
}

const SIGNATURE = /(?<![\w+/-])(?:[0-9a-f]{64}|[\w+/-]{43}=?)(?![\w+/=-])/gi;

/** The header lines with the signature written in the scheme's encoding, and behind its prefix. */
function headerForms(lab: Lab): string[] {
  const { headers } = read(lab).delivery;
  const { encoding } = schemeOf(lab);
  const canonical = (text: string) => {
    const bytes = text.length === 64 ? fromHex(text) : fromBase64(text);
    if (bytes?.length !== 32) return text;
    return encoding === "hex" ? toHex(bytes) : toBase64(bytes);
  };
  const template = sign(schemeInput(lab.scheme), { secret: "AAAA", body: "", timestamp: 0 });
  return Object.entries(template).flatMap(([name, model]) => {
    const value = headerValue(headers, name) ?? "";
    const prefix = model.slice(0, Math.max(model.search(SIGNATURE), 0));
    return [value, value.replace(/[ :-]/g, "")].flatMap((text) => {
      const rewritten = text.replace(SIGNATURE, canonical);
      const bare = rewritten.match(SIGNATURE)?.[0];
      const forms = bare === undefined ? [rewritten] : [rewritten, prefix + bare];
      return forms.map((form) => withHeaders(lab.headers, { [name]: form }));
    });
  });
}
