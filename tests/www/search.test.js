// The search over all providers, with the keyboard alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, setUp } from "./site.js";

let page;
const stage = setUp(async () => {
  page = await open(stage);
});

async function search(text) {
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type(text);
  return page.locator('[role="option"]').allInnerTexts();
}

for (const [words, kind, address] of [
  ["customer.kyb_expired", "Event", "#/providers/conduit/events/customer.kyb_expired"],
  [
    "withdrawal.status_changed",
    "Selector",
    "#/providers/cryptofuse/events/withdrawal.status_changed",
  ],
  ["webhook_limit_reached", "Error", "#/providers/cryptofuse/errors/too_many_webhooks"],
  ["signing_secret create", "Field", "#/providers/devdraft/operations/create/%2Fsigning_secret"],
  ["PUT webhook-secret", undefined, undefined],
  ["post webhook-secret", "Operation", "#/providers/spritz/operations/secret"],
  ["client_[a-z", "Id", "#/providers/conduit/ids/client"],
]) {
  test(`finds ${words}`, async () => {
    const found = await search(words);
    if (kind === undefined) {
      assert.deepEqual(found, []);
      assert.equal(await page.locator("#search-note").innerText(), "Nothing found");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      return;
    }
    assert.match(found[0], new RegExp(`^${kind}`));
    // The page goes there in a task of its own, and takes the focus with it.
    await page.evaluate(() => {
      const there = (resolve) => addEventListener("hashchange", resolve, { once: true });
      globalThis.gone = new Promise(there);
    });
    await page.keyboard.press("Enter");
    await page.evaluate(async () => void (await globalThis.gone));
    await page.waitForFunction((to) => location.hash === to, address);
    assert.ok(await page.locator("#search-popup").isHidden());
    assert.equal(await page.inputValue("#search"), "");
  });
}

test("arrows go through what was found, and round", async () => {
  const found = await search("payment.completed");
  const active = () => page.getAttribute("#search", "aria-activedescendant");
  assert.equal(await active(), "hit-0");
  await page.keyboard.press("ArrowUp");
  assert.equal(await active(), `hit-${found.length - 1}`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(), "hit-1");
  assert.equal(await page.locator('[aria-selected="true"]').count(), 1);
  assert.equal(await page.getAttribute("#search", "aria-expanded"), "true");
  await page.keyboard.press("Escape");
  assert.equal(await page.getAttribute("#search", "aria-expanded"), "false");
  await page.keyboard.press("Escape");
});

test("a press with the pointer goes there too, and a field that was found is shown", async () => {
  await search("subscribedEventTypes create");
  await page.locator('[role="option"]').first().click();
  const wanted = page.locator("[data-wanted] .name code");
  await wanted.waitFor();
  assert.equal(await wanted.innerText(), "subscribedEventTypes");
});

test("did nothing else in all of this", () => {
  assert.deepEqual(page.offences, []);
});
