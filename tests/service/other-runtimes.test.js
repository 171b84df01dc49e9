// The service in Deno and in Bun, from the packages that carry their binaries for Linux on x64.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { report } from "../api/report.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const runtimes = {
  Deno: ["../node_modules/@deno/linux-x64-glibc/deno", "run", "--allow-read", "--no-lock"],
  Bun: ["../node_modules/@oven/bun-linux-x64/bin/bun", "run"],
};

for (const [name, [binary, ...args]] of Object.entries(runtimes)) {
  const skip = existsSync(path(binary)) ? false : `its binary is not for ${process.platform}`;
  test(`the providers' APIs in ${name}`, { skip }, (context) => {
    const printed = execFileSync(path(binary), [...args, path("print.js")], {
      encoding: "utf8",
      maxBuffer: 16 << 20,
    });
    report(context, JSON.parse(printed));
  });
}
