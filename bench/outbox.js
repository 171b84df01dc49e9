// What the benchmarks of deliveries share: an endpoint, and webhooks that are written straight into a store.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const TYPE = "customer.active";
export const OTHER_TYPE = "transaction.completed";
const headers = { "X-API-Key": "k", "X-API-Secret": "s", "Content-Type": "application/json" };

const scratch = mkdtempSync(join(tmpdir(), "anyhook-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
/** A new one, that is removed when the program ends. */
export const folder = () => join(scratch, String(folders++));

/** Starts the endpoint. `taken` resolves to what came since the last time: the event's id, and when. */
export async function receiver() {
  const child = spawn(process.execPath, [join(import.meta.dirname, "receiver.js")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.on("exit", () => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = (await lines.next()).value;
  return {
    url,
    taken: async () => (await fetch(url)).json(),
    stop: () => void child.kill(),
  };
}

/**
 * Creates a webhook through the API, and writes as many more like it: what the API costs is not asked here.
 *
 * @returns the records, and the secret of all of them
 */
export async function subscribe(service, store, urls, typesOf = () => [TYPE]) {
  const request = new Request("http://localhost/conduit/webhooks", {
    method: "POST",
    headers,
    body: JSON.stringify({ url: urls[0], events: typesOf(0) }),
  });
  const response = await service.fetch(request);
  if (response.status !== 201) throw new Error(await response.text());
  const { id } = await response.json();
  const entries = await store.list({ prefix: "s/conduit/" });
  const { key, value } = entries.find(({ key }) => key.endsWith(`/${id}`));
  const first = JSON.parse(new TextDecoder().decode(value));
  const place = key.slice(0, -id.length);
  const records = urls.map((url, index) => {
    return { ...first, id: index === 0 ? id : `${id}_${index}`, url, events: typesOf(index) };
  });
  for (let at = 0; at < records.length; at += 1000) {
    await store.commit({
      puts: records
        .slice(at, at + 1000)
        .map((record) => put(place + record.id, JSON.stringify(record))),
    });
  }
  return records.map((record) => ({ ...record, account: place.split("/")[2] }));
}

const encoder = new TextEncoder();
export const put = (key, json) => ({ key, value: encoder.encode(json) });

/** Points in time and names as the store's keys have them: see src/delivery/keys.rs. */
export const time = (milliseconds) => milliseconds.toString(16).padStart(11, "0");
export const age = (milliseconds) => time(2 ** 44 - 1 - milliseconds);
export const hex = (text, length) =>
  createHash("sha256").update(text).digest("hex").slice(0, length);
