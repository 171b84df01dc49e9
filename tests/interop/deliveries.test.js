// What a service delivers, under the schemes of others: taken by their own packages.
import { verify as octokitVerify } from "@octokit/webhooks-methods";
import { defineProvider } from "anyhook";
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Webhook as StandardWebhooks } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as Svix } from "svix";

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../../providers/${name}`, import.meta.url), "utf8"));
const { schemes } = read("schemes.json");
const stripe = new Stripe("sk_test_0").webhooks;

/** How each takes a body and its headers; it throws or answers false for what it refuses. */
const peers = {
  "standard-webhooks": (secret, body, headers) =>
    new StandardWebhooks(secret).verify(body, headers),
  svix: (secret, body, headers) => new Svix(secret).verify(body, headers),
  stripe: (secret, body, headers) =>
    stripe.signature.verifyHeader(body, headers["stripe-signature"], secret, 300),
  github: (secret, body, headers) => octokitVerify(secret, body, headers["x-hub-signature-256"]),
};

/** The header with the delivery's id, the same on every attempt, where there is one. */
const ID_HEADERS = { "standard-webhooks": "webhook-id", svix: "svix-id" };

/** The starter's provider, which signs as a scheme does. */
function providerOf(id) {
  const { secret, ids, signature } = schemes.find((scheme) => scheme.id === id);
  const file = read("starter.json");
  file.id = `acme-${id}`;
  file.secret = secret;
  file.delivery.signature = signature;
  // Where the signature's headers have the id, that is the delivery's.
  if (ids) {
    file.ids.delivery = { pattern: "^msg_[0-9A-Za-z]{27}$", ...ids.delivery };
    delete file.delivery.receive.id;
    file.delivery.body = { type: { $: "event.type" }, data: { $: "event.data" } };
  }
  file.assumed = [];
  return defineProvider(JSON.stringify(file));
}

for (const [id, verify] of Object.entries(peers)) {
  test(`every attempt of a delivery that is signed as ${id}'s is taken by its package`, async () => {
    const sent = [];
    let now = Date.now() - 60_000;
    const service = createService({
      store: memoryStore(),
      providers: [providerOf(id)],
      clock: () => now,
      async fetch(request) {
        const { headers } = request;
        sent.push({ headers: Object.fromEntries(headers), body: await request.text() });
        return new Response(null, { status: sent.length === 1 ? 500 : 204 });
      },
    });
    const created = await service.fetch(
      new Request(`http://localhost/acme-${id}/v1/hooks`, {
        method: "POST",
        headers: { Authorization: "Bearer key", "Content-Type": "application/json" },
        body: '{"url":"https://example.com/hook","events":["order.placed"]}',
      }),
    );
    const { secret } = await created.json();
    await service.publish(`acme-${id}`, { type: "order.placed", data: { total: "49.90 €" } });
    now = await service.deliver();
    assert.equal(await service.deliver(), undefined);
    assert.equal(sent.length, 2);
    for (const { headers, body } of sent) {
      assert.notEqual(await verify(secret, body, headers), false);
      const refuse = async () => assert.notEqual(await verify(secret, `${body} `, headers), false);
      await assert.rejects(refuse);
    }
    const [one, other] = sent.map(({ headers }) => headers[ID_HEADERS[id]]);
    assert.equal(one, other);
  });
}
