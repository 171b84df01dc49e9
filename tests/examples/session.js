// What the tests of the README's sessions share.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A line of the README as a pattern: `…` stands for anything. */
export const patternOf = (line) =>
  new RegExp(
    `^${line
      .split("…")
      .map((part) => part.replace(/[^\w]/g, "\\$&"))
      .join(".+")}$`,
  );

/** `false`, or why a session cannot be run: `--json` came with curl 7.82, of 2022. */
export async function canRun() {
  const run = promisify(execFile);
  const found = await run("curl", ["--help", "all"]).catch(() => ({ stdout: "" }));
  return found.stdout.includes("--json") ? false : "curl 7.82 or newer is missing";
}
