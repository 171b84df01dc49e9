import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { url } from "../api/client.js";
import { conduit } from "../api/facts/conduit.js";
import { all } from "../api/facts/index.js";
import { account } from "./account.js";
import { newSecrets, startWorker } from "./start.js";

/** Runs a Worker that can be started anew on the same state, with other secrets or the same. */
async function withState(work) {
  const state = mkdtempSync(join(tmpdir(), "anyhook-"));
  let secrets = newSecrets();
  let worker = await startWorker({ state, secrets });
  const restart = async (changed) => {
    await worker.stop();
    secrets = { ...secrets, ...changed };
    worker = await startWorker({ state, secrets });
    return worker;
  };
  try {
    await work(worker, restart, state);
  } finally {
    await worker.stop();
    rmSync(state, { recursive: true });
  }
}

/** An account as it was, of a Worker that was started anew. */
const moved = (owner, { base }) =>
  Object.assign(owner, { host: Object.assign(owner.host, { base }) });

test("webhooks and keys are there after a restart, and answer its first request", () =>
  withState(async (worker, restart) => {
    const kept = [];
    for (const facts of all) {
      const owner = await account(worker, facts);
      kept.push({ owner, record: await owner.create(facts.minimal(url())) });
    }
    for (const { owner, record } of kept) {
      const { ANYHOOK_ADMIN_TOKEN } = newSecrets();
      await moved(owner, await restart({ ANYHOOK_ADMIN_TOKEN })).get(record);
    }
  }));

test("what is stored tells no secret, and a cron trigger seals it under a new master key", () =>
  withState(async (worker, restart, state) => {
    const owner = await account(worker, conduit);
    const record = await owner.create(conduit.minimal(url()));
    const { secret } = await owner.get(record);
    const stored = readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
      .join();
    assert.ok(stored.includes(record.id), "the values are to be read");
    for (const hidden of [secret, ...Object.values(owner.texts)]) {
      assert.ok(!stored.includes(hidden));
    }

    const { ANYHOOK_MASTER_KEY: before } = worker.secrets;
    const { ANYHOOK_MASTER_KEY: next } = newSecrets();
    worker = await restart({ ANYHOOK_MASTER_KEY: next });
    const answer = await moved(owner, worker).send("GET", `/${record.id}`);
    assert.equal(answer.status, 500);
    assert.match(JSON.parse(await worker.nextLine()).cause, /ANYHOOK_MASTER_KEY does not have/);

    worker = await restart({ ANYHOOK_MASTER_KEY: `${next},${before}` });
    await worker.scheduled("*/10 * * * *");
    const { operation, resealed, unknown } = JSON.parse(await worker.nextLine());
    assert.deepEqual(
      { operation, resealed, unknown },
      { operation: "reseal", resealed: 1, unknown: 0 },
    );

    worker = await restart({ ANYHOOK_MASTER_KEY: next });
    assert.equal((await moved(owner, worker).get(record)).secret, secret);
  }));
