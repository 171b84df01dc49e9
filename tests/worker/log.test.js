import assert from "node:assert/strict";
import { test } from "node:test";
import { client, providers } from "./providers.js";
import { startWorker } from "./start.js";

const cryptofuse = providers.find(({ id }) => id === "cryptofuse");

test("each request is a line of JSON in the log, without a secret", async () => {
  const worker = await startWorker();
  try {
    const api = client(worker, cryptofuse);
    const { body } = await api.create();
    const created = await worker.nextLine();
    await api.send("GET", `/${body.id}?token=${worker.key}`);
    const found = await worker.nextLine();
    await client(worker, cryptofuse, "guessed").list();
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
    assert.equal(JSON.parse(found).path, `/cryptofuse/user/webhooks/${body.id}`);
    assert.equal(JSON.parse(refused).error, "unauthenticated");
    for (const secret of [worker.key, body.secret, "guessed", "example.com"]) {
      assert.doesNotMatch(created + found + refused, new RegExp(secret));
    }
  } finally {
    await worker.stop();
  }
});
