import assert from "node:assert/strict";
import test from "node:test";
import { lmdbStore } from "anyhook-cli/stores/lmdb";
import { everything, folder, put, textOf } from "./folder.js";

test("close waits for what is being written", async (context) => {
  const path = folder(context);
  for (let round = 0; round < 5; round++) {
    const store = lmdbStore(path);
    const commits = Array.from({ length: 2500 }, (_, index) =>
      store.commit({ puts: [put(`${round}/${index}`, "1")] }),
    );
    await store.close();
    assert.equal((await Promise.all(commits)).every(Boolean), true);
  }
  const again = lmdbStore(path);
  assert.equal((await everything(again)).length, 12_500);
  await again.close();
});

test("a closed store refuses, and may be closed again", async (context) => {
  const path = folder(context);
  const store = lmdbStore(path);
  await store.close();
  await store.close();
  const message = `the store in \`${path}\` is closed`;
  await assert.rejects(store.get("a"), { message });
  await assert.rejects(store.list({ prefix: "" }), { message });
  await assert.rejects(store.commit({ puts: [put("a", "1")] }), { message });
  assert.throws(() => store.snapshot(), { message });
});

test("two stores of one directory in one process see each other's writes", async (context) => {
  const path = folder(context);
  const [one, other] = [lmdbStore(path), lmdbStore(path)];
  await one.commit({ puts: [put("a", "1")] });
  assert.equal(textOf(await other.get("a")), "1");
  await one.close();
  await other.commit({ puts: [put("a", "2")] });
  assert.equal(textOf(await other.get("a")), "2");
  await other.close();
});

test("a snapshot shows one moment", async (context) => {
  const store = lmdbStore(folder(context));
  await store.commit({ puts: [put("a", "1"), put("b", "1")] });
  const snapshot = store.snapshot();
  const [later] = [store.snapshot()];
  await store.commit({ puts: [put("a", "2"), put("c", "2")], deletes: ["b"] });
  const seen = async (from) => (await everything(from)).join(" ");
  assert.equal(await seen(snapshot), "a,1 b,1");
  assert.equal(await seen(store), "a,2 c,2");
  const last = store.snapshot();
  for (let round = 0; round < 50; round++) await store.commit({ puts: [put("a", `${round}`)] });
  assert.equal(await seen(snapshot), "a,1 b,1");
  assert.equal(await seen(later), "a,1 b,1");
  snapshot.done();
  assert.equal(await seen(later), "a,1 b,1");
  later.done();
  assert.equal(await seen(last), "a,2 c,2");
  last.done();
  assert.equal(await seen(store), "a,49 c,2");
  await store.close();
});

test("what was read stays as it was", async (context) => {
  const store = lmdbStore(folder(context));
  const large = "large ".repeat(20_000);
  await store.commit({ puts: [put("a", large), put("b", "small")] });
  const kept = [await store.get("a"), await store.get("b"), ...(await store.list({ prefix: "" }))];
  for (let round = 0; round < 20; round++) {
    await store.commit({ puts: [put("a", `${round}`.repeat(100_000)), put("b", "other")] });
    await store.get("a");
    await store.list({ prefix: "" });
  }
  await store.close();
  assert.deepEqual(kept.map(textOf), [large, "small", large, "small"]);
});
