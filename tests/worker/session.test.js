import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { client, members, providers } from "./providers.js";
import { startWorker } from "./start.js";

let worker;
before(async () => {
  worker = await startWorker();
});
after(() => worker.stop());

for (const provider of providers) {
  const { create, deleted, id: name, list, record, refusal, update } = provider;

  test(`${name}: create, list, get, update, delete`, async () => {
    const api = client(worker, provider);
    const created = await api.create();
    assert.equal(created.status, create.status, JSON.stringify(created.body));
    const { id } = record(created.body);
    assert.deepEqual(members(record(created.body), create.body), create.body);
    const listed = await api.list();
    assert.deepEqual(
      list(listed.body).map((webhook) => webhook.id),
      [id],
    );
    assert.equal((await api.update(id)).status, 200);
    const found = await api.get(id);
    assert.equal(found.status, 200);
    const expected = { ...create.body, ...update };
    assert.deepEqual(members(record(found.body), expected), expected);
    assert.equal((await api.delete(id)).status, deleted);
    assert.equal((await api.get(id)).status, 404);
    assert.deepEqual(list((await api.list()).body), []);
  });

  test(`${name}: refuses a wrong key and a missing one`, async () => {
    for (const key of [`${worker.key}x`, worker.key.slice(1), undefined]) {
      const credential = key === undefined ? () => ({}) : provider.credential;
      const api = client(worker, { ...provider, credential }, key);
      for (const answer of [await api.list(), await api.create()]) {
        assert.equal(answer.status, refusal.status);
        assert.deepEqual(members(answer.body, refusal.body), refusal.body);
      }
    }
    assert.deepEqual(list((await client(worker, provider).list()).body), []);
  });
}

test("what goes beside a provider's API is answered by a problem document", async () => {
  const response = await fetch(`${worker.base}/stripe/v1/webhook_endpoints`);
  assert.equal(response.status, 404);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
});
