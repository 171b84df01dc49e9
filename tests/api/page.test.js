import test from "node:test";
import { launchPage } from "../browser.js";
import { report } from "./report.js";

test("the providers' APIs in a page of Chromium", async (context) => {
  const { browser, url, stop } = await launchPage(new URL("page.js", import.meta.url), "page");
  try {
    const page = await browser.newPage();
    await page.goto(url);
    report(context, await page.evaluate("page.run()"));
  } finally {
    await stop();
  }
});
