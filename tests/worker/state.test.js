import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { url } from "../api/client.js";
import { all } from "../api/facts/index.js";
import { account } from "./account.js";
import { startWorker } from "./start.js";

test("webhooks are there after a restart, and answer its first request", async () => {
  const state = mkdtempSync(join(tmpdir(), "anyhook-"));
  let worker = await startWorker({ state });
  const { key } = worker;
  try {
    const kept = [];
    for (const facts of all) kept.push(await account(worker, facts).create(facts.minimal(url())));
    for (const [index, facts] of all.entries()) {
      await worker.stop();
      worker = await startWorker({ state, key });
      await account(worker, facts).get(kept[index]);
    }
  } finally {
    await worker.stop();
    rmSync(state, { recursive: true });
  }
});
