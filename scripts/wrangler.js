// wrangler as worker/ has it installed, kept from asking for updates and from reporting its use.
import { join } from "node:path";
import { bin, root } from "./lib.js";

export const folder = join(root, "worker");

export const offline = {
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/** Runs wrangler in worker/, and resolves to what it printed. */
export const wrangler = (args) =>
  bin("wrangler", args, { where: folder, cwd: folder, env: offline });
