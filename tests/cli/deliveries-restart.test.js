// What becomes of deliveries when the service ends without a word, and another one has the folder, or comes to it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { scratch, serve } from "./anyhook.js";
import { advance, Endpoints, PROVIDERS, publish, subscribe } from "./endpoints.js";

const { folder } = scratch();
const { types } = PROVIDERS.conduit;
const event = { type: types[0] };
const start = (name) =>
  serve(["--data", join(folder, name), "--clock", "manual", "--no-limits", "--log", "none"]);

async function killed(server) {
  server.kill("SIGKILL");
  assert.equal(await server.ended, "SIGKILL");
}

test("what was being sent goes out as soon as the service is there again", async () => {
  const endpoints = await Endpoints.start();
  endpoints.answer = () => "hang";
  const first = await start("alone");
  await subscribe(first.url, "conduit", endpoints.url, types);
  await publish(first.url, "conduit", event);
  await endpoints.came(1);
  await killed(first);
  endpoints.answer = () => 200;
  // Its time stands still, and so it waits for nothing.
  await start("alone");
  await endpoints.came(2);
  const [one, other] = endpoints.seen;
  const id = "conduit-webhook-idempotency-key";
  assert.equal(one.headers[id], other.headers[id]);
  assert.deepEqual(one.body, other.body);
});

test("what another process is sending is left to it, and goes out a minute after that was killed", async () => {
  const endpoints = await Endpoints.start();
  endpoints.answer = () => "hang";
  const first = await start("shared");
  await subscribe(first.url, "conduit", endpoints.url, types);
  await publish(first.url, "conduit", event);
  await endpoints.came(1);
  const second = await start("shared");
  await advance(second.url, "1ms");
  assert.equal(endpoints.seen.length, 1);
  await killed(first);
  endpoints.answer = () => 200;
  await advance(second.url, "1ms");
  assert.equal(endpoints.seen.length, 1);
  await advance(second.url, "61s");
  assert.equal(endpoints.seen.length, 2);
});

test("an event reaches all of 250 webhooks, wherever in its expansion the service is killed", async (t) => {
  const endpoints = await Endpoints.start();
  let server = await start("pages");
  const paths = Array.from({ length: 250 }, (_, index) => `/${index}`);
  await Promise.all(
    paths.map((path) => subscribe(server.url, "conduit", `${endpoints.url}${path}`, types)),
  );
  const ids = [];
  for (const arrivals of [0, 0, 1, 40, 90, 150, 240]) {
    const before = endpoints.seen.length;
    ids.push(await publish(server.url, "conduit", event));
    await endpoints.came(before + arrivals);
    await killed(server);
    server = await start("pages");
  }
  await advance(server.url, "24h");
  const arrived = new Set(
    endpoints.seen.map(
      ({ path, headers }) => `${path} ${headers["conduit-webhook-idempotency-key"]}`,
    ),
  );
  const expected = ids.flatMap((id) => paths.map((path) => `${path} ${id}`));
  assert.deepEqual([...arrived].toSorted(), expected.toSorted());
  const list = `${server.url}/_/conduit/deliveries?limit=100`;
  let [count, cursor] = [0, undefined];
  do {
    const { data, nextCursor } = await (
      await fetch(`${list}${cursor ? `&cursor=${cursor}` : ""}`)
    ).json();
    for (const { status } of data) assert.equal(status, "succeeded");
    count += data.length;
    cursor = nextCursor;
  } while (cursor);
  assert.equal(count, expected.length);
  t.diagnostic(`${count} deliveries, ${endpoints.seen.length} requests`);
});
