// axe-core on every page, in light and dark, wide and narrow; and the keyboard.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { goTo, open, setUp, verdict } from "./site.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const stage = setUp();

/** What axe finds wrong. It runs beside the page's policy, in the debugger. */
async function faults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 360, height: 740 } };

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`axe finds nothing: ${colorScheme}, ${size}`, async () => {
      const page = await open(stage, { colorScheme, viewport });
      const examples =
        size === "wide" ? ["reserialized", "rotation", "upper-case"] : ["upper-case"];
      for (const id of examples) {
        await page.click(`#example-${id}`);
        await page.click("#find");
        await verdict(page);
        assert.deepEqual(await faults(page), [], id);
      }
      await page.fill("#tolerance", "wrong");
      await page.setInputFiles("#file", {
        name: "bytes",
        mimeType: "a/b",
        buffer: Buffer.from([255]),
      });
      await verdict(page);
      assert.deepEqual(await faults(page), [], "a problem");
      const overflow = () => document.documentElement.scrollWidth - innerWidth;
      assert.equal(await page.evaluate(overflow), 0, "nothing is wider than the page");
      assert.deepEqual(page.offences, []);
      await page.context().close();
    });
  }
}

const PAGES = [
  "#/providers",
  "#/providers/conduit",
  "#/providers/cryptofuse/operations/create",
  "#/providers/spritz/operations/deliveries",
  "#/providers/cryptofuse/console/create",
  // With the answer of before, to another operation.
  "#/providers/cryptofuse/console/list",
  "#/providers/devdraft/console/get",
  "#/providers/conduit/deliveries",
  "#/providers/cryptofuse/events/payment.all",
  "#/providers/conduit/ids",
  "#/providers/cryptofuse/errors/invalid_url",
  "#/providers/devdraft/delivery",
  "#/own",
  "#/nowhere",
];

/** Brings a page into the state that has the most in it. */
const BUSY = {
  "#/providers": async (page) => {
    await page.fill("#search", "payment");
    await page.waitForSelector('[role="option"]');
  },
  "#/providers/cryptofuse/operations/create": async (page) => {
    await page.fill("#body-text", '{ "url": 1,\n "event_types": ["nope"] }');
    await page.waitForSelector(".fault");
  },
  "#/providers/cryptofuse/console/create": async (page) => {
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".answer-status", { hasText: "201" }).first().waitFor();
    await page.fill("#console-body", '{ "url": 1,\n "event_types": ["nope"] }');
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".answer-status", { hasText: "400" }).first().waitFor();
  },
  "#/providers/conduit/deliveries": async (page) => {
    await page.getByRole("button", { name: "Create one for the inbox" }).click();
    await page.locator(".webhooks li").waitFor();
    await page.fill("#inbox-secret", "another");
    await page.locator("#inbox-secret").blur();
    await page.fill("#inbox-delay", "soon");
    await page.getByRole("button", { name: "Publish" }).click();
    await page.locator('.deliveries .pill[data-state="pending"]').waitFor();
    await page.locator(".came summary").click();
  },
  "#/providers/conduit/ids": async (page) => {
    await page.fill("#id-client", "client_x");
    await page.getByRole("button", { name: "Make a secret" }).click();
  },
  "#/own": async (page) => {
    await page.fill("#own-text", '{ "format": 1,\n "id": "" }');
    await page.waitForSelector(".fault");
  },
};

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`axe finds nothing on the providers' pages: ${colorScheme}, ${size}`, async () => {
      const page = await open(stage, { colorScheme, viewport });
      for (const hash of PAGES) {
        await goTo(page, hash);
        assert.deepEqual(await faults(page), [], hash);
        if (BUSY[hash]) {
          await BUSY[hash](page);
          assert.deepEqual(await faults(page), [], `${hash}, busy`);
        }
        const overflow = () => document.documentElement.scrollWidth - innerWidth;
        assert.equal(await page.evaluate(overflow), 0, `${hash} is wider than the page`);
      }
      assert.deepEqual(page.offences, []);
      await page.context().close();
    });
  }
}

for (const hash of ["", ...PAGES]) {
  test(`every control is reached with the Tab key, and shows that it is: ${hash}`, async () => {
    const page = await open(stage, { hash });
    /** Numbers the controls that there are; tells how many had no number. */
    const number = () =>
      page.evaluate(() => {
        const controls =
          ":is(button, select, textarea, input:not([hidden], [type=radio])):enabled, a[href]";
        const all = [...document.querySelectorAll(controls)].filter((one) => one.checkVisibility());
        const fresh = all.filter((one) => one.dataset.control === undefined).length;
        for (const [index, one] of all.entries()) one.dataset.control = String(index);
        return { wanted: all.length, fresh };
      });
    let { wanted, fresh } = await number();
    const reached = new Set();
    // What the page draws anew while it is gone through, once it knows more, is gone through again.
    for (let round = 0; fresh > 0 && round < 5; round++) {
      reached.clear();
      for (let step = 0; step < wanted + 15; step++) {
        await page.keyboard.press("Tab");
        const { key, text, outlined } = await page.evaluate(() => {
          const { activeElement: at } = document;
          // A link that covers its row is outlined as the row.
          const styles = [getComputedStyle(at), getComputedStyle(at, "::after")];
          const outlined = styles.some(({ outlineStyle }) => outlineStyle !== "none");
          return { key: at.dataset.control, text: at.outerHTML.slice(0, 80), outlined };
        });
        if (key === undefined) continue;
        assert.ok(outlined, text);
        reached.add(key);
      }
      ({ wanted, fresh } = await number());
    }
    assert.equal(fresh, 0);
    assert.equal(reached.size, wanted);
    await page.context().close();
  });
}
