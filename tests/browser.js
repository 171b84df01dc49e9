// Headless Chromium for the tests, with every connection but loopback cut off.
import { existsSync } from "node:fs";
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
