import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { url } from "../api/client.js";
import { conduit } from "../api/facts/conduit.js";
import { cryptofuse } from "../api/facts/cryptofuse.js";
import { devdraft } from "../api/facts/devdraft.js";
import { account } from "./account.js";
import { startWorker } from "./start.js";

const docs = readFileSync(new URL("../../docs/cloudflare.md", import.meta.url), "utf8");
const KINDS = ["reads", "lists", "writes", "deletes"];

/** The table of what requests cost, by what they do. An empty cell is none. */
const told = Object.fromEntries(
  [...docs.matchAll(/^\| (.+?) +\|([\d |]+)\|$/gm)].map(([, name, cells]) => [
    name,
    cells.split("|").map(Number),
  ]),
);

test("a request costs the operations of KV that docs/cloudflare.md tells", async () => {
  const worker = await startWorker({ main: new URL("counting.js", import.meta.url).pathname });
  const counts = async () => (await fetch(`${worker.base}/counts`)).json();
  const found = {};
  /** Counts what is done meanwhile. */
  const cost = async (name, work) => {
    const before = await counts();
    const result = await work();
    const after = await counts();
    found[name] = KINDS.map((kind) => after[kind] - before[kind]);
    return result;
  };
  try {
    const own = await cost("POST /_/keys", () => account(worker, conduit));
    const record = await cost("create", () => own.create(conduit.minimal(url())));
    await cost("get", () => own.get(record));
    await cost("update", () => own.update(record, conduit.changes[0]));
    await own.createMany(3);
    await cost("list, 4 webhooks", () => own.send("GET", ""));
    await cost("delete", () => own.delete(record.id));
    const credentials = conduit.credentials[0];
    await cost("any, with an unknown key", () => own.send("GET", "", { credentials }));

    const capped = await account(worker, cryptofuse);
    await capped.createMany(4);
    await cost("create at CryptoFuse, 4 webhooks", () => capped.create(cryptofuse.minimal(url(4))));

    const repeating = await account(worker, devdraft);
    const headers = { "idempotency-key": "once" };
    const send = () => repeating.send("POST", "", { body: devdraft.minimal(url()), headers });
    await cost("create with an idempotency key", send);
    const { status } = await cost("the same again", send);
    assert.equal(status, 201);
    assert.deepEqual(found, told);
  } finally {
    await worker.stop();
  }
});
