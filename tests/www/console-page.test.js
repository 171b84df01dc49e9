// The API console as one meets it: the way there, what is in sight, and what is of before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, infos, send } from "./console.js";
import { open, setUp } from "./site.js";

const stage = setUp();

test("the front page leads there", async () => {
  const page = await open(stage);
  const link = page
    .getByRole("navigation", { name: "Pages" })
    .getByRole("link", { name: "API console" });
  await link.click();
  await page.waitForSelector(".console");
  assert.equal(await link.getAttribute("aria-current"), "page");
  assert.equal(await page.locator(".masthead nav [aria-current]").count(), 1);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

/** Whether all of the button is on the screen, with nothing before it. */
const isInSight = (page) =>
  page.getByRole("button", { name: "Send", exact: true }).evaluate((button) => {
    const { left, top, right, bottom } = button.getBoundingClientRect();
    return [
      [left + 2, top + 2],
      [right - 2, bottom - 2],
    ].every(([x, y]) => document.elementFromPoint(x, y) === button);
  });

for (const [width, height] of [
  [1280, 720],
  [1280, 900],
  [360, 740],
]) {
  test(`Send is in sight from the start, and covers nothing that has the focus: ${width}x${height}`, async () => {
    const page = await open(stage, {
      hash: "#/providers/connect/console",
      viewport: { width, height },
    });
    for (const [provider, { operations }] of Object.entries(infos)) {
      for (const operation of Object.keys(operations)) {
        await choose(page, provider, operation);
        await page.evaluate(() => scrollTo(0, 0));
        assert.ok(await isInSight(page), `${provider} ${operation}`);
      }
    }
    await choose(page, "devdraft", "create");
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator("#credential-0").focus();
    const fields = await page.locator("#request-form :is(input, select, button):enabled").count();
    for (let step = 0; step < fields; step++) {
      const covered = await page.evaluate(() => {
        const { activeElement: at } = document;
        const foot = document.querySelector(".send-bar").getBoundingClientRect();
        return at.getBoundingClientRect().bottom > foot.top ? at.outerHTML : undefined;
      });
      assert.equal(covered, undefined);
      assert.ok(await isInSight(page));
      await page.keyboard.press("Tab");
    }
    assert.deepEqual(page.offences, []);
    await page.context().close();
  });
}

test("an answer is marked as an earlier one's once another operation is shown", async () => {
  const page = await open(stage, { hash: "#/providers/conduit/console/create" });
  const marks = page.locator(".exchange .own");
  assert.equal((await send(page)).status, 201);
  assert.equal(await marks.count(), 0);
  await choose(page, "conduit", "list");
  assert.deepEqual(await marks.allInnerTexts(), ["earlier: create", "earlier: create"]);
  assert.equal((await send(page)).status, 200);
  assert.equal(await marks.count(), 0);
  await page.locator(".look").nth(1).click();
  assert.deepEqual(await marks.allInnerTexts(), ["earlier: create", "earlier: create"]);
  await choose(page, "conduit", "create");
  assert.equal(await marks.count(), 0);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});
