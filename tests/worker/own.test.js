import assert from "node:assert/strict";
import { test } from "node:test";
import { all } from "../api/facts/index.js";
import { account } from "./account.js";
import { startWorker } from "./start.js";

test("a Worker serves the providers that it is given, also one of its own", async () => {
  const worker = await startWorker({ main: new URL("own.js", import.meta.url).pathname });
  try {
    const webhooks = `${worker.base}/acme/v1/hooks`;
    const authorization = `Bearer ${worker.key}`;
    const url = "https://example.com/hooks";
    const created = await fetch(webhooks, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ url, events: ["order.*"] }),
    });
    assert.equal(created.status, 201);
    const { id } = await created.json();
    const found = await fetch(`${webhooks}/${id}`, { headers: { authorization } });
    assert.equal((await found.json()).url, url);
    for (const facts of all) {
      const { status } = await account(worker, facts).send("GET", "");
      assert.equal(status, facts.id === "conduit" ? 200 : 404, facts.id);
    }
    const { providers } = await (await fetch(`${worker.base}/_/providers`)).json();
    assert.deepEqual(
      providers.map((provider) => provider.id),
      ["conduit", "acme"],
    );
  } finally {
    await worker.stop();
  }
});
