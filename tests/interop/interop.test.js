// Both ways with the packages that people use today: what they sign verifies here, what is signed
// here verifies there, and a tampered body is refused by both.
import { sign as octokitSign, verify as octokitVerify } from "@octokit/webhooks-methods";
import { createWebhook, generateSecret } from "anyhook";
import assert from "node:assert/strict";
import test from "node:test";
import { Webhook as StandardWebhooks } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as Svix } from "svix";
import { forms, generator, headerForms, tampered, texts } from "./bodies.js";

const SEED = 20261121;
const now = Math.floor(Date.now() / 1000);
const stripe = new Stripe("sk_test_0").webhooks;

/**
 * Each: the scheme, and how the peer signs and verifies. `verify` throws or returns false for what
 * the peer refuses.
 */
const peers = {
  standardwebhooks: {
    scheme: "standard-webhooks",
    sign: (secret, id, body) => ({
      "webhook-id": id,
      "webhook-timestamp": String(now),
      "webhook-signature": new StandardWebhooks(secret).sign(id, new Date(now * 1000), body),
    }),
    verify: (secret, body, headers) =>
      new StandardWebhooks(secret).verify(body, headers, { jsonParse: false }),
  },
  svix: {
    scheme: "svix",
    sign: (secret, id, body) => ({
      "svix-id": id,
      "svix-timestamp": String(now),
      "svix-signature": new Svix(secret).sign(id, new Date(now * 1000), body),
    }),
    // It always parses, once it has verified.
    verify: (secret, body, headers) => {
      try {
        return new Svix(secret).verify(body, headers);
      } catch (error) {
        if (error instanceof SyntaxError) return undefined;
        throw error;
      }
    },
  },
  stripe: {
    scheme: "stripe",
    sign: (secret, _, payload) => ({
      "Stripe-Signature": stripe.generateTestHeaderString({ payload, secret, timestamp: now }),
    }),
    verify: (secret, body, headers) =>
      stripe.signature.verifyHeader(body, headers["Stripe-Signature"], secret, 300),
  },
  "@octokit/webhooks-methods": {
    scheme: "github",
    sign: async (secret, _, body) => ({ "X-Hub-Signature-256": await octokitSign(secret, body) }),
    verify: (secret, body, headers) => octokitVerify(secret, body, headers["X-Hub-Signature-256"]),
  },
};

for (const [name, { scheme, sign, verify }] of Object.entries(peers)) {
  const secret = generateSecret(scheme);
  const ours = createWebhook(scheme, { secret });
  const random = generator(SEED);
  const refused = { name: "WebhookVerificationError", code: "no_matching_signature" };

  async function accepts(body, headers) {
    assert.notEqual(await verify(secret, body, headers), false);
  }

  async function refuses(body, headers) {
    const verdict = await new Promise((resolve) => resolve(verify(secret, body, headers))).catch(
      (error) => {
        assert.match(error.message, /signature/i);
        return false;
      },
    );
    assert.equal(verdict, false);
  }

  test(`what ${name} signs, verifies here`, async (context) => {
    const bodies = texts(SEED);
    for (const [index, text] of bodies.entries()) {
      const id = `msg_${index}`;
      const headers = await sign(secret, id, text);
      const body = forms(text)[index % 4];
      const verified = ours.verify({ headers: headerForms(headers)[(index >> 2) % 4], body });
      const { timestamp, id: signedId } = verified;
      assert.equal(verified.secretIndex, 0);
      if (timestamp !== undefined) assert.equal(timestamp, now);
      if (signedId !== undefined) assert.equal(signedId, id);
      const changed = tampered(text, random);
      assert.throws(() => ours.verify({ headers, body: changed }), refused);
      await refuses(changed, headers);
    }
    context.diagnostic(`${bodies.length} checks`);
  });

  test(`what is signed here, ${name} verifies`, async (context) => {
    const bodies = texts(SEED + 1);
    for (const [index, text] of bodies.entries()) {
      const headers = ours.sign({
        id: `msg_${index}`,
        body: forms(text)[index % 4],
        timestamp: now,
      });
      await accepts(text, headers);
      const changed = tampered(text, random);
      await refuses(changed, headers);
      assert.throws(() => ours.verify({ headers, body: changed }), refused);
    }
    context.diagnostic(`${bodies.length} checks`);
  });

  test(`${name} and ours sign alike`, async () => {
    const headers = await sign(secret, "msg_1", "{}");
    assert.deepEqual(ours.sign({ id: "msg_1", body: "{}", timestamp: now }), headers);
  });
}

test("an empty body, where the peer takes one", async () => {
  const secret = generateSecret("standard-webhooks");
  const ours = createWebhook("standard-webhooks", { secret });
  const { sign, verify } = peers.standardwebhooks;
  assert.equal(ours.verify({ headers: sign(secret, "msg_1", ""), body: "" }).id, "msg_1");
  verify(secret, "", ours.sign({ id: "msg_1", body: new Uint8Array(0) }));
});

test("signatures of an old and a new secret, while one replaces the other", () => {
  for (const scheme of ["standard-webhooks", "svix", "stripe"]) {
    const secrets = [generateSecret(scheme), generateSecret(scheme)];
    const headers = createWebhook(scheme, { secret: secrets }).sign({ id: "msg_1", body: "{}" });
    const peer = Object.values(peers).find((one) => one.scheme === scheme);
    for (const secret of secrets) peer.verify(secret, "{}", headers);
    const [, old] = secrets;
    const signedWithOld = peer.sign(old, "msg_1", "{}");
    const ours = createWebhook(scheme, { secret: secrets });
    assert.equal(ours.verify({ headers: signedWithOld, body: "{}" }).secretIndex, 1);
  }
});
