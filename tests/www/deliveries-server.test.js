// Events, sent by the service of the server that the page comes from, to that server's inbox.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { createInboxes } from "anyhook/inbox";
import { createService, manualClock } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { open, setUp } from "./site.js";

/** What the server has besides the page. */
let served;
const stage = setUp(
  undefined,
  (request) => served.inboxes?.fetch(request) ?? served.service.fetch(request),
);
afterEach(() => served.service.close());

/** The paths of the server that these pages ask. */
const allowed =
  /^(?:_\/(?:health|time|conduit\/(?:events|deliveries.*)|inboxes\/.+)|conduit\/webhooks.*)$/;

function serve({ clock, inboxes }) {
  const service = createService({ store: memoryStore(), providers: ["conduit"], clock });
  service.start();
  served = { service, inboxes };
}

async function openSending() {
  const page = await open(stage, { hash: "#/providers/conduit/deliveries", allowed });
  await page.getByLabel("This page's server").check();
  return page;
}

const publish = (page) => page.getByRole("button", { name: "Publish" }).click();
const pills = (page, state) => page.locator(`.deliveries .pill[data-state="${state}"]`);

test("its deliveries, its inbox and its clock, where that is set by hand", async () => {
  const clock = manualClock();
  serve({ clock, inboxes: createInboxes({ clock: () => clock.now() }) });
  const page = await openSending();
  await page.getByRole("button", { name: "Create one for the inbox" }).click();
  const webhook = page.locator(".webhooks li");
  await webhook.waitFor();
  assert.ok((await webhook.innerText()).includes(`${stage.url}_/inbox/playground-conduit`));
  await publish(page);
  await pills(page, "succeeded").waitFor();
  const came = page.locator(".came summary");
  await came.filter({ hasText: "Not verified: no secret is known" }).waitFor();

  const id = await webhook.locator("code").innerText();
  await page.goto(`${stage.url}#/providers/conduit/console/get`);
  await page.fill("#path-id", id);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const body = page.locator('pre[aria-label="Body of the answer"]');
  await body.waitFor();
  const { secret } = JSON.parse(await body.innerText());
  await page.goto(`${stage.url}#/providers/conduit/deliveries`);
  await page.fill("#inbox-secret", secret);
  await page.locator("#inbox-secret").blur();
  await page.locator("#inbox-status").selectOption({ label: "503 Service Unavailable" });
  await publish(page);
  await pills(page, "pending").waitFor();
  await came.filter({ hasText: "Genuine" }).first().waitFor();
  await page.getByRole("button", { name: "Set the clock 24 hours forward" }).click();
  await pills(page, "failed").waitFor();
  assert.equal(await came.filter({ hasText: "Genuine" }).count(), 11);
  await page.locator(".deliveries .look").first().click();
  await page.locator(".attempts > li").nth(10).waitFor();
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("a real clock cannot be set, and a server may have no inbox", async () => {
  serve({});
  const page = await openSending();
  await page.locator(".time-bar", { hasText: "This server's clock is the real one" }).waitFor();
  assert.ok(await page.getByRole("button", { name: "Set the clock 1 hour forward" }).isDisabled());
  await page
    .locator(".card", { hasText: "What the inbox took" })
    .getByText("This server has no inbox.")
    .waitFor();
  await page.getByLabel("This page", { exact: true }).check();
  await page.getByRole("button", { name: "Create one for the inbox" }).click();
  await publish(page);
  await pills(page, "succeeded").waitFor();
  assert.deepEqual(page.offences, []);
  await page.context().close();
});
