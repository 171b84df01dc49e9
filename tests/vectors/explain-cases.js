// Failures and their causes.
import {
  base64,
  BODY,
  bytes,
  decode,
  hex,
  ID,
  make,
  NOW,
  OTHER,
  PLAIN,
  schemes,
  WHSEC,
} from "./oracle.js";

export function explainCases() {
  const cases = [];
  const add = (scheme, name, options, expected) =>
    cases.push({ ...make(scheme, name, options), expected });
  const differs = (...differences) => ({
    valid: false,
    code: "no_matching_signature",
    signatureMatches: false,
    differences: differences.map(([kind, form]) => ({ kind, form })),
  });
  const genuine = (scheme, options) => schemes[scheme].headers(bytes(BODY), options);

  add(
    "stripe",
    "genuine",
    {},
    { valid: true, signatureMatches: true, cause: "the delivery is genuine" },
  );
  add(
    "stripe",
    "stale",
    { sign: { t: NOW - 3600 } },
    {
      valid: false,
      code: "timestamp_too_old",
      signatureMatches: true,
      cause:
        "the signature is good, but the timestamp 1699996400 is 3600 s old, and the tolerance is 300 s: it is a replay, came late, or a clock is wrong",
    },
  );
  add(
    "stripe",
    "tampered",
    { headers: genuine("stripe"), body: BODY.replace("12", "13") },
    {
      ...differs(),
      cause: "the body was changed after it was signed, or it was signed with another secret",
    },
  );
  add(
    "connect",
    "tampered, where the scheme is assumed",
    { headers: genuine("connect"), body: "{}" },
    {
      ...differs(),
      cause:
        "the body or the secret is not the one that was signed with, or the provider signs in another way: no source states this scheme, it is assumed",
    },
  );
  add(
    "github",
    "empty body",
    { headers: genuine("github"), body: "" },
    {
      ...differs(),
      cause: "the body is empty: something may have read it before",
    },
  );
  add(
    "github",
    "an object turned into a string",
    { headers: genuine("github"), body: "[object Object]" },
    {
      ...differs(),
      cause: "the body is an object turned into a string: pass the raw bytes of the request",
    },
  );
  add(
    "github",
    "replacement characters",
    { headers: genuine("github"), body: BODY.replace("ü", "\u{fffd}") },
    {
      ...differs(),
      cause: "the body holds replacement characters: it was decoded as text and encoded again",
    },
  );
  add(
    "stripe",
    "missing header",
    { headers: genuine("github") },
    {
      valid: false,
      code: "missing_header",
      signatureMatches: false,
      differences: [{ kind: "scheme", form: "github" }],
      cause: "verify it with the scheme `github`",
    },
  );
  add(
    "stripe",
    "the headers of another scheme, and a wrong secret",
    { headers: genuine("github"), secrets: [OTHER] },
    {
      valid: false,
      code: "missing_header",
      signatureMatches: false,
      differences: [],
      cause:
        "the header `Stripe-Signature` is missing, and those of `github` are there: the delivery may be of another scheme",
    },
  );
  add(
    "svix",
    "the other names",
    { headers: genuine("standard-webhooks") },
    {
      valid: false,
      code: "missing_header",
      signatureMatches: false,
      differences: [{ kind: "scheme", form: "standard-webhooks" }],
    },
  );

  const signed = '{"id": "evt_1", "amount": "12.50", "note": "Z\\u00fcrich \\u2713"}';
  add(
    "stripe",
    "re-serialized",
    { headers: schemes.stripe.headers(bytes(signed)), body: BODY },
    differs([
      "body",
      "as JSON with a space after `,` and `:` and non-ASCII characters as `\\u` escapes",
    ]),
  );
  const pretty = JSON.stringify(JSON.parse(BODY), null, 2);
  add(
    "github",
    "indented when it was signed",
    { headers: schemes.github.headers(bytes(pretty)), body: BODY },
    differs(["body", "as JSON indented by 2 spaces"]),
  );
  add(
    "github",
    "compact when it was signed",
    { headers: genuine("github"), body: pretty },
    differs(["body", "as JSON without white space"]),
  );
  add(
    "github",
    "a line end more",
    { headers: genuine("github"), body: `${BODY}\n` },
    differs(["body", "without the white space at its end"]),
  );
  add(
    "standard-webhooks",
    "secret as text",
    {
      headers: genuine("standard-webhooks").with(2, [
        "webhook-signature",
        `v1,${base64(WHSEC, `${ID}.${NOW}.`, BODY)}`,
      ]),
    },
    differs(["secret", "as plain text"]),
  );
  add(
    "stripe",
    "secret decoded",
    {
      secrets: [WHSEC],
      headers: schemes.stripe.headers(bytes(BODY), { secret: decode(WHSEC) }),
    },
    differs(["secret", "as base64 without its prefix"]),
  );
  add(
    "github",
    "secret with a line end",
    { headers: genuine("github"), secrets: [`${PLAIN}\n`] },
    differs(["secret", "as plain text without the white space around it"]),
  );
  add(
    "github",
    "secret of hexadecimal",
    {
      secrets: ["00112233445566778899aabbccddeeff"],
      headers: genuine("github", {
        secret: Buffer.from("00112233445566778899aabbccddeeff", "hex"),
      }),
    },
    differs(["secret", "as hexadecimal"]),
  );
  add(
    "conduit",
    "the body alone was signed",
    {
      headers: genuine("conduit").with(0, ["conduit-signature", hex(PLAIN, BODY)]),
    },
    differs(["content", "{body}"]),
  );
  add(
    "connect",
    "signature in upper case",
    { headers: [["X-Signature", hex(PLAIN, BODY).toUpperCase()]] },
    {
      valid: false,
      code: "malformed_header",
      signatureMatches: false,
      differences: [{ kind: "encoding", form: "in upper case" }],
    },
  );
  add(
    "connect",
    "signature in base64",
    { headers: [["X-Signature", base64(PLAIN, BODY)]] },
    {
      valid: false,
      code: "malformed_header",
      signatureMatches: false,
      differences: [{ kind: "encoding", form: "in base64" }],
    },
  );
  add(
    "github",
    "a line end more, and the secret's too",
    {
      headers: genuine("github"),
      body: `${BODY}\n`,
      secrets: [`${PLAIN}\n`],
    },
    differs(
      ["secret", "as plain text without the white space around it"],
      ["body", "without the white space at its end"],
    ),
  );
  add(
    "standard-webhooks",
    "malformed secret",
    { secrets: ["whsec_!"], headers: genuine("standard-webhooks") },
    {
      valid: false,
      code: "malformed_secret",
      signatureMatches: false,
      differences: [],
    },
  );
  add(
    "standard-webhooks",
    "one of two secrets malformed, the other one good",
    { secrets: ["whsec_!", WHSEC] },
    {
      valid: false,
      code: "malformed_secret",
      signatureMatches: false,
      differences: [],
      cause: "the secret is not padded base64, with or without `whsec_` before it",
    },
  );
  add(
    "stripe",
    "stale and re-serialized",
    { headers: schemes.stripe.headers(bytes(`${BODY}\n`), { t: NOW - 301 }) },
    {
      valid: false,
      code: "timestamp_too_old",
      signatureMatches: false,
      differences: [{ kind: "body", form: "with a line end after it" }],
      cause:
        "the timestamp 1699999699 is 301 s old, and the tolerance is 300 s; and the body was signed with a line end after it: verify the raw bytes, before anything parses them and writes them anew",
    },
  );
  add(
    "stripe",
    "no secret",
    { secrets: [], headers: genuine("stripe") },
    {
      valid: false,
      code: "invalid_argument",
      signatureMatches: false,
      differences: [],
      cause: "no secret was given",
    },
  );
  return cases;
}
