import assert from "node:assert/strict";
import test from "node:test";
import { Miniflare } from "miniflare";
import { launchPage } from "../browser.js";
import { testInOtherRuntimes } from "../runtimes.js";
import { workerModules } from "../worker.js";

const check = (context, { passed, failures }) => {
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
};

const entry = new URL("entry.js", import.meta.url);

test("the suite in workerd", async (context) => {
  const modules = await workerModules(entry.pathname);
  const miniflare = new Miniflare({ cf: false, compatibilityDate: "2026-04-01", modules });
  try {
    check(context, await (await miniflare.dispatchFetch("http://localhost/")).json());
  } finally {
    await miniflare.dispose();
  }
});

test("the suite in Chromium", async (context) => {
  const { browser, url, stop } = await launchPage(entry, "entry");
  try {
    const page = await browser.newPage();
    await page.goto(url);
    check(context, await page.evaluate(() => entry.suite()));
  } finally {
    await stop();
  }
});

testInOtherRuntimes("the suite", new URL("print.js", import.meta.url), check);
