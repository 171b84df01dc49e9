// Events, sent by the service in the page to the page's inbox.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, infos, send } from "./console.js";
import { goTo, open, setUp, verdict } from "./site.js";

const stage = setUp();

/** Opens a provider's page of deliveries, with nothing in it. */
async function openSending(provider, options) {
  const page = await open(stage, { hash: `#/providers/${provider}/deliveries`, ...options });
  await page.locator(".sending").waitFor();
  return page;
}

const createWebhook = async (page) => {
  await page.getByRole("button", { name: "Create one for the inbox" }).click();
  await page.locator(".webhooks .pill", { hasText: "enabled" }).first().waitFor();
};
const publish = (page) => page.getByRole("button", { name: "Publish" }).click();
const pills = (page, state) => page.locator(`.deliveries .pill[data-state="${state}"]`);
const answer = (page, label) => page.locator("#inbox-status").selectOption({ label });
const forward = (page, words) =>
  page.getByRole("button", { name: `Set the clock ${words} forward` }).click();
const attempts = (page) => page.locator(".attempts > li");
/** The answers that the delivery got that is looked at. */
const answers = (page) => page.locator(".attempts .answer-status").allInnerTexts();

async function done(page) {
  assert.deepEqual(page.offences, []);
  await page.context().close();
}

for (const [provider, { events }] of Object.entries(infos)) {
  test(`${provider}: an event arrives in the page's inbox, and is genuine`, async () => {
    const page = await openSending(provider);
    await createWebhook(page);
    const type = Object.keys(events.types).at(-1);
    await page.selectOption("#event-type", type);
    await publish(page);
    const row = page.locator(".deliveries li", { hasText: type }).first();
    await row.locator('.pill[data-state="succeeded"]').waitFor();
    await row.getByRole("button").click();
    await page.locator(".facts", { hasText: type }).waitFor();
    await attempts(page).locator(".state", { hasText: "Genuine" }).waitFor();
    assert.deepEqual(await answers(page), ["200 OK"]);
    const body = await page.locator('pre[aria-label="Body of the delivery"]').innerText();
    assert.match(body, new RegExp(type.replaceAll(".", "\\.")));
    await page.locator(".came summary", { hasText: type }).first().waitFor();
    await done(page);
  });
}

test("what is of no use is said to be so, where it is done", async () => {
  const page = await openSending("cryptofuse");
  const news = page.locator("#news");
  await publish(page);
  await news.getByText("these credentials have no webhook to tell").waitFor();
  await createWebhook(page);
  // Which the provider takes once.
  await page.getByRole("button", { name: "Create one for the inbox" }).click();
  await news.getByText("url_already_exists").waitFor();
  await page.locator(".sending .trouble", { hasText: "url_already_exists" }).waitFor();
  await page.fill("#inbox-delay", "soon");
  await page.locator("#inbox-delay[aria-invalid=true]").waitFor();
  await page.getByText("Expected a whole number up to 10,000.").waitFor();
  await done(page);
});

test("data of one's own is sent, and what is no JSON object is not", async () => {
  const page = await openSending("devdraft");
  await createWebhook(page);
  await page.fill("#event-data", "[1");
  assert.ok(await page.getByRole("button", { name: "Publish" }).isDisabled());
  await page.fill("#event-data", '{ "amount": "5.00" }');
  await publish(page);
  await pills(page, "succeeded").waitFor();
  const body = page.locator('pre[aria-label="Body of the delivery"]');
  assert.deepEqual(JSON.parse(await body.innerText()).data, { amount: "5.00" });
  await done(page);
});

test("failures disable a webhook, and what was held goes out once it is enabled", async () => {
  const page = await openSending("cryptofuse");
  await createWebhook(page);
  await answer(page, "500 Internal Server Error");
  await publish(page);
  await pills(page, "pending").waitFor();
  assert.match(await page.locator(".deliveries .next").innerText(), /^next in \d seconds?$/);
  await forward(page, "1 hour");
  await pills(page, "held").waitFor();
  await page.locator(".webhooks .pill", { hasText: "disabled" }).waitFor();
  assert.deepEqual(await answers(page), Array(5).fill("500 Internal Server Error"));
  await answer(page, "as a good receiver: 200, or 401");
  await page.getByRole("button", { name: /^Enable wh_/ }).click();
  await pills(page, "succeeded").waitFor();
  await attempts(page).nth(5).waitFor();
  assert.equal((await answers(page)).at(-1), "200 OK");
  assert.ok(await page.locator(".came .own", { hasText: "6th time" }).isVisible());
  await done(page);
});

test("a day of retries takes a moment, also where nothing answers", async () => {
  const page = await openSending("conduit");
  await createWebhook(page);
  await answer(page, "no answer: it times out");
  await publish(page);
  await pills(page, "pending").waitFor();
  await page.getByRole("button", { name: "To the next attempt" }).click();
  await attempts(page).nth(1).waitFor();
  await forward(page, "24 hours");
  await pills(page, "failed").waitFor();
  assert.deepEqual(await answers(page), Array(11).fill("no answer in time"));
  await answer(page, "204 No Content");
  await page.getByRole("button", { name: "Send again" }).click();
  await pills(page, "succeeded").waitFor();
  assert.equal((await answers(page)).at(-1), "204 No Content");
  await done(page);
});

test("why a delivery is not genuine is told, and the lab takes it as it was sent", async () => {
  const page = await openSending("conduit");
  await createWebhook(page);
  await page.fill("#inbox-secret", "the wrong one");
  await page.locator("#inbox-secret").blur();
  await publish(page);
  await pills(page, "pending").waitFor();
  assert.deepEqual(await answers(page), ["401 Unauthorized"]);
  const state = attempts(page).locator(".state");
  assert.equal(await state.innerText(), "Not genuine: no_matching_signature");
  await page.getByRole("button", { name: "Open in the signature lab" }).click();
  await page.locator("#lab").waitFor();
  assert.equal((await verdict(page)).code, "no_matching_signature");
  await done(page);
});

test("a webhook of the console's may point at the inbox, and others reach nothing", async () => {
  const page = await open(stage);
  await choose(page, "conduit", "create");
  const outside = await send(page);
  assert.equal(outside.status, 201);
  await page.getByRole("button", { name: "Use the inbox for the URL" }).click();
  const { status, body } = await send(page);
  assert.equal(status, 201);
  assert.equal(body.url, "https://inbox.example/conduit");
  await goTo(page, "#/providers/conduit/deliveries");
  await page.locator(".webhooks li").nth(1).waitFor();
  const [type] = body.events;
  await page.selectOption("#event-type", type);
  await publish(page);
  await pills(page, "succeeded").waitFor();
  await page.locator(".deliveries li", { hasText: outside.body.id }).getByRole("button").click();
  await attempts(page).getByText("This page sends nothing to the network").waitFor();
  assert.deepEqual(await answers(page), ["no connection"]);
  await done(page);
});

test("what was sent is forgotten with everything else", async () => {
  const page = await openSending("devdraft");
  await createWebhook(page);
  await publish(page);
  await pills(page, "succeeded").waitFor();
  await forward(page, "24 hours");
  await page.getByRole("button", { name: "Forget everything here" }).click();
  await page.locator(".deliveries li").waitFor({ state: "detached" });
  await page.locator(".webhooks li").waitFor({ state: "detached" });
  await page.locator(".came li").waitFor({ state: "detached" });
  const clock = await page.locator(".clock").innerText();
  assert.ok(
    Math.abs(Date.parse(clock.replace(" UTC", "Z").replace(" ", "T")) - Date.now()) < 60_000,
  );
  await done(page);
});
