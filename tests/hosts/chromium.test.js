import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";
import { build } from "esbuild";
import { launch } from "../browser.js";
import { vectors } from "./vectors.js";

test("the suite in Chromium", async (context) => {
  const bundle = await build({
    entryPoints: [new URL("entry.js", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "entry",
  });
  const script = bundle.outputFiles[0].text;
  const server = createServer((request, response) => {
    const html = request.url === "/";
    response.setHeader("content-type", html ? "text/html" : "text/javascript");
    // The strictest policy that the module runs under.
    response.setHeader("content-security-policy", "script-src 'self' 'wasm-unsafe-eval'");
    response.end(html ? '<!doctype html><script src="/suite.js"></script>' : script);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const { passed, failures } = await page.evaluate(
      (json) => entry.suite(JSON.parse(json)), // as text, which keeps a key named `__proto__`
      JSON.stringify(vectors),
    );
    context.diagnostic(`${passed} checks`);
    assert.deepEqual(failures, []);
  } finally {
    await browser.close();
    server.close();
  }
});
