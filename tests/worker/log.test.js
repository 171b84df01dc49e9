import assert from "node:assert/strict";
import { test } from "node:test";
import { Account, url } from "../api/client.js";
import { devdraft } from "../api/facts/devdraft.js";
import { account } from "./account.js";
import { startWorker } from "./start.js";

test("each request is a line of JSON in the log, without a secret", async () => {
  const worker = await startWorker();
  try {
    const lines = [];
    const logged = async () => JSON.parse(lines[lines.push(await worker.nextLine()) - 1]);

    const own = await account(worker, devdraft);
    const { method, path, status, operation } = await logged();
    assert.deepEqual(
      { method, path, status, operation },
      { method: "POST", path: "/_/keys", status: 201, operation: "create_key" },
    );

    const headers = { "idempotency-key": "a-key-of-the-client" };
    const created = await own.send("POST", "", { body: devdraft.minimal(url()), headers });
    const { id, signing_secret: secret } = JSON.parse(created.text);
    const creation = await logged();
    assert.equal(creation.path, "/devdraft/api/v0/webhooks");
    assert.equal(creation.status, 201);
    assert.equal(creation.provider, "devdraft");
    assert.equal(creation.operation, "create");
    assert.equal(creation.key, own.id);

    await own.send("GET", `/${id}?token=${worker.adminToken}`);
    assert.equal((await logged()).path, `/devdraft/api/v0/webhooks/${id}`);

    const guess = { key: "guessed", secret: "guessed" };
    await new Account(own.host, devdraft, guess).send("GET", "");
    assert.equal((await logged()).error, "unauthenticated");
    await own.host.control("GET", "/_/keys", { token: "guessed" });
    assert.equal((await logged()).error, "unauthenticated");

    const secrets = [...Object.values(worker.secrets), ...Object.values(own.texts), secret];
    for (const hidden of [...secrets, "guessed", headers["idempotency-key"], new URL(url()).host]) {
      assert.ok(!lines.join().includes(hidden));
    }
  } finally {
    await worker.stop();
  }
});
