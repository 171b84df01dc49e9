// What a test suite of a user's has of `anyhook/testing`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { defineProvider, providers, receive, WebhookConfigurationError } from "anyhook";
import { createTestService } from "anyhook/testing";
import { readFileSync } from "node:fs";

const URL = "https://shop.example/hook";
const TYPES = Object.fromEntries(
  providers().map(({ id, events }) => [id, Object.keys(events.types).at(-1)]),
);
const answers = (service, url = URL) => service.received(url).map(({ answer }) => answer);

const refused = (code, words) => (error) => {
  assert.ok(error instanceof WebhookConfigurationError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, words);
  return true;
};

for (const [provider, type] of Object.entries(TYPES)) {
  test(`a webhook of ${provider} in one line, and a delivery that verifies`, async () => {
    const service = createTestService();
    const webhook = await service.subscribe(provider, { url: URL });
    await service.publish(provider, { type });
    await service.settled();
    const received = service.received(URL).filter(({ event }) => event.type === type);
    const [one] = received;
    assert.equal(received.length, 1);
    assert.deepEqual(
      [one.verified, one.provider, one.webhook, one.account, one.answer, one.method],
      [true, provider, webhook.id, webhook.account, 200, "POST"],
    );
    // What the test was told of it is enough to verify it oneself.
    const { secret } = webhook;
    const now = one.time / 1000;
    const event = receive(provider, { secret, headers: one.headers, body: one.raw, now });
    assert.equal(event.type, type);
    assert.equal(typeof one.body, "object");
  });
}

test("each answer of a list answers one request, and what was said before the rest", async () => {
  const service = createTestService({ providers: ["conduit"] });
  await service.subscribe("conduit", { url: URL });
  const broken = new Response("no", { status: 502 });
  service.respond(URL, 204);
  service.respond(URL, [500, { status: 429, retryAfter: 60 }, "timeout", "refused", "tls", broken]);
  await service.publish("conduit", { type: "customer.active" });
  await service.advance("24h");
  assert.deepEqual(answers(service), [500, 429, "timeout", "refused", "tls", 502, 204]);
});

test("a receiver answers itself, with the request as it came", async () => {
  const service = createTestService({ providers: ["devdraft"] });
  const { secret } = await service.subscribe("devdraft", { url: URL });
  const seen = [];
  service.respond(URL, async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    const event = receive("devdraft", { secret, headers: request.headers, body });
    seen.push(event.data);
    return new Response("thanks", { status: 202 });
  });
  await service.publish("devdraft", { type: "payment.completed", data: { amount: "5.00" } });
  await service.settled();
  assert.deepEqual(seen, [{ amount: "5.00" }]);
  assert.deepEqual(answers(service), [202]);
});

