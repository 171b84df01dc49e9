import assert from "node:assert/strict";
import { test } from "node:test";
import { url } from "../api/client.js";
import { cryptofuse } from "../api/facts/cryptofuse.js";
import { account } from "./account.js";
import { startWorker } from "./start.js";

test("each request is a line of JSON in the log, without a secret", async () => {
  const worker = await startWorker();
  try {
    const own = account(worker, cryptofuse);
    const { id, secret } = await own.create(cryptofuse.minimal(url()));
    const created = await worker.nextLine();
    await own.send("GET", `/${id}?token=${worker.key}`);
    const found = await worker.nextLine();
    await account({ ...worker, key: "guessed" }, cryptofuse).send("GET", "");
    const refused = await worker.nextLine();
    const { method, path, status, provider, operation } = JSON.parse(created);
    assert.deepEqual(
      { method, path, status, provider, operation },
      {
        method: "POST",
        path: "/cryptofuse/user/webhooks",
        status: 201,
        provider: "cryptofuse",
        operation: "create",
      },
    );
    assert.equal(JSON.parse(found).path, `/cryptofuse/user/webhooks/${id}`);
    assert.equal(JSON.parse(refused).error, "unauthenticated");
    for (const hidden of [worker.key, secret, "guessed", new URL(url()).host]) {
      assert.ok(!(created + found + refused).includes(hidden));
    }
  } finally {
    await worker.stop();
  }
});
