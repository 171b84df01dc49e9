// How fast deliveries are sent, beside a bare loop that signs and sends and remembers nothing; and how long it
// takes from an event to its arrival.
import { createHmac } from "node:crypto";
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { median, quantile } from "./measure.js";
import { folder, OTHER_TYPE, receiver, subscribe, TYPE } from "./outbox.js";
import { table, verdict } from "./table.js";

const ROUNDS = 3;
const endpoint = await receiver();
const STORES = { memory: memoryStore, LMDB: () => lmdbStore(folder()) };

await throughput();
await latency();
endpoint.stop();

/** Deliveries a second, ours and the bare loop's by turns. */
async function throughput() {
  const cases = [
    { webhooks: 50, events: 40, concurrency: 64, aims: { memory: 0.4, LMDB: 0.3 } },
    { webhooks: 1, events: 500, concurrency: 8, aims: { memory: 0.4, LMDB: 0.1 } },
  ];
  const rows = [];
  for (const { webhooks, events, concurrency, aims } of cases) {
    const urls = Array.from({ length: webhooks }, (_, index) => `${endpoint.url}/hooks/${index}`);
    const ours = Object.entries(STORES).map(([name, make]) => ({ name, make, figures: [] }));
    const bare = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await checked(urls, events, () => bareLoop(urls, events, concurrency)));
      for (const { make, figures } of ours) {
        const store = make();
        const service = createService({ store, providers: ["conduit"] });
        await subscribe(service, store, urls);
        for (let index = 0; index < events; index++)
          await service.publish("conduit", { type: TYPE });
        figures.push(await checked(urls, events, () => service.deliver()));
        await service.close();
        await store.close?.();
      }
    }
    for (const { name, figures } of ours) {
      const [mine, most] = [median(figures), median(bare)];
      const share = mine / most;
      const title = `${name}, ${webhooks === 1 ? "1 webhook" : `${webhooks} webhooks`}`;
      const aim = aims[name];
      rows.push([
        title,
        whole(mine),
        whole(most),
        share.toFixed(2),
        `${aim}`,
        verdict(share >= aim),
      ]);
    }
  }
  table(["deliveries a second", "anyhook", "bare loop", "share", "aim", ""], ...rows);
}

/** How many a second; none may be missing. */
async function checked(urls, events, send) {
  await endpoint.taken();
  const started = performance.now();
  await send();
  const took = performance.now() - started;
  const { length } = await endpoint.taken();
  if (length !== urls.length * events) throw new Error(`${length} deliveries arrived`);
  return (length * 1000) / took;
}

/** What has to be done at least: each request is signed and sent, so many at once. */
async function bareLoop(urls, events, concurrency) {
  const data = JSON.stringify({ event: TYPE, version: "1.0", data: { note: "x".repeat(400) } });
  const total = urls.length * events;
  let next = 0;
  const lane = async () => {
    while (next < total) {
      const index = next++;
      const timestamp = String(Math.floor(Date.now() / 1000));
      const hmac = createHmac("sha256", "a secret of the benchmark").update(`${timestamp}.${data}`);
      const response = await fetch(urls[index % urls.length], {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "conduit-signature": hmac.digest("hex"),
          "conduit-signature-timestamp": timestamp,
          "conduit-webhook-idempotency-key": `evt_${index}`,
        },
        body: data,
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

/** From before an event is published to when it arrives, with so many subscriptions in LMDB. */
async function latency() {
  const rows = [];
  for (const [count, aimOfOne] of [
    [1, 20],
    [100, 25],
    [10_000, 500],
  ]) {
    const store = lmdbStore(folder());
    let [settled, expected, resolve] = [0, 0, () => {}];
    const deliveryLog = ({ state }) => {
      if (state !== "succeeded") throw new Error("a delivery failed");
      if (++settled === expected) resolve();
    };
    const service = createService({ store, providers: ["conduit"], deliveryLog });
    const urls = Array.from({ length: count }, (_, index) => `${endpoint.url}/hooks/${index}`);
    await subscribe(service, store, urls, (index) => {
      return index === count - 1 ? [TYPE, OTHER_TYPE] : [TYPE];
    });
    service.start();
    const run = async (type, selecting, events) => {
      const started = new Map();
      await endpoint.taken();
      for (let index = 0; index < events; index++) {
        [settled, expected] = [0, selecting];
        const done = new Promise((resolved) => void (resolve = resolved));
        const now = performance.timeOrigin + performance.now();
        const { id } = await service.publish("conduit", { type });
        started.set(id, now);
        await done;
      }
      const came = await endpoint.taken();
      if (came.length !== selecting * events) throw new Error(`${came.length} arrived`);
      return came.map(([id, at]) => at - started.get(id));
    };
    await run(OTHER_TYPE, 1, 5);
    const one = await run(OTHER_TYPE, 1, Math.max(Math.min(200, 20_000 / count), 5));
    const all = count === 1 ? one : await run(TYPE, count, count === 100 ? 20 : 1);
    const of = (figures) => [0.5, 0.99].map((share) => quantile(figures, share).toFixed(1));
    const [p50, p99] = of(one);
    rows.push([whole(count), p50, p99, `${aimOfOne}`, verdict(p99 <= aimOfOne), ...of(all)]);
    await service.close();
    await store.close();
  }
  table(
    ["ms to arrival, LMDB; subscriptions", "one: p50", "p99", "aim", "", "all: p50", "p99"],
    ...rows,
  );
}

function whole(figure) {
  return Math.round(figure).toLocaleString("en");
}
