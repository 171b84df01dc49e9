// Headless Chromium for the tests, with every connection but loopback cut off.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const SYSTEM = "/usr/bin/chromium"; // Debian's; elsewhere Playwright's own serves

export const launch = () =>
  chromium.launch({
    ...(existsSync(SYSTEM) ? { executablePath: SYSTEM } : {}),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ],
  });

/** A browser, and the URL of a page in which the exports of the script `entry` are the global `name`. */
export async function launchPage(entry, name) {
  const { outputFiles } = await build({
    entryPoints: [entry.pathname],
    bundle: true,
    write: false,
    format: "iife",
    globalName: name,
  });
  const server = createServer((request, response) => {
    const html = request.url === "/";
    response.setHeader("content-type", html ? "text/html" : "text/javascript");
    // The strictest policy that everything runs under; nothing goes over the network.
    const policy = "default-src 'none'; frame-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
    response.setHeader("content-security-policy", policy);
    const page = '<!doctype html><script src="/script.js"></script>';
    response.end(html ? page : outputFiles[0].text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stopServer = () => server.close();
  try {
    const browser = await launch();
    const stop = () => browser.close().finally(stopServer);
    return { browser, url: `http://127.0.0.1:${server.address().port}/`, stop };
  } catch (error) {
    stopServer();
    throw error;
  }
}
