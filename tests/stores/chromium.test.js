import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { launchPage } from "../browser.js";

let stage;

before(async () => {
  stage = await launchPage(new URL("page.js", import.meta.url), "stores");
});
after(() => stage?.stop());

/** As many tabs as a test needs, with storage of their own. */
async function tabs(count) {
  const context = await stage.browser.newContext();
  const open = async () => {
    const page = await context.newPage();
    await page.goto(stage.url);
    return page;
  };
  return Promise.all(Array.from({ length: count }, open));
}

test("the IndexedDB store", async (context) => {
  const [page] = await tabs(1);
  const { passed, failures } = await page.evaluate(() => stores.run());
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
});

test("several tabs lose nothing of each other's", async () => {
  const pages = await tabs(3);
  await Promise.all(pages.map((page) => page.evaluate(() => stores.count(10))));
  assert.equal(await pages[0].evaluate(() => stores.count(0)), "30");
});

test("what was put is there when the page is opened again", async () => {
  const [page] = await tabs(1);
  const put = () => stores.put(stores.indexedDbStore(), "a", "kept");
  assert.deepEqual(await page.evaluate(put), [["a", "kept"]]);
  await page.reload();
  const list = async () => stores.plain(await stores.indexedDbStore().list({ prefix: "" }));
  assert.deepEqual(await page.evaluate(list), [["a", "kept"]]);
});

test("a database that is deleted beside the store is made again, with other versions", async () => {
  const [page, other] = await tabs(2);
  const first = await page.evaluate(async () => {
    window.store = stores.indexedDbStore();
    await stores.put(store, "a", "1");
    return (await store.get("a")).version;
  });
  const deleted = await other.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.deleteDatabase("anyhook");
        request.onsuccess = () => resolve("deleted");
        request.onblocked = () => resolve("blocked");
      }),
  );
  assert.equal(deleted, "deleted");
  const again = await page.evaluate(async () => {
    const there = await store.get("a");
    await stores.put(store, "a", "1");
    return { there, version: (await store.get("a")).version };
  });
  assert.equal(again.there, null);
  assert.notEqual(again.version, first);
});

test("a database of a newer page is left alone", async () => {
  const [page, other] = await tabs(2);
  await page.evaluate(async () => {
    window.store = stores.indexedDbStore();
    await stores.put(store, "a", "1");
  });
  const upgraded = await other.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open("anyhook", 2);
        request.onsuccess = () => resolve("upgraded");
        request.onblocked = () => resolve("blocked");
      }),
  );
  assert.equal(upgraded, "upgraded");
  const message = await page.evaluate(() => stores.put(store, "a", "2"));
  assert.equal(message, "a newer version of this page changed the data: reload it");
});

test("a full disk is told, and what was there stays", async () => {
  const [page] = await tabs(1);
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(stage.url);
  // Before the database is there, since Chromium asks for its room once in a while alone.
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 500_000 });
  const [before, message, after] = await page.evaluate(async () => {
    const store = stores.indexedDbStore();
    return [
      await stores.put(store, "a", "1"),
      await stores.put(store, "b", "v".repeat(1_000_000)),
      stores.plain(await store.list({ prefix: "" })),
    ];
  });
  assert.deepEqual(before, [["a", "1"]]);
  assert.equal(
    message,
    "the browser has no more room for this page's data, and nothing was written",
  );
  assert.deepEqual(after, before);
});

test("where there is no IndexedDB, or none that may be used, the message says what to use", async () => {
  const [page] = await tabs(1);
  const none = await page.evaluate(() => {
    delete window.indexedDB;
    delete Window.prototype.indexedDB;
    return stores.put(stores.indexedDbStore(), "a", "1");
  });
  assert.match(none, /^there is no IndexedDB here: `memoryStore` of `anyhook\/stores\/memory`/);
  // A page whose origin nobody shares may keep nothing.
  const frame = await page.evaluateHandle(() => {
    const made = document.createElement("iframe");
    made.sandbox = "allow-scripts";
    made.src = location.href;
    document.body.append(made);
    return new Promise((resolve) => (made.onload = () => resolve(made)));
  });
  const content = await frame.contentFrame();
  const denied = await content.evaluate(() => stores.put(stores.indexedDbStore(), "a", "1"));
  assert.match(denied, /^the browser does not let this page keep data \(SecurityError: /);
  assert.match(denied, /`memoryStore` of `anyhook\/stores\/memory`/);
});
