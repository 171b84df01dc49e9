// What becomes of events within a day, for each provider: the facts are of its pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestService } from "anyhook/testing";

const S = 1000;
const MINUTE = 60 * S;
const HOUR = 60 * MINUTE;
const URL = "https://shop.example/hook";

/** After how long each retry follows the attempt before, and how much later it may be. */
const USUAL = { delays: [5 * S, 30 * S, 2 * MINUTE, 10 * MINUTE, HOUR], jitter: 0.1 };
const CONDUIT = [30 * S, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE];
const PROVIDERS = {
  connect: { type: "CUSTOMER_CREATED", ...USUAL },
  conduit: {
    type: "customer.active",
    delays: [...CONDUIT, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 10 * HOUR],
    jitter: 0,
  },
  spritz: { type: "payment.completed", ...USUAL },
  // The fifth failure in a row disables the webhook before a fifth retry.
  cryptofuse: { type: "payment.completed", ...USUAL, delays: USUAL.delays.slice(0, 4) },
  devdraft: { type: "payment.completed", ...USUAL },
};

for (const [provider, { type, delays, jitter }] of Object.entries(PROVIDERS)) {
  test(`a day of ${provider}'s retries takes no time`, async () => {
    const service = createTestService({ providers: [provider] });
    const events = provider === "devdraft" ? undefined : [type];
    await service.subscribe(provider, { url: URL, events });
    service.respond(URL, 503);
    const { id } = await service.publish(provider, { type });
    const started = performance.now();
    await service.advance("24h");
    const took = performance.now() - started;
    // On a machine that does something else besides; it is some 10 ms.
    assert.ok(took < 5000, `${took} ms`);
    const received = service.received(URL);
    assert.equal(received.length, delays.length + 1);
    for (const [index, { time, verified, event, answer }] of received.entries()) {
      assert.deepEqual([verified, event?.type, answer], [true, type, 503]);
      assert.equal(event.id ?? event.unsignedId ?? id, id);
      if (index === 0) continue;
      const delay = time - received[index - 1].time;
      const least = delays[index - 1];
      assert.ok(delay >= least && delay <= least * (1 + jitter), `${index}: ${delay}`);
    }
    assert.equal(await service.settled(), undefined);
  });
}

test("a webhook is disabled after failures, and gets what was held once it is enabled", async () => {
  const service = createTestService({ providers: ["cryptofuse"] });
  const webhook = await service.subscribe("cryptofuse", { url: URL });
  service.respond(URL, "refused");
  await service.publish("cryptofuse", { type: "payment.created" });
  await service.advance("1h");
  assert.equal(service.received(URL).length, 5);
  const base = "http://localhost/cryptofuse/user/webhooks";
  const headers = {
    ...service.credentials("cryptofuse"),
    "content-type": "application/json",
  };
  const found = await (await service.fetch(`${base}/${webhook.id}`, { headers })).json();
  assert.deepEqual([found.status, found.failure_count], ["inactive", 5]);

  service.respond(URL, 200);
  await service.advance("7d");
  assert.equal(service.received(URL).length, 5);
  const body = JSON.stringify({ status: "active" });
  const enabled = await service.fetch(`${base}/${webhook.id}`, { method: "PATCH", headers, body });
  assert.equal(enabled.status, 200);
  await service.settled();
  const [last] = service.received(URL).slice(-1);
  assert.equal(service.received(URL).length, 6);
  assert.deepEqual([last.answer, last.event.type], [200, "payment.created"]);
});

test("what an endpoint asks for by Retry-After is kept", async () => {
  const service = createTestService({ providers: ["cryptofuse"] });
  await service.subscribe("cryptofuse", { url: URL });
  for (const seconds of [60, 61, 600]) {
    service.respond(URL, [{ status: 429, retryAfter: seconds }]);
    await service.publish("cryptofuse", { type: "payment.created" });
    const next = await service.settled();
    assert.equal(next - service.now(), seconds * S);
    await service.advance(seconds * S);
    assert.deepEqual(
      service.received(URL).map(({ answer }) => answer),
      [429, 200],
    );
    service.reset();
    await service.subscribe("cryptofuse", { url: URL });
  }
});
