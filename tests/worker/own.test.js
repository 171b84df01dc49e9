import assert from "node:assert/strict";
import { test } from "node:test";
import { Host } from "../api/client.js";
import { all } from "../api/facts/index.js";
import { startWorker } from "./start.js";

test("a Worker serves the providers that it is given, also one of its own", async () => {
  const worker = await startWorker({ main: new URL("own.js", import.meta.url).pathname });
  try {
    const { base, adminToken } = worker;
    const host = new Host(base, { strict: { adminToken } });
    const webhooks = `${worker.base}/acme/v1/hooks`;
    const issued = await host.control("POST", "/_/keys", {
      body: { provider: "acme", account: "someone" },
    });
    const [credentials] = JSON.parse(issued.text).credentials;
    const url = "https://example.com/hooks";
    const created = await fetch(webhooks, {
      method: "POST",
      headers: { ...credentials, "content-type": "application/json" },
      body: JSON.stringify({ url, events: ["order.*"] }),
    });
    assert.equal(created.status, 201);
    const { id } = await created.json();
    const found = await fetch(`${webhooks}/${id}`, { headers: credentials });
    assert.equal((await found.json()).url, url);
    for (const facts of all) {
      const { status } = await host.send(`/${facts.id}${facts.path}`);
      assert.equal(status, facts.id === "conduit" ? 401 : 404, facts.id);
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
