import assert from "node:assert/strict";
import test from "node:test";
import { launchPage } from "../browser.js";
import { vectors } from "./vectors.js";

test("the suite in Chromium", async (context) => {
  const { browser, url, stop } = await launchPage(new URL("entry.js", import.meta.url), "entry");
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const { passed, failures } = await page.evaluate(
      (json) => entry.suite(JSON.parse(json)), // as text, which keeps a key named `__proto__`
      JSON.stringify(vectors),
    );
    context.diagnostic(`${passed} checks`);
    assert.deepEqual(failures, []);
  } finally {
    await stop();
  }
});
