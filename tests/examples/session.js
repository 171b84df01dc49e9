// What tests of sessions that a page shows have in common.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A page's line as a pattern: `…` stands for anything. */
export const patternOf = (line) =>
  new RegExp(
    `^${line
      .split("…")
      .map((part) => part.replace(/[^\w]/g, "\\$&"))
      .join(".+")}$`,
  );

// `--json` came with curl 7.82, of 2022.
const found = await promisify(execFile)("curl", ["--help", "all"]).catch(() => ({ stdout: "" }));
export const skip = found.stdout.includes("--json") ? false : "curl 7.82 or newer is missing";
