// What a million pending deliveries cost of memory, in LMDB: a service of a process of its own sends them to
// endpoints of which half take a second, beside one that has next to nothing to send.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createService } from "anyhook/service";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { age, folder, hex, put, receiver, subscribe, time, TYPE } from "./outbox.js";
import { table, verdict } from "./table.js";

const WEBHOOKS = 1000;
const EVENTS = 1000;
const SECONDS = 6;
const MOST = 64;

const [how, ...given] = process.argv.slice(2);
if (how === "fill") await fill(...given);
else if (how === "send") await send(...given);
else await main();

async function main() {
  const endpoint = await receiver();
  const rows = [];
  for (const events of [0, EVENTS]) {
    const path = folder();
    await child("fill", path, endpoint.url, String(events));
    await endpoint.taken();
    const told = JSON.parse(await child("send", path));
    const sent = (await endpoint.taken()).length;
    rows.push({ pending: told.pending, sent, ...told });
  }
  endpoint.stop();
  const [idle, full] = rows;
  const line = ({ pending, sent, start, peak, after }, ...more) => [
    ...[pending, sent].map((figure) => figure.toLocaleString("en")),
    ...[start, peak, after].flatMap(({ own, file }) => [own, file]).map((mib) => mib.toFixed(0)),
    ...more,
  ];
  const above = full.after.own + full.after.file - idle.after.own - idle.after.file;
  table(
    [
      "pending, LMDB",
      "sent",
      "MiB at start: own",
      "file",
      "peak: own",
      "file",
      "after: own",
      "file",
      "above idle",
      "at most",
      "",
    ],
    line(idle, "", "", ""),
    line(full, above.toFixed(0), `${MOST}`, verdict(above <= MOST)),
  );
}

/** Runs a part of this in a process of its own; resolves to what it printed. */
async function child(...args) {
  const command = ["--expose-gc", import.meta.filename, ...args];
  const stdio = ["ignore", "pipe", "inherit"];
  const process_ = spawn(process.execPath, command, { stdio });
  let output = "";
  for await (const chunk of process_.stdout.setEncoding("utf8")) output += chunk;
  if (process_.exitCode) throw new Error(`${args[0]} failed`);
  return output;
}

/** Writes what so many events leave that went to a thousand webhooks of which none answered yet. */
async function fill(path, base, events) {
  const store = lmdbStore(path);
  const service = createService({ store, providers: ["conduit"] });
  const urls = Array.from({ length: WEBHOOKS }, (_, index) => {
    return `${base}/${index % 2 ? "slow" : "hooks"}/${index}`;
  });
  const webhooks = await subscribe(service, store, urls);
  const began = Date.now() - 600_000;
  const data = { customer: { id: "cus_2ofWDKcfMDQI4gMFeMAqNKpSIq1", note: "x".repeat(400) } };
  const texts = webhooks.map(({ account, id, url }) => {
    return { id, lane: hex(url, 16), about: JSON.stringify({ account, webhook: id, url }) };
  });
  let last;
  for (let event = 0; event < Number(events); event++) {
    const createdAt = began + event;
    const place = `v/conduit/${age(createdAt)}${hex(`${event}`, 16)}`;
    const of = { eventId: `evt_${event}`, type: TYPE, createdAt };
    const stored = { v: 1, id: of.eventId, type: TYPE, createdAt, data };
    const puts = [put(place, JSON.stringify(stored))];
    const about = JSON.stringify({ v: 1, event: place, ...of }).slice(0, -1);
    const state = `"state":"pending","next":${createdAt},"tries":0,"attempts":[]}`;
    for (const { id: webhook, lane, about: own } of texts) {
      const id = age(createdAt) + hex(`${event} ${webhook}`, 20);
      const delivery = `${about},${own.slice(1, -1)},${state}`;
      const item = `{"v":1,"deliver":"l/conduit/${id}","lane":"${lane}"}`;
      puts.push(put(`l/conduit/${id}`, delivery), put(`q/conduit/${time(createdAt)}${id}`, item));
    }
    // One at a time: the store makes room for what it is given at once, and the file would be larger.
    await last;
    last = store.commit({ puts });
  }
  await last;
  await store.close();
}

/** Sends for a while, and tells what it took of memory: MiB. */
async function send(path) {
  const store = lmdbStore(path);
  let attempts = 0;
  const deliveryLog = () => void attempts++;
  const service = createService({ store, providers: ["conduit"], deliveryLog });
  // A little to send there is in any case, so that whatever sends is there in both.
  for (let index = 0; index < 3; index++) await service.publish("conduit", { type: TYPE });
  const start = memory();
  const peak = { ...start };
  service.start();
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    await sleep(50);
    const { own, file } = memory();
    peak.own = Math.max(peak.own, own);
    peak.file = Math.max(peak.file, file);
  }
  globalThis.gc();
  const after = memory();
  const pending = await count(store);
  process.stdout.write(JSON.stringify({ start, peak, after, pending }));
  process.exit(0);
}

async function count(store) {
  let [total, after] = [0, undefined];
  for (;;) {
    const page = await store.list({ prefix: "q/conduit/", after });
    total += page.length;
    if (page.length < 1000) return total;
    after = page.at(-1).key;
  }
}

/** What the process has in memory: of its own, and of the store's file, which the system takes back. */
function memory() {
  const status = readFileSync("/proc/self/status", "utf8");
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { own: of("RssAnon") + of("RssShmem"), file: of("RssFile") };
}
