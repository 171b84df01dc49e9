import assert from "node:assert/strict";
import { test } from "node:test";
import { Response } from "miniflare";
import { verify } from "anyhook";
import { Host } from "../api/client.js";
import { connect } from "../api/facts/connect.js";
import { account } from "./account.js";
import { startWorker } from "./start.js";

const EVERY_MINUTE = "* * * * *";
const URL_A = "https://a.example.com/hook";

/** A Worker with webhooks of Connect's, whose endpoint answers by `answer`. */
async function withWorker(answer, work) {
  const seen = [];
  const worker = await startWorker({
    outbound: async (request) => {
      seen.push({ url: request.url, headers: request.headers, body: await request.text() });
      return answer(seen.length);
    },
  });
  /** The next line of the log that is about deliveries. */
  const attempt = async () => {
    for (;;) {
      const line = JSON.parse(await worker.nextLine());
      if (line.operation === "attempt") return line;
      assert.equal(line.error, undefined, JSON.stringify(line));
    }
  };
  try {
    // Connect itself tells of a webhook that was created, to that webhook.
    const own = await account(worker, connect);
    const create = () =>
      own.create({ ...connect.minimal(URL_A), subscribedEventTypes: ["WEBHOOK_CREATED"] });
    await work({ worker, own, create, seen, attempt });
  } finally {
    await worker.stop();
  }
}

test("what a request has made due is sent behind its answer, and signed", () =>
  withWorker(
    () => new Response("thanks"),
    async ({ create, attempt, seen }) => {
      const webhook = await create();
      const { state, status, webhook: of, provider } = await attempt();
      assert.deepEqual([state, status, of, provider], ["succeeded", 200, webhook.id, "connect"]);
      const [{ url, headers, body }] = seen;
      assert.equal(url, URL_A);
      assert.equal(JSON.parse(body).eventType, "WEBHOOK_CREATED");
      assert.ok(verify("connect", { headers, body, secret: webhook.secret }));
    },
  ));

test("what could not be delivered is sent again by the cron trigger, with the same id", () =>
  withWorker(
    (count) => new Response(null, { status: count === 1 ? 500 : 204 }),
    async ({ worker, create, attempt, seen }) => {
      await create();
      const first = await attempt();
      assert.equal(first.state, "pending");
      await worker.scheduled(EVERY_MINUTE);
      assert.equal(seen.length, 1, "it is not due yet");
      // Connect tries again after five seconds and a tenth more.
      while (Date.now() < first.next) await worker.scheduled(EVERY_MINUTE);
      await worker.scheduled(EVERY_MINUTE);
      const second = await attempt();
      assert.deepEqual([second.state, second.attempt], ["succeeded", 2]);
      assert.equal(second.delivery, first.delivery);
      assert.equal(seen.length, 2);
      assert.equal(JSON.parse(seen[0].body).id, JSON.parse(seen[1].body).id);
    },
  ));

test("an event for more webhooks than one run may tell reaches all, by the runs that follow", () =>
  withWorker(
    () => new Response(null, { status: 204 }),
    async ({ worker, own, seen }) => {
      const urls = Array.from({ length: 50 }, (_, index) => `${URL_A}/${index}`);
      for (const url of urls) await own.create(connect.minimal(url));
      const host = new Host(worker.base, { strict: { adminToken: worker.adminToken } });
      const body = { type: "CUSTOMER_CREATED" };
      const { status } = await host.control("POST", "/_/connect/events", { body });
      assert.equal(status, 202);
      for (let runs = 0; seen.length < urls.length; runs++) {
        assert.ok(runs < 1000, `${seen.length} were told`);
        await worker.scheduled(EVERY_MINUTE);
      }
      assert.deepEqual(seen.map(({ url }) => url).sort(), urls.sort());
    },
  ));

test("a redirect is not followed in workerd either", () =>
  withWorker(
    () => new Response(null, { status: 307, headers: { location: URL_A } }),
    async ({ create, attempt, seen }) => {
      await create();
      const { status, error, state } = await attempt();
      assert.deepEqual([status, error, state], [307, "redirect", "pending"]);
      assert.equal(seen.length, 1);
    },
  ));

test("the trigger of every ten minutes reseals; once an hour what is old is looked for", () =>
  withWorker(
    () => new Response(null, { status: 500 }),
    async ({ worker, create, attempt, seen }) => {
      await create();
      await attempt();
      await worker.scheduled("*/10 * * * *");
      const { operation, resealed, unknown } = JSON.parse(await worker.nextLine());
      assert.deepEqual([operation, resealed, unknown], ["reseal", 0, 0]);
      await worker.scheduled(EVERY_MINUTE, new Date(Date.UTC(2026, 0, 1, 12, 0)));
      assert.equal(seen.length, 1);
    },
  ));
