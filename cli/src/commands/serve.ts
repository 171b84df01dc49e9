import { createInboxes } from "anyhook/inbox";
import { createService, type ManualClock, manualClock, memoryLimiter } from "anyhook/service";
import { command } from "../command.js";
import { dataFolder, dataOption } from "../data.js";
import { readDuration } from "../duration.js";
import { readAdminToken, readMasterKeys } from "../environment.js";
import { httpServer } from "../http-server.js";
import { close, isLoopback, listenAt, stopped } from "../listening.js";
import { readInteger } from "../number.js";
import { printJson, printText } from "../output.js";
import { chooseProviders, PROVIDER_NOTE } from "../provider.js";
import { chooseLogs } from "../request-log.js";
import { openRecords } from "../records.js";
import { siteBeside } from "../site.js";
import { didYouMean, UsageError } from "../usage.js";
import { startDocument, welcome } from "../welcome.js";

/** How long requests that run when it is told to stop may take, in milliseconds. */
const PATIENCE = 5000;

export const serveCommand = command({
  name: "serve",
  summary: "answer as the providers' webhook APIs do, on this machine or for others",
  usage: [
    "serve [--port 8787] [--host localhost] [--strict] [--data .anyhook | --memory]",
    "              [--seed FILE] [--provider PROVIDER]… [--provider-file FILE]… [--no-limits]",
    "              [--clock manual] [--retention 30d] [--log text|json|none] [--site DIR]",
  ],
  options: {
    port: { value: "PORT", help: "8787, unless given; 0 is any free one" },
    host: {
      value: "ADDRESS",
      help: "localhost, unless given; any but this machine's own is strict",
    },
    strict: {
      help: "take issued keys alone, which `anyhook keys create` makes",
    },
    ...dataOption,
    memory: { help: "keep the records in memory, until it ends" },
    seed: {
      value: "FILE",
      help: "webhooks to begin with, or an export, where there are no records",
    },
    provider: {
      value: "PROVIDER",
      many: true,
      help: "these alone; all, unless given",
    },
    "provider-file": {
      value: "FILE",
      many: true,
      help: "a provider of your own besides",
    },
    "no-limits": { help: "limit no rates" },
    clock: {
      value: "manual",
      help: "stand still in time, until `anyhook time` moves it: retries of a day in a moment",
    },
    retention: {
      value: "DURATION",
      help: "how long events and deliveries are kept: `30d`, unless given; or `forever`",
    },
    log: {
      value: "FORM",
      help: "of a line for each request and attempt: `text`, unless given; `json`, `none`",
    },
    site: { value: "DIR", help: "files to answer with at /" },
  },
  notes: [
    PROVIDER_NOTE,
    "Each provider's API is below its name. Where it listens on this machine alone, any key is an\n" +
      "account; with --strict, and on any other address, the keys are those that were issued.",
    "Events come of `anyhook trigger`, or of POST /_/PROVIDER/events, and are sent to the webhooks that\n" +
      "select them; what is not taken is sent again, as the provider does. What is under way when it is told\n" +
      "to end is waited for, up to ten seconds.",
    "On this machine alone, /_/inbox/NAME takes any webhook and verifies it; GET /_/inboxes/NAME shows\n" +
      "what came, PUT /_/inboxes/NAME/secrets and /answer tell what to verify with and what to answer.",
    "From the environment: ANYHOOK_ADMIN_TOKEN opens /_/keys to issue keys over HTTP;\n" +
      "ANYHOOK_MASTER_KEY seals the secrets that are kept (`openssl rand -base64 32`).",
    "Exit codes: 0 ended by SIGINT or SIGTERM; 2 usage or configuration.",
  ],
  examples: [
    "anyhook serve",
    "anyhook serve --memory --seed webhooks.jsonl",
    "anyhook serve --memory --clock manual",
    "anyhook serve --provider conduit --provider-file acme.json",
    "anyhook serve --host 0.0.0.0 --data /var/lib/anyhook",
  ],
  async run({ options, positionals: [unexpected] }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const { data, memory, site } = options;
    if (memory && data !== undefined) {
      throw new UsageError("`--memory` and `--data` say different places: give one of them");
    }
    const port = readInteger("port", options.port ?? "8787", { most: 65_535 });
    const host = (options.host ?? "localhost").replace(/^\[(.*)\]$/, "$1");
    const form = options.log ?? "text";
    const { log, deliveryLog } = chooseLogs(form);
    const clock = readClock(options.clock);
    const retention = readRetention(options.retention);
    const chosen = await chooseProviders(options.provider, options["provider-file"]);
    const providers = chosen.map(({ provider }) => provider);
    const infos = chosen.map(({ info }) => info);
    const mode = options.strict || !isLoopback(host) ? ("strict" as const) : ("open" as const);
    const secrets = {
      adminToken: readAdminToken(),
      masterKeys: readMasterKeys(),
    };
    const limiter = options["no-limits"] ? undefined : memoryLimiter();
    const folder = memory ? undefined : dataFolder(data);
    const { masterKeys } = secrets;
    const records = await openRecords(folder, options.seed, {
      providers: chosen,
      masterKeys,
    });
    try {
      const { store } = records;
      const api = createService({
        store,
        providers,
        mode,
        ...secrets,
        limiter,
        log,
        deliveryLog,
        clock,
        retention,
      });
      const names = infos.map(({ id }) => id);
      const service =
        site === undefined ? api : await siteBeside(api, { providers: names, folder: site, log });
      const inboxes =
        mode === "open"
          ? createInboxes({ schemes: providers, log, clock: clock && (() => clock.now()) })
          : undefined;
      const fetch = (request: Request) => inboxes?.fetch(request) ?? service.fetch(request);
      const make = () => httpServer(fetch, log);
      const { url, servers } = await listenAt(make, port, host);
      const told = {
        isSealed: masterKeys !== undefined,
        hasAdminToken: !!secrets.adminToken,
      };
      const start = { url, infos, mode, records, clock, ...told };
      if (form === "json") printJson(startDocument(start), { indent: 0 });
      else printText(welcome(start));
      api.start();
      await stopped();
      inboxes?.close();
      await Promise.all([close(servers, PATIENCE), api.close()]);
    } finally {
      await records.close();
    }
    return 0;
  },
});

function readClock(clock: string | undefined): ManualClock | undefined {
  if (clock === undefined) return undefined;
  if (clock === "manual") return manualClock();
  throw new UsageError(
    `\`--clock\` is \`${clock}\`, expected \`manual\`${didYouMean(clock, ["manual"])}`,
  );
}

function readRetention(retention: string | undefined): number | undefined {
  if (retention === undefined) return undefined;
  if (retention === "forever") return Number.POSITIVE_INFINITY;
  return readDuration("--retention", retention, { least: 1000 });
}
