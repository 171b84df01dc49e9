// Who answers the API console: the service in the page, or the server that the page comes from.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { choose, create, list, send } from "./console.js";
import { open, setUp } from "./site.js";

/** The service of the server, where it has one. */
let served;
const stage = setUp(undefined, (request) =>
  served ? served.fetch(request) : new Response(null, { status: 404 }),
);
beforeEach(() => {
  served = createService({ store: memoryStore() });
});

const CREATE = "#/providers/conduit/console/create";

/** The paths of the server that these pages ask. */
const allowed = /^(?:_\/health|conduit\/webhooks)$/;

const openConsole = (options) => open(stage, { hash: CREATE, allowed, ...options });
const server = (page) => page.getByLabel("This page's server");
const code = (page) => page.locator('pre[aria-label="The request as code"]').innerText();
const codeCard = (page) => page.locator(".card", { hasText: "As code" });

test("where the server has the service, either of the two answers", async () => {
  const page = await openConsole();
  const inPage = await create(page);
  await server(page).check();
  const { origin } = new URL(stage.url);
  assert.ok((await page.locator(".target").innerText()).includes(origin));
  const onServer = await create(page);
  const request = await page.locator(".exchange .line code").innerText();
  assert.equal(request, `POST ${origin}/conduit/webhooks`);
  await choose(page, "conduit", "get");
  const offered = page.locator(".picker option:not([value=''])");
  assert.deepEqual(await offered.evaluateAll((all) => all.map((one) => one.value)), [onServer]);
  assert.deepEqual(await list(page), [onServer]);
  await page.getByLabel("This page", { exact: true }).check();
  assert.deepEqual(await list(page), [inPage]);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("where it has none, the page alone answers, and both say so", async () => {
  served = undefined;
  const page = await openConsole();
  await page.locator(".target", { hasText: "has no service of its own" }).waitFor();
  assert.ok(await server(page).isDisabled());
  assert.match(await code(page), /'http:\/\/localhost:8787\/conduit\/webhooks'/);
  const note = await codeCard(page).innerText();
  assert.match(note, /Nothing outside reaches the service of this page: npx anyhook serve answers/);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("the code is for the server where there is one, and says whose webhooks it has", async () => {
  const page = await openConsole();
  const { origin } = new URL(stage.url);
  await codeCard(page)
    .getByText("For this page's server: it has webhooks of its own, not this page's.")
    .waitFor();
  assert.ok((await code(page)).includes(`'${origin}/conduit/webhooks'`));
  await server(page).check();
  assert.ok((await code(page)).includes(`'${origin}/conduit/webhooks'`));
  assert.doesNotMatch(await codeCard(page).innerText(), /of its own/);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("the server stays chosen after a reload, as long as it is there", async () => {
  const page = await openConsole();
  await server(page).check();
  await page.reload();
  await page.waitForSelector(".console");
  assert.ok(await server(page).isChecked());
  await create(page);
  const { origin } = new URL(stage.url);
  assert.ok((await page.locator(".answer .title").innerText()).endsWith(`by ${origin}`));
  served = undefined;
  await page.reload();
  await page.locator(".target", { hasText: "has no service of its own" }).waitFor();
  assert.ok(await page.getByLabel("This page", { exact: true }).isChecked());
  await create(page);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("forgetting leaves the server what it has, and says so", async () => {
  const page = await openConsole();
  await server(page).check();
  assert.match(await page.locator(".target").innerText(), /the server keeps its webhooks/);
  const key = await page.inputValue("#credential-0");
  const secret = await page.inputValue("#credential-1");
  const id = await create(page);
  await page.getByRole("button", { name: "Forget everything here" }).click();
  await page.locator("#news", { hasText: "the server keeps its webhooks" }).waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  assert.deepEqual(await list(page), []);
  await page.fill("#credential-0", key);
  await page.fill("#credential-1", secret);
  assert.deepEqual(await list(page), [id]);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("a server that has stopped is said to be gone, with what starts it", async () => {
  const page = await openConsole();
  await server(page).check();
  await create(page);
  const { origin, port } = new URL(stage.url);
  await page.route(`${origin}/**`, (route) => route.abort("connectionrefused"));
  const { words } = await send(page);
  assert.ok(
    words.includes(
      `Nothing answers at ${origin} any more: PORT=${port} npm start starts it again.`,
    ),
  );
  assert.doesNotMatch(words, /\d ms/);
  assert.doesNotMatch(await page.locator(".look").first().innerText(), /\d ms/);
  await page.unroute(`${origin}/**`);
  await create(page);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("a connection that is cut by a server that is there is no server that has stopped", async () => {
  const page = await openConsole();
  await server(page).check();
  await page.route(/\/conduit\//, (route) => route.abort("connectionreset"));
  const { words } = await send(page);
  assert.match(words, /no answer\s+Failed to fetch/i);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});
