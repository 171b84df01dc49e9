import assert from "node:assert/strict";
import test from "node:test";
import { createService, manualClock } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { courier, DAY, Endpoints, Time, TYPE } from "./courier.js";

const URL_A = "https://a.example.com/hook";
const START = Date.UTC(2026, 0, 1);

/** What the control API answers. */
async function ask(service, method, path, body) {
  const headers = body && { "content-type": "application/json" };
  const init = { method, headers, body: body && JSON.stringify(body) };
  const response = await service.fetch(new Request(`http://localhost${path}`, init));
  return { code: response.status, ...(await response.json()) };
}

test("an event that is published over HTTP is sent at once by a service that was started", async () => {
  const time = new Time();
  const endpoints = new Endpoints();
  const own = courier({ transport: endpoints.transport, ...time.options });
  own.service.start();
  await own.subscribe(URL_A);
  await time.advance(0);
  const { code, id } = await ask(own.service, "POST", "/_/conduit/events", { type: TYPE });
  assert.equal(code, 202);
  await time.advance(0);
  assert.equal(endpoints.count, 1);
  endpoints.answer();
  await time.advance(0);
  const { data } = await ask(own.service, "GET", "/_/conduit/deliveries");
  assert.deepEqual(
    data.map(({ event, status: state, attempts }) => [event.id, state, attempts.length]),
    [[id, "succeeded", 1]],
  );
  const again = await ask(own.service, "POST", `/_/conduit/deliveries/${data[0].id}/resend`);
  assert.equal(again.code, 202);
  await time.advance(0);
  assert.equal(endpoints.count, 2);
});

test("a manual clock goes on over HTTP, and sends what is due on the way", async () => {
  const clock = manualClock(START);
  const times = [];
  const transport = async () => {
    times.push(clock.now());
    return new Response(null, { status: times.length < 3 ? 500 : 204 });
  };
  const own = courier({ transport, clock });
  await own.subscribe(URL_A);
  await own.publish();
  const before = await ask(own.service, "GET", "/_/time");
  assert.deepEqual([before.code, before.manual, Date.parse(before.time)], [200, true, START]);
  assert.equal(times.length, 0, "to ask for the time moves nothing");
  const after = await ask(own.service, "POST", "/_/time", { advance: "24h" });
  assert.deepEqual([after.code, after.manual, Date.parse(after.time)], [200, true, START + DAY]);
  assert.deepEqual(times, [START, START + 30_000, START + 150_000]);
});

test("a real clock is not moved", async () => {
  const service = createService({ store: memoryStore() });
  const { code, manual } = await ask(service, "GET", "/_/time");
  assert.deepEqual([code, manual], [200, false]);
  const refused = await ask(service, "POST", "/_/time", { advance: "24h" });
  assert.equal(refused.code, 409);
});
