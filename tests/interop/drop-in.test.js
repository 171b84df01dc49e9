// `anyhook/standardwebhooks` in place of npm `standardwebhooks`: one table of calls, made to both.
import * as ours from "anyhook/standardwebhooks";
import { WebhookVerificationError } from "anyhook";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import * as theirs from "standardwebhooks";

// The specification's own example.
const SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SENT = 1614265330;
const BODY = '{"test": 2432232314}';
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const OTHER = `v1,${"A".repeat(43)}=`;

const signer = new theirs.Webhook(SECRET);
const at = (seconds) => new Date(seconds * 1000);
const bytes = (text) => new TextEncoder().encode(text);

/** The headers of a delivery, as npm `standardwebhooks` makes them, some of them replaced. */
function headers(body = BODY, { id = ID, timestamp = String(SENT), ...replaced } = {}) {
  const signature = signer.sign(id, at(Number.parseInt(timestamp)), body);
  const made = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
  return { ...made, ...replaced };
}

const signed = (value) => headers(BODY, { "webhook-signature": value });
const without = (name) => headers(BODY, { [name]: undefined });

/** What a call does: the value that it returns, or which kind of error it throws. */
function outcome(module, call) {
  try {
    return { returns: call(module.Webhook) };
  } catch (error) {
    assert.ok(error instanceof Error);
    if (error instanceof module.WebhookVerificationError) {
      assert.equal(error.name, "WebhookVerificationError");
      return { throws: "WebhookVerificationError", code: error.code };
    }
    return { throws: error instanceof SyntaxError ? "SyntaxError" : "Error", code: error.code };
  }
}

const returns = (value) => ({ returns: value });
const refuses = { throws: "WebhookVerificationError" };
const fails = { throws: "Error" };

const verifies =
  (body, given = headers(body), options = undefined) =>
  (Webhook) =>
    new Webhook(SECRET).verify(body, given, options);
const signs =
  (...message) =>
  (Webhook) =>
    new Webhook(SECRET).sign(...message);
const made =
  (...secret) =>
  (Webhook) =>
    new Webhook(...secret).sign(ID, at(SENT), BODY);
const key = Buffer.from(SECRET, "base64");
const mac = (secret, body) =>
  createHmac("sha256", secret).update(`${ID}.${SENT}.${body}`).digest("base64");
const timestamped = (timestamp) => verifies("1", headers("1", { timestamp }));

