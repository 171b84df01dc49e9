// What the API console keeps and forgets, and what is said when the browser or the network refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, create, list, send } from "./console.js";
import { goTo, open, setUp } from "./site.js";

const stage = setUp();

const CREATE = "#/providers/conduit/console/create";
const SERVICE_CHUNK = /\/assets\/service-[\w-]+\.js$/;

const keep = (page) => page.getByLabel("Keep in this browser");

/** Waits until what the switch asked for is done. */
const settled = (page) => page.waitForSelector("#keep-state:enabled");

async function turn(page, on) {
  await keep(page).click();
  await settled(page);
  assert.equal(await keep(page).isChecked(), on);
}

/** Everything that the page's origin has in the browser. */
const stored = (page) =>
  page.evaluate(async () => {
    const entries = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((done) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => done(request.result);
      });
      const request = database.transaction("entries").objectStore("entries").getAllKeys();
      await new Promise((done) => (request.onsuccess = done));
      entries.push(...request.result);
      database.close();
    }
    return { entries, local: Object.keys(localStorage), session: sessionStorage.length };
  });

const NOTHING = { entries: [], local: [], session: 0 };

test("the service is fetched at the first request, and by no other page", async () => {
  const page = await open(stage);
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  const times = () => fetched.filter((url) => SERVICE_CHUNK.test(url)).length;
  await page.goto(`${stage.url}#/providers/conduit/operations`);
  await page.waitForSelector("#body-text");
  await page.goto(`${stage.url}${CREATE}`);
  await page.waitForSelector("#console-body");
  assert.equal(times(), 0);
  await create(page);
  assert.equal(times(), 1);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("in memory nothing outlives the tab, and each has an account of its own", async () => {
  const page = await open(stage, { hash: CREATE });
  const account = await page.inputValue("#credential-0");
  const id = await create(page);
  assert.deepEqual(await list(page), [id]);
  assert.deepEqual(await stored(page), NOTHING);
  await page.reload();
  await page.waitForSelector(".console");
  assert.notEqual(await page.inputValue("#credential-0"), account);
  assert.deepEqual(await list(page), []);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("what is kept is there after a reload, with its account, until it is no longer kept", async () => {
  const page = await open(stage, { hash: CREATE });
  const before = await create(page);
  await turn(page, true);
  assert.ok((await page.locator(".target").innerText()).includes("are kept in this browser"));
  assert.deepEqual(await list(page), [before]);
  const after = await create(page);
  await page.reload();
  await page.waitForSelector(".console");
  assert.ok(await keep(page).isChecked());
  await choose(page, "conduit", "get");
  assert.equal(await page.inputValue("#path-id"), after);
  assert.equal(await page.locator(".picker option").count(), 3);
  assert.deepEqual(await list(page), [before, after]);

  await turn(page, false);
  assert.deepEqual(await list(page), [before, after]);
  assert.deepEqual(await stored(page), NOTHING);
  await page.reload();
  await page.waitForSelector(".console");
  assert.deepEqual(await list(page), []);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("everything is forgotten at the press of a button", async () => {
  const page = await open(stage, { hash: CREATE });
  await turn(page, true);
  await create(page);
  const account = await page.inputValue("#credential-0");
  assert.ok((await stored(page)).entries.length > 0);
  await page.getByRole("button", { name: "Forget everything here" }).click();
  await settled(page);
  assert.deepEqual(await stored(page), NOTHING);
  assert.ok(!(await keep(page).isChecked()));
  assert.equal(await page.locator(".history li").count(), 0);
  assert.notEqual(await page.inputValue("#credential-0"), account);
  assert.deepEqual(await list(page), []);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("before the first request nothing has to be fetched to forget", async () => {
  const page = await open(stage, { hash: CREATE });
  const account = await page.inputValue("#credential-0");
  await page.route(SERVICE_CHUNK, (route) => route.abort());
  await page.getByRole("button", { name: "Forget everything here" }).click();
  await page.locator("#news", { hasText: /^Forgotten: .+ of this page\.$/ }).waitFor();
  assert.notEqual(await page.inputValue("#credential-0"), account);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("a browser that refuses IndexedDB is said to, and the tab goes on", async () => {
  const page = await open(stage, { hash: CREATE });
  const id = await create(page);
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("not in this window", "SecurityError");
    };
  });
  await turn(page, false);
  const trouble = await page.locator('[role="alert"]').innerText();
  assert.match(trouble, /^The browser did not keep it: .*not in this window/);
  assert.deepEqual(await list(page), [id]);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("a store that cannot write is a 503, with what the browser said", async () => {
  const page = await open(stage, { hash: CREATE });
  await turn(page, true);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  const { status, words } = await send(page);
  assert.equal(status, 503);
  assert.match(words, /The service cannot answer now/);
  assert.match(words, /Inside: Full\./);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("a service that cannot be fetched is said to be so, and fetched again", async () => {
  const page = await open(stage, { hash: CREATE });
  await page.route(SERVICE_CHUNK, (route) => route.abort());
  const { words } = await send(page);
  assert.match(words, /no answer\s+Failed to fetch/i);
  await page.unroute(SERVICE_CHUNK);
  await create(page);
  await page.context().close();
});

test("a console that cannot be fetched is said to be so", async () => {
  const page = await open(stage, { hash: "#/providers/conduit" });
  await page.route(/\/assets\/console-/, (route) => route.abort());
  await goTo(page, CREATE);
  await page.locator('[role="alert"]', { hasText: "could not be loaded" }).waitFor();
  await page.context().close();
});

test("a header that cannot be sent is no request", async () => {
  const page = await open(stage, { hash: CREATE });
  await page.fill("#credential-0", "schlüssel");
  assert.equal(await page.getAttribute("#credential-0", "aria-invalid"), "true");
  const { words } = await send(page);
  assert.match(words, /X-API-Key holds characters that no header can carry/);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});
