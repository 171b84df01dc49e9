import type { ProviderInfo } from "anyhook";
import type { ManualClock } from "anyhook/service";
import { members } from "./provider.js";
import type { Records } from "./records.js";
import { sampleRequest } from "./sample-request.js";
import { plural, printable, table } from "./text.js";

/** What `serve` tells when it listens. */
export interface Start {
  url: string;
  infos: readonly ProviderInfo[];
  mode: "open" | "strict";
  records: Records;
  /** One that stands still, if it does. */
  clock: ManualClock | undefined;
  /** Whether there is a master key, and an admin token. */
  isSealed: boolean;
  hasAdminToken: boolean;
}

/** The base URL of each provider. */
const bases = ({ url, infos }: Start): [string, string][] =>
  infos.map(({ id }) => [id, `${url}/${id}`]);

/** The form of `--log json`. */
export function startDocument(start: Start): object {
  const { url, mode, records, isSealed, clock } = start;
  const { folder = null, seed } = records;
  return {
    listening: url,
    providers: Object.fromEntries(bases(start)),
    mode,
    data: folder,
    sealed: isSealed,
    ...(clock && { clock: new Date(clock.now()) }),
    ...(seed && {
      seed: { file: seed.file, skipped: !seed.loaded, ...seed.loaded },
    }),
  };
}

/** Where it listens, the base URL of each provider, what it keeps where, and what to do first. */
export function welcome(start: Start): string {
  const rows = bases(start).map(([name, base]) => [`  ${name}`, base]);
  const lines = [
    modeLine(start),
    keepingLine(start),
    seedLine(start.records),
    clockLine(start),
    firstStep(start),
  ];
  return [`listening on ${start.url}`, table(rows), ...lines.filter((line) => line !== "")].join(
    "\n",
  );
}

const modeLine = ({ mode }: Start): string =>
  mode === "open" ? "open: any key is an account" : "strict: issued keys alone";

function keepingLine({ records: { folder }, isSealed }: Start): string {
  if (folder === undefined) return "keeps its records in memory: they are gone when it ends";
  const seal = isSealed
    ? "its secrets sealed"
    : "its secrets as they are, since there is no ANYHOOK_MASTER_KEY";
  return `keeps its records in ${printable(folder)}, ${seal}`;
}

function seedLine({ seed }: Records): string {
  if (!seed) return "";
  const file = printable(seed.file);
  if (!seed.loaded) return `seed: ${file} was left out, since there are records already`;
  const { webhooks, entries, leftOut } = seed.loaded;
  if (webhooks !== undefined) return `seed: ${plural(webhooks, "webhook")} of ${file}`;
  const rest = leftOut === undefined ? "" : `, without ${leftOut} of events and their deliveries`;
  return `seed: ${plural(entries, "record")} of ${file}${rest}`;
}

/** What another command is given to find this service. */
const where = (url: string): string => (url === "http://localhost:8787" ? "" : ` --url ${url}`);

function clockLine({ clock, url }: Start): string {
  if (!clock) return "";
  const now = new Date(clock.now()).toISOString();
  return `its clock stands at ${now}: anyhook time +24h${where(url)} moves it`;
}

function firstStep({ url, infos, mode, records, hasAdminToken }: Start): string {
  if (mode === "open") {
    const samples = infos.flatMap((info) => sampleRequest(info, `${url}/${info.id}`) ?? []);
    const tries = samples.slice(0, 1).map((sample) => `try: ${printable(sample)}`);
    const [first] = infos;
    const [type] = members(first?.events.types)[0] ?? [];
    if (first && type !== undefined) {
      tries.push(`send an event: anyhook trigger ${first.id} ${printable(type)}${where(url)}`);
    }
    return tries.join("\n");
  }
  if (records.hasKeys) return "";
  const { folder } = records;
  const create = `anyhook keys create --provider ${infos[0]?.id ?? ""} --account NAME`;
  if (folder !== undefined) return `no key is issued yet: ${create} --data ${printable(folder)}`;
  if (hasAdminToken) return `no key is issued yet: ${create} --url ${url}`;
  return "no key is issued yet, and without ANYHOOK_ADMIN_TOKEN none can be";
}
