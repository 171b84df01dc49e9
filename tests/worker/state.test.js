import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { client, providers } from "./providers.js";
import { startWorker } from "./start.js";

test("webhooks are there after a restart, and answer its first request", async () => {
  const state = mkdtempSync(join(tmpdir(), "anyhook-"));
  let worker = await startWorker({ state });
  const { key } = worker;
  try {
    const kept = [];
    for (const provider of providers) {
      const { status, body } = await client(worker, provider).create();
      assert.equal(status, provider.create.status);
      kept.push(provider.record(body).id);
    }
    for (const [index, provider] of providers.entries()) {
      await worker.stop();
      worker = await startWorker({ state, key });
      const { status, body } = await client(worker, provider).get(kept[index]);
      assert.equal(status, 200, provider.id);
      assert.equal(provider.record(body).url, provider.create.body.url);
    }
  } finally {
    await worker.stop();
    rmSync(state, { recursive: true });
  }
});
