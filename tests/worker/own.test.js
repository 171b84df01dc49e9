import assert from "node:assert/strict";
import { test } from "node:test";
import { client, members, providers } from "./providers.js";
import { startWorker } from "./start.js";

const url = "https://example.com/hooks";
const acme = {
  id: "acme",
  path: "/v1/hooks",
  credential: (key) => ({ authorization: `Bearer ${key}` }),
  create: { status: 201, body: { url, events: ["order.*"] } },
};

test("a Worker serves the providers that it is given, also one of its own", async () => {
  const worker = await startWorker({ main: new URL("own.js", import.meta.url).pathname });
  try {
    const created = await client(worker, acme).create();
    assert.equal(created.status, acme.create.status);
    const { id } = created.body;
    const found = await client(worker, acme).get(id);
    assert.deepEqual(members(found.body, { id, url }), { id, url });
    for (const provider of providers) {
      const { status } = await client(worker, provider).list();
      assert.equal(status, provider.id === "conduit" ? 200 : 404, provider.id);
    }
    const served = await (await fetch(`${worker.base}/_/providers`)).json();
    assert.deepEqual(
      served.providers.map((provider) => provider.id),
      ["conduit", "acme"],
    );
  } finally {
    await worker.stop();
  }
});
