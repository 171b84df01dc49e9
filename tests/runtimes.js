// Deno and Bun, from the packages that carry their binaries for Linux on x64.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));
const RUNTIMES = {
  Deno: ["@deno/linux-x64-glibc/deno", "run", "--allow-read", "--no-lock"],
  Bun: ["@oven/bun-linux-x64/bin/bun", "run"],
};

/** Tests what a script prints in each of them, as JSON. */
export function testInOtherRuntimes(what, script, check) {
  for (const [name, [path, ...args]] of Object.entries(RUNTIMES)) {
    const binary = modules + path;
    const skip = existsSync(binary) ? false : `its binary is not for ${process.platform}`;
    test(`${what} in ${name}`, { skip }, (context) => {
      const printed = execFileSync(binary, [...args, fileURLToPath(script)], {
        encoding: "utf8",
        maxBuffer: 16 << 20,
      });
      check(context, JSON.parse(printed));
    });
  }
}
