// The schemes that no package of their own verifies, against a few lines of node:crypto each,
// written from the providers' documentation.
import { createWebhook, generateSecret } from "anyhook";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { binaries, forms, generator, headerForms, tampered, texts } from "./bodies.js";

const SEED = 20261122;
const now = Math.floor(Date.now() / 1000);
const encoder = new TextEncoder();

const hmac = (secret, ...parts) => {
  const mac = createHmac("sha256", Buffer.from(secret, "utf8"));
  for (const part of parts) mac.update(part);
  return mac;
};
const hex = (...parts) => hmac(...parts).digest("hex");
const base64 = (...parts) => hmac(...parts).digest("base64");

/** Each: the headers of a delivery, and what verifying it tells beside which secret signed it. */
const schemes = {
  shopify: {
    headers: (secret, body) => ({ "X-Shopify-Hmac-Sha256": base64(secret, body) }),
    tells: { assumed: false },
  },
  slack: {
    headers: (secret, body) => ({
      "X-Slack-Signature": `v0=${hex(secret, `v0:${now}:`, body)}`,
      "X-Slack-Request-Timestamp": String(now),
    }),
    tells: { assumed: false, timestamp: now },
  },
  "coinbase-commerce": {
    headers: (secret, body) => ({ "X-CC-Webhook-Signature": hex(secret, body) }),
    tells: { assumed: false },
  },
  connect: {
    headers: (secret, body) => ({ "X-Signature": hex(secret, body) }),
    tells: { assumed: true },
  },
  conduit: {
    headers: (secret, body) => ({
      "conduit-signature": hex(secret, `${now}.`, body),
      "conduit-signature-timestamp": String(now),
    }),
    tells: { assumed: false, timestamp: now },
  },
  spritz: {
    headers: (secret, body) => ({ Signature: hex(secret, body) }),
    tells: { assumed: false },
  },
  cryptofuse: {
    headers: (secret, body) => ({ "X-Signature": hex(secret, body) }),
    tells: { assumed: true },
  },
  devdraft: {
    headers: (secret, body) => ({
      "X-Webhook-Signature": `t=${now},v1=${hex(secret, `${now}.`, body)}`,
    }),
    tells: { assumed: true, timestamp: now },
  },
};

const refused = { name: "WebhookVerificationError", code: "no_matching_signature" };

for (const [scheme, { headers: headersOf, tells }] of Object.entries(schemes)) {
  test(`${scheme}, both ways with node:crypto`, (context) => {
    const secret = generateSecret(scheme);
    const ours = createWebhook(scheme, { secret });
    const random = generator(SEED);
    const bodies = ["", ...texts(SEED)];
    for (const [index, text] of bodies.entries()) {
      const headers = headersOf(secret, text);
      const body = forms(text)[index % 4];
      const delivery = { headers: headerForms(headers)[(index >> 2) % 4], body };
      assert.deepEqual(ours.verify(delivery), { secretIndex: 0, ...tells });
      assert.deepEqual(ours.sign({ body, timestamp: now }), headers);
      const changed = tampered(text, random);
      assert.throws(() => ours.verify({ headers, body: changed }), refused);
      assert.notDeepEqual(headersOf(secret, changed), headers);
    }
    context.diagnostic(`${bodies.length} checks`);
  });

  test(`${scheme}, bytes that are no text`, () => {
    const secret = generateSecret(scheme);
    const ours = createWebhook(scheme, { secret });
    for (const body of binaries(SEED)) {
      const headers = headersOf(secret, body);
      assert.equal(ours.verify({ headers, body }).secretIndex, 0);
      assert.deepEqual(ours.sign({ body, timestamp: now }), headers);
      const changed = Uint8Array.of(...body, 0);
      assert.throws(() => ours.verify({ headers, body: changed }), refused);
    }
  });

  test(`${scheme}, a secret of any text`, () => {
    const secrets = [
      "x",
      " spaced ",
      "whsec_prefixed",
      "Žluť 漢字 👍",
      "k".repeat(64),
      "k".repeat(200),
    ];
    for (const secret of secrets) {
      const headers = headersOf(secret, "{}");
      const ours = createWebhook(scheme, { secret });
      assert.equal(ours.verify({ headers, body: encoder.encode("{}") }).secretIndex, 0);
      const other = createWebhook(scheme, { secret: `${secret}.` });
      assert.throws(() => other.verify({ headers, body: "{}" }), refused);
    }
  });
}

test("conduit sends the delivery's id beside what it signs", () => {
  const secret = generateSecret("conduit");
  const sent = createWebhook("conduit", { secret }).sign({
    id: "dlv_1",
    body: "{}",
    timestamp: now,
  });
  assert.deepEqual(sent, {
    ...schemes.conduit.headers(secret, "{}"),
    "conduit-webhook-idempotency-key": "dlv_1",
  });
});

test("devdraft signs with both secrets while one replaces the other", () => {
  const secrets = [generateSecret("devdraft"), generateSecret("devdraft")];
  const [first, second] = secrets.map((secret) => hex(secret, `${now}.`, "{}"));
  const sent = createWebhook("devdraft", { secret: secrets }).sign({ body: "{}", timestamp: now });
  assert.deepEqual(sent, { "X-Webhook-Signature": `t=${now},v1=${first},v1=${second}` });
});
