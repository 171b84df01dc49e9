import { createServer } from "node:http";
import test from "node:test";
import { build } from "esbuild";
import { launch } from "../browser.js";
import { report } from "./report.js";

test("the providers' APIs in a page of Chromium", async (context) => {
  const bundle = await build({
    entryPoints: [new URL("page.js", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "page",
  });
  const script = bundle.outputFiles[0].text;
  const server = createServer((request, response) => {
    const html = request.url === "/";
    response.setHeader("content-type", html ? "text/html" : "text/javascript");
    // The strictest policy that the service runs under; nothing goes over the network.
    const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
    response.setHeader("content-security-policy", policy);
    response.end(html ? '<!doctype html><script src="/page.js"></script>' : script);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    report(context, await page.evaluate("page.run()"));
  } finally {
    await browser.close();
    server.close();
  }
});
