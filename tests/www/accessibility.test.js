// axe-core on the lab, in light and dark, wide and narrow.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch } from "../browser.js";
import { open, serve, verdict } from "./site.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

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
      const page = await open(browser, site.url, { colorScheme, viewport });
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

test("every control is reached with the Tab key, and shows that it is", async () => {
  const page = await open(browser, site.url);
  const wanted = await page.evaluate(() => {
    const controls = "button, select, textarea, input:not([hidden], :disabled, [type=radio]), a";
    return [...document.querySelectorAll(controls)].filter((one) => one.checkVisibility()).length;
  });
  const reached = new Set();
  for (let step = 0; step < wanted + 10; step++) {
    await page.keyboard.press("Tab");
    const { key, outlined } = await page.evaluate(() => {
      const { activeElement: at } = document;
      const outlined = getComputedStyle(at).outlineStyle !== "none";
      const own = at.matches("button, select, textarea, input:not([type=radio]), a");
      return { key: own ? at.id || at.textContent : undefined, outlined };
    });
    if (key === undefined) continue;
    assert.ok(outlined, key);
    reached.add(key);
  }
  assert.equal(reached.size, wanted);
  await page.context().close();
});
