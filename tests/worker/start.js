// Starts the Worker of worker/ in workerd, through Miniflare, which is faster than `wrangler dev`.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Miniflare, Response } from "miniflare";
import { workerModules } from "../worker.js";

const folder = new URL("../../worker/", import.meta.url);
const [, compatibilityDate] = /"compatibility_date": "([\d-]+)"/.exec(
  readFileSync(new URL("wrangler.jsonc", folder), "utf8"),
);

/** What is deployed. */
export const entry = new URL("src/index.js", folder).pathname;

const newSecret = () => randomBytes(32).toString("base64url");

/** What `npm run worker` puts into .dev.vars. */
export const newSecrets = () => ({
  ANYHOOK_ADMIN_TOKEN: newSecret(),
  ANYHOOK_MASTER_KEY: newSecret(),
});

/**
 * Starts it on a namespace in memory, or in the folder `state`. `secrets` are the bindings beside it,
 * `main` another file than what is deployed, and `nextLine()` resolves to the next line of the log;
 * `scheduled()` does what a cron trigger does. Requests that the Worker sends are answered
 * by `outbound`.
 */
export async function startWorker({ state = false, outbound, ...options } = {}) {
  const { kvNamespaces = ["ANYHOOK"], main = entry, secrets = newSecrets() } = options;
  const lines = [];
  let log;
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    port: 0,
    compatibilityDate,
    modules: await workerModules(main),
    bindings: secrets,
    kvNamespaces,
    kvPersist: state,
    outboundService: outbound ?? (() => new Response("nobody is there", { status: 404 })),
    handleRuntimeStdio(stdout, stderr) {
      log = createInterface({ input: stdout }).on("line", (line) => lines.push(line));
      stderr.on("data", (chunk) => process.stderr.write(chunk));
    },
  });
  const nextLine = async () => {
    while (lines.length === 0) await once(log, "line", { signal: AbortSignal.timeout(10_000) });
    return lines.shift();
  };
  const { origin } = await miniflare.ready;
  return {
    base: origin,
    secrets,
    adminToken: secrets.ANYHOOK_ADMIN_TOKEN,
    nextLine,
    scheduled: async (cron, scheduledTime) =>
      (await miniflare.getWorker()).scheduled({ cron, scheduledTime }),
    stop: () => miniflare.dispose(),
  };
}