test("what a receiver throws is answered with 500, and not lost", async () => {
  const service = createTestService({ providers: ["conduit"] });
  await service.subscribe("conduit", { url: URL });
  service.respond(URL, () => {
    throw new TypeError("a bug of the receiver's");
  });
  await service.publish("conduit", { type: "customer.active" });
  await assert.rejects(service.settled(), /a bug of the receiver's/);
  assert.deepEqual(answers(service), ["error"]);
  service.respond(URL, 200);
  await service.advance("30s");
  assert.deepEqual(answers(service), ["error", 200]);
});

test("tests do not see each other after a reset", async () => {
  const service = createTestService({ start: new Date("2026-01-01") });
  const once = async () => {
    const { id, secret } = await service.subscribe("cryptofuse", { url: URL });
    service.respond(URL, [500, "timeout"]);
    const published = await service.publish("cryptofuse", { type: "payment.created" });
    await service.advance("1h");
    const requests = service.received(URL).map(({ time, headers, body }) => [time, headers, body]);
    return { id, secret, published, requests, now: service.now() };
  };
  const first = await once();
  assert.equal(first.requests.length, 3);
  service.reset();
  assert.deepEqual(service.received(URL), []);
  assert.equal(service.now(), Date.UTC(2026, 0, 1));
  assert.equal(await service.settled(), undefined);
  const headers = service.credentials("cryptofuse");
  const list = await service.fetch("http://localhost/cryptofuse/user/webhooks", { headers });
  assert.equal((await list.json()).count, 0);
  service.reset();
  // Ids, secrets and signatures are the same ones, in this run and in the next.
  assert.deepEqual(await once(), first);
  const other = createTestService({ start: new Date("2026-01-01"), seed: 2 });
  assert.notEqual((await other.subscribe("cryptofuse", { url: URL })).id, first.id);
});

test("accounts are told apart by their credentials", async () => {
  const service = createTestService({ providers: ["conduit"] });
  const urls = ["https://a.example/", "https://b.example/"];
  const [a, b] = await Promise.all(
    urls.map((url, index) => service.subscribe("conduit", { url, credential: `key-${index}` })),
  );
  assert.notEqual(a.account, b.account);
  await service.publish("conduit", { type: "customer.active", account: a.account });
  await service.settled();
  assert.deepEqual(
    urls.map((url) => service.received(url).length),
    [1, 0],
  );
  await service.publish("conduit", { type: "customer.active" });
  await service.settled();
  assert.deepEqual(
    urls.map((url) => service.received(url).length),
    [2, 1],
  );
});

test("secrets that change are followed", async () => {
  const service = createTestService({ providers: ["devdraft"] });
  const { id } = await service.subscribe("devdraft", { url: URL });
  const headers = { ...service.credentials("devdraft"), "content-type": "application/json" };
  const signing_secret = "a-new-secret-of-at-least-32-characters";
  const changed = await service.fetch(`http://localhost/devdraft/api/v0/webhooks/${id}`, {
    method: "PATCH",
    headers,
    body: JSON.stringify({ signing_secret }),
  });
  assert.equal(changed.status, 200);
  for (const hours of [0, 25]) {
    await service.advance(`${hours}h`);
    await service.publish("devdraft", { type: "payment.completed" });
    await service.settled();
    const { time, headers, raw, verified } = service.received(URL).at(-1);
    assert.ok(verified);
    const delivery = { secret: signing_secret, headers, body: raw, now: time / 1000 };
    assert.equal(receive("devdraft", delivery).type, "payment.completed");
  }
});

test("payloads that are sealed are opened, and what was sent is to be seen too", async () => {
  const service = createTestService({ providers: ["devdraft"] });
  await service.subscribe("devdraft", { url: URL, fields: { encrypted: true } });
  await service.publish("devdraft", { type: "payment.completed", data: { amount: "5.00" } });
  await service.settled();
  const [{ body, event, verified }] = service.received(URL);
  assert.deepEqual([verified, event.data, body.alg], [true, { amount: "5.00" }, "A256GCM"]);
});

test("deliveries are told of by the control API", async () => {
  const service = createTestService({ providers: ["conduit"] });
  const { id } = await service.subscribe("conduit", { url: URL });
  service.respond(URL, [500, 500]);
  await service.publish("conduit", { type: "customer.active" });
  await service.advance("1h");
  const response = await service.fetch("http://localhost/_/conduit/deliveries");
  const [{ status, webhook, attempts }] = (await response.json()).data;
  assert.deepEqual([status, webhook], ["succeeded", id]);
  assert.deepEqual(
    attempts.map((attempt) => attempt.status),
    [500, 500, 200],
  );
});

test("a provider of one's own is served like the others", async () => {
  const file = new globalThis.URL("../../providers/starter.json", import.meta.url);
  const acme = defineProvider(readFileSync(file));
  const service = createTestService({ providers: [acme] });
  await service.subscribe(acme, { url: URL });
  const [type] = Object.keys(acme.info.events.types);
  await service.publish(acme, { type });
  await service.settled();
  const [{ provider, verified, event }] = service.received(URL);
  assert.deepEqual([provider, verified, event.type], ["acme", true, type]);
});

test("the limits of a provider hold where they are asked for", async () => {
  for (const [limits, status] of [
    [false, 200],
    [true, 429],
  ]) {
    const service = createTestService({ providers: ["devdraft"], limits });
    const headers = service.credentials("devdraft");
    let last;
    for (let times = 0; times <= 100; times++) {
      last = await service.fetch("http://localhost/devdraft/api/v0/webhooks", { headers });
    }
    assert.equal(last.status, status);
  }
});

test("what is wrong is said in words", async () => {
  const service = createTestService({ providers: ["conduit", "devdraft"] });
  const call = (work) => assert.rejects.bind(assert, async () => work());
  const invalid = (words) => refused("invalid_argument", words);
  await call(() => service.advance("soon"))(
    invalid(/the duration is `soon`, expected one such as/),
  );
  await call(() => service.advance(-1))(invalid(/the duration is the number -1/));
  await call(() => service.subscribe("conduit", { url: "ftp://x.example" }))(
    invalid(/Conduit refuses the webhook: 400 .*url_scheme/),
  );
  await call(() => service.subscribe("devdraft", { url: URL, events: ["payment.completed"] }))(
    invalid(/Devdraft's webhooks get every event: leave `events` out/),
  );
  await call(() => service.subscribe("conduit", { url: URL, credential: "a b" }))(
    invalid(/the credential is `a b`/),
  );
  await call(() => service.subscribe("spritz", { url: URL }))(
    refused("unknown_provider", /`spritz` is not served here, expected `conduit`, `devdraft`/),
  );
  await call(() => service.publish("conduit", { type: "customer.actve" }))(
    invalid(/customer.actve/),
  );
  await call(() => service.respond(URL, 99))(invalid(/the status is the number 99/));
  await call(() => service.respond(URL, "slow"))(
    invalid(/the answer is `slow`, expected a status/),
  );
  await call(() => service.respond("shop", 200))(invalid(/the endpoint's URL is `shop`/));
  await call(() => createTestService({ seed: 1.5 }))(invalid(/`seed` is the number 1.5/));
  await call(() => createTestService({ providers: [] }))(invalid(/no provider was given/));
  await call(() => createTestService(null))(invalid(/the options are null/));
});