/** What both do alike. */
const alike = {
  "a secret with its prefix": [made(`whsec_${SECRET}`), returns(SIGNATURE)],
  "a secret without": [made(SECRET), returns(SIGNATURE)],
  "a raw secret of bytes": [made(new Uint8Array(key), { format: "raw" }), returns(SIGNATURE)],
  "a raw secret in a Buffer": [made(key, { format: "raw" }), returns(SIGNATURE)],
  "a raw secret of text": [
    made("raw secret", { format: "raw" }),
    returns(`v1,${mac("raw secret", BODY)}`),
  ],
  "an empty secret": [made(""), fails],
  "a prefix alone": [made("whsec_"), fails],
  "an empty raw secret": [made(new Uint8Array(0), { format: "raw" }), fails],
  "a secret that is no base64": [made("whsec_not base64"), fails],
  "a secret in base64url": [made("ab-_"), fails],
  "bytes that are not called raw": [made(new Uint8Array(key)), fails],
  "no secret": [made(undefined), fails],

  "signing the specification's example": [signs(ID, at(SENT), BODY), returns(SIGNATURE)],
  "signing a Buffer": [signs(ID, at(SENT), Buffer.from(BODY)), returns(SIGNATURE)],
  "signing within a second": [signs(ID, at(SENT + 0.999), BODY), returns(SIGNATURE)],
  "signing an empty payload": [signs(ID, at(SENT), ""), returns(`v1,${mac(key, "")}`)],
  "signing an object": [signs(ID, at(SENT), { test: 1 }), fails],
  "signing at no Date": [signs(ID, SENT, BODY), fails],

  "the specification's example": [verifies(BODY, signed(SIGNATURE)), returns({ test: 2432232314 })],
  "a Buffer": [verifies(Buffer.from(BODY), headers()), returns({ test: 2432232314 })],
  "JSON that is no object": [verifies("[1,null]"), returns([1, null])],
  "text beyond ASCII": [verifies('"Žluť 👍"'), returns("Žluť 👍")],
  "an empty payload": [verifies(""), returns(undefined)],
  "an empty Buffer": [verifies(Buffer.alloc(0), headers("")), returns(undefined)],
  "jsonParse false": [verifies(BODY, headers(), { jsonParse: false }), returns(undefined)],
  "jsonParse true": [verifies("1", headers("1"), { jsonParse: true }), returns(1)],
  "jsonParse undefined": [verifies("1", headers("1"), { jsonParse: undefined }), returns(1)],
  "no JSON": [verifies("{"), { throws: "SyntaxError" }],
  "no JSON, not to be parsed": [
    verifies("{", headers("{"), { jsonParse: false }),
    returns(undefined),
  ],
  "a string with a BOM": [verifies("\ufeff{}"), { throws: "SyntaxError" }],
  "a tampered payload": [verifies(`${BODY} `, headers()), refuses],
  "a tampered payload that is no JSON": [verifies("{", headers()), refuses],
  "a parsed payload": [verifies({ test: 2432232314 }, headers()), fails],
  "no payload": [verifies(undefined, headers()), fails],

  "header names in upper case": [
    verifies(
      "1",
      Object.fromEntries(Object.entries(headers("1")).map(([k, v]) => [k.toUpperCase(), v])),
    ),
    returns(1),
  ],
  "other headers beside": [verifies("1", { ...headers("1"), host: "localhost" }), returns(1)],
  "no id": [verifies(BODY, without("webhook-id")), refuses],
  "no timestamp": [verifies(BODY, without("webhook-timestamp")), refuses],
  "no signature": [verifies(BODY, without("webhook-signature")), refuses],
  "an empty signature": [verifies(BODY, signed("")), refuses],
  "no headers": [verifies(BODY, null), fails],
  "another id": [verifies(BODY, headers(BODY, { "webhook-id": "msg_other" })), refuses],
  "another timestamp": [
    verifies(BODY, headers(BODY, { "webhook-timestamp": `${SENT + 1}` })),
    refuses,
  ],

  "a good signature behind a wrong one": [
    verifies(BODY, signed(`${OTHER} ${SIGNATURE}`), { jsonParse: false }),
    returns(undefined),
  ],
  "a good signature before a wrong one": [
    verifies(BODY, signed(`${SIGNATURE} ${OTHER}`), { jsonParse: false }),
    returns(undefined),
  ],
  "a good signature beside another version's": [
    verifies(BODY, signed(`v1a,${"Z".repeat(86)}== v2,? ${SIGNATURE}`), { jsonParse: false }),
    returns(undefined),
  ],
  "only wrong signatures": [verifies(BODY, signed(`${OTHER} ${OTHER}`)), refuses],
  "only another version's signature": [
    verifies(BODY, signed(SIGNATURE.replace("1", "2"))),
    refuses,
  ],
  "a signature without its version": [verifies(BODY, signed(SIGNATURE.slice(3))), refuses],
  "a signature without its padding": [verifies(BODY, signed(SIGNATURE.slice(0, -1))), refuses],
  "a signature with other trailing bits": [
    verifies(BODY, signed(SIGNATURE.replace("E=", "F="))),
    refuses,
  ],

  "a timestamp at the edge of the past": [timestamped(`${SENT - 300}`), returns(1)],
  "a timestamp beyond it": [timestamped(`${SENT - 301}`), refuses],
  "a timestamp at the edge of the future": [timestamped(`${SENT + 300}`), returns(1)],
  "a timestamp further on": [timestamped(`${SENT + 301}`), refuses],
  "a timestamp of no digits": [timestamped("soon"), refuses],
  "a timestamp before 1970": [timestamped("-1"), refuses],
};

