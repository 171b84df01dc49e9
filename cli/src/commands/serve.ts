import { defineProvider, type ProviderInfo, providers } from "anyhook";
import { createService, memoryLimiter } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { command } from "../command.js";
import { define, readDefinition } from "../definition.js";
import { httpServer } from "../http-server.js";
import { close, listenOnLoopback, stopped } from "../listening.js";
import { readInteger } from "../number.js";
import { printJson, printText } from "../output.js";
import { type ChosenProvider, chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { chooseLog } from "../request-log.js";
import { sampleRequest } from "../sample-request.js";
import { siteBeside } from "../site.js";
import { printable, table } from "../text.js";
import { UsageError } from "../usage.js";

/** How long requests that run when it is told to stop may take, in milliseconds. */
const PATIENCE = 5000;

export const serveCommand = command({
  name: "serve",
  summary: "answer as the providers' webhook APIs do, on this machine",
  usage: [
    "serve [--port 8787] [--provider PROVIDER]… [--provider-file FILE]… [--log text|json|none]",
    "      [--site DIR]",
  ],
  options: {
    port: { value: "PORT", help: "8787, unless given; 0 is any free one" },
    provider: { value: "PROVIDER", many: true, help: "these alone; all, unless given" },
    "provider-file": { value: "FILE", many: true, help: "a provider of your own besides" },
    log: {
      value: "FORM",
      help: "of a line for each request: `text`, unless given; `json`, `none`",
    },
    site: { value: "DIR", help: "files to answer with at /" },
  },
  notes: [
    PROVIDER_NOTE,
    "It listens on localhost alone. Each provider's API is below its name; any key is an account.\n" +
      "What is created is kept in memory, and gone when it ends.",
    "Exit codes: 0 ended by SIGINT or SIGTERM; 2 usage or configuration.",
  ],
  examples: ["anyhook serve", "anyhook serve --provider conduit --provider-file acme.json"],
  async run({ options, positionals: [unexpected] }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const port = readInteger("port", options.port ?? "8787", { most: 65_535 });
    const form = options.log ?? "text";
    const log = chooseLog(form);
    const chosen = await choose(options.provider, options["provider-file"]);
    const infos = chosen.map(({ info }) => info);
    const api = createService({
      store: memoryStore(),
      providers: chosen.map(({ provider }) => provider),
      limiter: memoryLimiter(),
      log,
    });
    const { site } = options;
    const names = infos.map(({ id }) => id);
    const service =
      site === undefined ? api : await siteBeside(api, { providers: names, folder: site, log });
    const make = () => httpServer((request) => service.fetch(request), log);
    const listening = await listenOnLoopback(make, port);
    const url = `http://localhost:${listening.port}`;
    const bases = Object.fromEntries(names.map((name) => [name, `${url}/${name}`]));
    if (form === "json") printJson({ listening: url, providers: bases }, { indent: 0 });
    else printText(welcome(url, bases, infos));
    await stopped();
    await close(listening.servers, PATIENCE);
    return 0;
  },
});

/** The providers that are named, else all built-in ones; then those of files. */
async function choose(
  names: readonly string[],
  files: readonly string[],
): Promise<ChosenProvider[]> {
  const chosen: ChosenProvider[] = [];
  for (const name of names.length > 0 ? names : providers().map(({ id }) => id)) {
    chosen.push(await chooseProvider(name));
  }
  for (const file of files) {
    const provider = define(file, await readDefinition(file, "the provider"), defineProvider);
    chosen.push({ name: file, provider, info: provider.info });
  }
  return chosen;
}

/** Where it listens, the base URL of each provider, and a first request. */
function welcome(
  url: string,
  bases: Readonly<Record<string, string>>,
  infos: readonly ProviderInfo[],
): string {
  const rows = Object.entries(bases).map(([name, base]) => [`  ${name}`, base]);
  const samples = infos.flatMap((info) => sampleRequest(info, `${url}/${info.id}`) ?? []);
  const [first] = samples.map((sample) => `try: ${printable(sample)}`);
  return [`listening on ${url}`, table(rows), ...(first ? [first] : [])].join("\n");
}
