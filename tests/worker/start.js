// Starts the Worker of worker/ in workerd, through Miniflare, which is faster than `wrangler dev`.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Miniflare } from "miniflare";
import { workerModules } from "../worker.js";

const folder = new URL("../../worker/", import.meta.url);
const [, compatibilityDate] = /"compatibility_date": "([\d-]+)"/.exec(
  readFileSync(new URL("wrangler.jsonc", folder), "utf8"),
);

/** What is deployed. */
export const entry = new URL("src/index.js", folder).pathname;

const newKey = () => randomBytes(32).toString("base64url");

/**
 * Starts it on a namespace in memory, or in the folder `state`. `secrets` are the bindings beside it,
 * `main` another file than what is deployed, and `nextLine()` resolves to the next line of the log.
 */
export async function startWorker({ state = false, key = newKey(), ...options } = {}) {
  const { secrets = { ANYHOOK_KEY: key }, kvNamespaces = ["ANYHOOK"], main = entry } = options;
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
    handleRuntimeStdio(stdout, stderr) {
      log = createInterface({ input: stdout }).on("line", (line) => lines.push(line));
      stderr.pipe(process.stderr);
    },
  });
  const nextLine = async () => {
    while (lines.length === 0) await once(log, "line", { signal: AbortSignal.timeout(10_000) });
    return lines.shift();
  };
  const { origin } = await miniflare.ready;
  return { base: origin, key, nextLine, stop: () => miniflare.dispose() };
}