/** What theirs accepts and ours refuses, and with which code. */
const stricter = {
  "a timestamp with letters behind it": [timestamped(`${SENT}abc`), "malformed_timestamp"],
  "a timestamp with a fraction": [timestamped(`${SENT}.5`), "malformed_timestamp"],
  "a timestamp with a sign": [timestamped(`+${SENT}`), "malformed_timestamp"],
  "a timestamp with a space": [timestamped(` ${SENT}`), "malformed_timestamp"],
  "a timestamp with a leading zero": [timestamped(`0${SENT}`), "malformed_timestamp"],
  "bytes that are not UTF-8, signed as the text that they decode to": [
    verifies(Buffer.from([0x22, 0xff, 0x22]), headers('"\ufffd"')),
    "no_matching_signature",
  ],
  "half a surrogate pair": [verifies('"\ud800"'), "malformed_body"],
  "a header under two names": [
    verifies("1", { ...headers("1"), "Webhook-Id": ID }),
    "repeated_header",
  ],
  "two headers joined into one": [
    verifies(BODY, signed(`${SIGNATURE}, ${SIGNATURE}`)),
    "repeated_header",
  ],
  "a good signature beside one of another length": [
    verifies(BODY, signed(`v1,AAAA ${SIGNATURE}`)),
    "malformed_header",
  ],
  "a good signature with more behind it": [
    verifies(BODY, signed(`${SIGNATURE},more`)),
    "malformed_header",
  ],
  "a header of more than 8192 bytes": [
    verifies(BODY, signed(`${`${OTHER} `.repeat(200)}${SIGNATURE}`)),
    "malformed_header",
  ],
  "an id with a space": [verifies("1", headers("1", { id: "msg 1" })), "malformed_header"],
  "an id beyond ASCII": [verifies("1", headers("1", { id: "zpráva" })), "malformed_header"],
  "a secret without its padding": [made("YWJjZA"), "malformed_secret"],
  "a secret with other trailing bits": [made("YWJjZB=="), "malformed_secret"],
  "a secret of more than 4096 bytes": [made("A".repeat(4100)), "malformed_secret"],
  "signing an id with a space": [signs("msg 1", at(SENT), BODY), "invalid_argument"],
  "signing an empty id": [signs("", at(SENT), BODY), "invalid_argument"],
  "signing at an invalid Date": [signs(ID, new Date(Number.NaN), BODY), "invalid_argument"],
  "signing before 1970": [signs(ID, at(-1), BODY), "invalid_argument"],
};

/** What ours takes beside, where theirs throws. */
const kinder = {
  "signing a Uint8Array": [signs(ID, at(SENT), bytes(BODY)), returns(SIGNATURE)],
  "a Uint8Array": [verifies(bytes("1"), headers("1")), returns(1)],
  "a Headers": [verifies("1", new Headers(headers("1"))), returns(1)],
};

beforeEach(() => mock.method(Date, "now", () => SENT * 1000));
afterEach(() => mock.restoreAll());

for (const [name, module] of Object.entries({ standardwebhooks: theirs, anyhook: ours })) {
  describe(`alike: ${name}`, () => {
    for (const [title, [call, expected]] of Object.entries(alike)) {
      test(title, () => {
        const { code: _, ...found } = outcome(module, call);
        assert.deepEqual(found, expected);
      });
    }
  });
}

describe("stricter", () => {
  for (const [title, [call, code]] of Object.entries(stricter)) {
    test(title, () => {
      assert.ok("returns" in outcome(theirs, call), "theirs accepts it");
      assert.equal(outcome(ours, call).code, code);
    });
  }
});

describe("kinder", () => {
  for (const [title, [call, expected]] of Object.entries(kinder)) {
    test(title, () => {
      assert.ok("throws" in outcome(theirs, call), "theirs throws");
      assert.deepEqual(outcome(ours, call), expected);
    });
  }
});

test("its error is anyhook's own", () => {
  assert.throws(() => verifies("tampered", headers())(ours.Webhook), WebhookVerificationError);
});
