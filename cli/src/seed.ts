// Webhooks that a file asks for, one a line, created as a client would create them.
import { randomBytes } from "node:crypto";
import type { ProviderInfo } from "anyhook";
import { createService, type Service, type Store } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { type Line, type LineFault, LinesError, parseLine } from "./lines.js";
import type { ChosenProvider } from "./provider.js";
import { listed, plural } from "./text.js";
import { didYouMean } from "./usage.js";

/** What the services are told that create the webhooks. */
export interface Sowing {
  providers: readonly ChosenProvider[];
  masterKeys: string | undefined;
}

interface Seed {
  info: ProviderInfo;
  /** Those of open mode, or else the account of strict mode. */
  credentials: string[] | undefined;
  account: string;
  body: unknown;
}

/**
 * A store with the webhooks of all lines.
 *
 * @throws {LinesError} with each line that is faulty
 */
export async function sow(
  path: string,
  lines: AsyncIterable<Line>,
  sowing: Sowing,
): Promise<{ store: Store; webhooks: number }> {
  const store = memoryStore();
  const sower = new Sower(store, sowing);
  const faults: LineFault[] = [];
  let webhooks = 0;
  for await (const line of lines) {
    const seed = readSeed(line, sowing.providers);
    const message = typeof seed === "string" ? seed : await sower.create(seed);
    if (message === undefined) webhooks += 1;
    else faults.push({ line: line.number, message });
  }
  await sower.end();
  if (faults.length > 0) throw new LinesError(path, faults);
  return { store, webhooks };
}

/** A line's seed, or what is wrong with it. */
function readSeed(line: Line, providers: readonly ChosenProvider[]): Seed | string {
  const object = parseLine(line);
  if (typeof object === "string") return object;
  const { provider, credentials, account, body, ...rest } = object;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    const near = didYouMean(unknown, ["provider", "credentials", "account", "body"]);
    return `has a member \`${unknown}\`, which no seed has${near}`;
  }
  const found = providers.find(({ info }) => info.id === provider);
  if (!found) {
    const ids = providers.map(({ info }) => info.id);
    if (typeof provider !== "string") return "has no `provider`";
    return `unknown provider \`${provider}\`${didYouMean(provider, ids) || `, expected ${listed(ids, "or")}`}`;
  }
  const { info } = found;
  if (body === undefined) return "has no `body`";
  if ((credentials === undefined) === (account === undefined)) {
    return "needs one of `credentials` (for open mode) and `account` (for strict mode)";
  }
  if (credentials === undefined) {
    if (typeof account !== "string") return "`account` is no text";
    return { info, credentials, account, body };
  }
  if (!Array.isArray(credentials) || !credentials.every(isCredential)) {
    return "`credentials` is no list of texts that a header can carry";
  }
  return { info, credentials, account: "", body };
}

const isCredential = (text: unknown): text is string =>
  typeof text === "string" && /^[!-~]+$/.test(text);

/** Creates webhooks through the service itself, so that its rules are the seeds' too. */
class Sower {
  readonly #store: Store;
  readonly #sowing: Sowing;
  readonly #services = new Map<"open" | "strict", Service>();
  readonly #adminToken = randomBytes(32).toString("base64url");
  /** By provider and account: a key that was issued for this alone. */
  readonly #keys = new Map<string, { id: string; headers: Record<string, string> }>();

  constructor(store: Store, sowing: Sowing) {
    this.#store = store;
    this.#sowing = sowing;
  }

  /** Creates a webhook, or tells why not. */
  async create({ info, credentials, account, body }: Seed): Promise<string | undefined> {
    const operation = info.operations?.["create"];
    if (!operation) return `\`${info.id}\` creates no webhooks`;
    const headers = credentials ? fillIn(info, credentials) : await this.#issue(info.id, account);
    if (typeof headers === "string") return headers;
    const service = this.#service(credentials ? "open" : "strict");
    const { method, path } = operation;
    return refusal(await ask(service, method, `/${info.id}${path}`, headers, body));
  }

  /** Takes the keys back that it had issued. */
  async end(): Promise<void> {
    for (const { id } of this.#keys.values()) await this.#control("DELETE", `/_/keys/${id}`);
  }

  /** The headers of a key of an account, or why there is none. */
  async #issue(provider: string, account: string): Promise<Record<string, string> | string> {
    const name = `${provider}/${account}`;
    const known = this.#keys.get(name);
    if (known) return known.headers;
    const answer = await this.#control("POST", "/_/keys", { provider, account });
    const refused = await refusal(answer);
    if (refused !== undefined) return refused;
    const key = (await answer.json()) as { id: string; credentials: [Record<string, string>] };
    const [headers] = key.credentials;
    this.#keys.set(name, { id: key.id, headers });
    return headers;
  }

  #control(method: string, path: string, body?: object): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.#adminToken}` };
    return ask(this.#service("strict"), method, path, headers, body);
  }

  #service(mode: "open" | "strict"): Service {
    const made = this.#services.get(mode);
    if (made) return made;
    const { providers: chosen, masterKeys } = this.#sowing;
    const service = createService({
      store: this.#store,
      providers: chosen.map(({ provider }) => provider),
      mode,
      adminToken: this.#adminToken,
      masterKeys,
    });
    this.#services.set(mode, service);
    return service;
  }
}

/** The headers of the provider's first form of credentials that takes as many texts. */
function fillIn(
  { id, auth }: ProviderInfo,
  texts: readonly string[],
): Record<string, string> | string {
  const forms = auth?.anyOf.map(({ headers }) => headers) ?? [{}];
  const placeholder = /\{\w+\}/g;
  const countOf = (headers: object): number =>
    Object.values(headers).join().match(placeholder)?.length ?? 0;
  const form = forms.find((headers) => countOf(headers) === texts.length);
  if (!form) {
    const counts = [...new Set(forms.map(countOf))].join(" or ");
    return `\`credentials\` has ${plural(texts.length, "text")}, but \`${id}\` takes ${counts}`;
  }
  const left = [...texts];
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      name,
      value.replace(placeholder, () => left.shift() ?? ""),
    ]),
  );
}

function ask(
  service: Service,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Response> {
  const more = body === undefined ? {} : { "Content-Type": "application/json" };
  const text = body === undefined ? null : JSON.stringify(body);
  const init = { method, headers: { ...headers, ...more }, body: text };
  return service.fetch(new Request(`http://localhost${path}`, init));
}

/** The answer's own words, where it is no success. */
async function refusal(answer: Response): Promise<string | undefined> {
  return answer.ok ? undefined : `is answered with ${answer.status}: ${await answer.text()}`;
}
