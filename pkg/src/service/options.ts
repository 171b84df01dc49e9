import { invalidArgument } from "../errors.js";
import { providerNames } from "../generated/names.js";
import { given, kindOf, option } from "../input.js";
import { Provider, type ProviderInput } from "../provider.js";
import type { Limiter } from "./limiter.js";
import { Locks } from "./lock.js";
import type { RequestLog } from "./log.js";
import { ProviderApi } from "./provider-api.js";
import { type Random, secureRandom } from "./random.js";
import type { Store } from "./store.js";

/**
 * What a service is made of.
 *
 * @example import type { ServiceOptions } from "anyhook/service";
 */
export interface ServiceOptions {
  /** Where it keeps what it is told. */
  store: Store;
  /** Built-in names, or handles from `defineProvider`; all built-in ones, unless given. */
  providers?: readonly ProviderInput[] | undefined;
  /**
   * `open`, unless given: for a laptop. It answers this machine alone, and every credential is an
   * account. `strict` is for whatever others can reach, and needs `key`.
   */
  mode?: "open" | "strict" | undefined;
  /** In strict mode what every header of a provider's credentials has to carry. */
  key?: string | undefined;
  /** Unix milliseconds; `Date.now`, unless given. */
  clock?: (() => number) | undefined;
  /** Fills with fresh random bytes; `crypto.getRandomValues`, unless given. */
  random?: Random | undefined;
  /** Counts the requests of providers that limit them; nobody does, unless given. */
  limiter?: Limiter | undefined;
  /** Told of every request, before its answer is given. */
  log?: ((entry: RequestLog) => void) | undefined;
  /** How long a body may take to arrive, in milliseconds; 10,000, unless given. */
  bodyTimeout?: number | undefined;
}

/** The same, checked and ready. */
export interface Settings {
  store: Store;
  /** By the first segment of their paths. */
  apis: ReadonlyMap<string, ProviderApi>;
  isOpen: boolean;
  clock: () => number;
  random: Random;
  limiter: Limiter | undefined;
  log: ((entry: RequestLog) => void) | undefined;
  bodyTimeout: number;
  /** None where commits check nothing, so that others write in between all the same. */
  locks: Locks | undefined;
}

const BODY_TIMEOUT = 10_000;
/** What timers count to. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** @throws {WebhookConfigurationError} */
export function readOptions(options: ServiceOptions): Settings {
  const store = readStore(given(options).store);
  const { atomic } = store.guarantees;
  const key = readKey(options);
  return {
    store,
    apis: readProviders(option(options, "providers"), key, atomic),
    isOpen: key === undefined,
    clock: callback(options, "clock") ?? Date.now,
    random: callback(options, "random") ?? secureRandom,
    limiter: readLimiter(option(options, "limiter")),
    log: callback(options, "log"),
    bodyTimeout: readTimeout(option(options, "bodyTimeout")),
    locks: atomic ? new Locks() : undefined,
  };
}

function readStore(store: Store): Store {
  const has = (name: "get" | "list" | "commit") => typeof store[name] === "function";
  const isStore = typeof store === "object" && store !== null;
  if (isStore && has("get") && has("list") && has("commit")) {
    if (typeof store.guarantees?.atomic === "boolean") return store;
    throw invalidArgument("the store has no `guarantees`: see the interface `Store`");
  }
  const found = isStore ? "an object without `get`, `list` and `commit`" : kindOf(store);
  throw invalidArgument(`the store is ${found}, expected a Store, such as memoryStore()`);
}

/** The key of strict mode; none in open mode. */
function readKey(options: ServiceOptions): string | undefined {
  const mode = option(options, "mode") ?? "open";
  const key = option(options, "key");
  if (mode !== "open" && mode !== "strict") {
    const found = typeof mode === "string" ? `\`${mode as string}\`` : kindOf(mode);
    throw invalidArgument(`the mode is ${found}, expected \`open\` or \`strict\``);
  }
  if (mode === "open") {
    if (key === undefined) return undefined;
    throw invalidArgument(
      'a key was given in open mode, which asks for none: set `mode: "strict"`',
    );
  }
  if (typeof key !== "string") {
    throw invalidArgument(`strict mode needs a \`key\`, which is ${kindOf(key)}`);
  }
  // A header that is repeated arrives with a comma, and is refused for that.
  if (!/^[!-+\--~]{1,1024}$/.test(key)) {
    throw invalidArgument(
      "the key is no text that a header carries: 1 to 1,024 printable ASCII characters without spaces and commas",
    );
  }
  return key;
}

function readProviders(
  given: ServiceOptions["providers"] = providerNames,
  key: string | undefined,
  atomic: boolean,
): Map<string, ProviderApi> {
  if (!Array.isArray(given)) {
    throw invalidArgument(`the providers are ${kindOf(given)}, expected an array`);
  }
  if (given.length === 0) throw invalidArgument("no provider was given");
  const apis = new Map<string, ProviderApi>();
  for (const provider of given as readonly ProviderInput[]) {
    if (typeof provider !== "string" && !(provider instanceof Provider)) {
      throw invalidArgument(`the provider is ${kindOf(provider)}, expected a name or a Provider`);
    }
    const api = new ProviderApi(provider, key, atomic);
    if (apis.has(api.id)) throw invalidArgument(`the provider \`${api.id}\` was given twice`);
    apis.set(api.id, api);
  }
  return apis;
}

function readLimiter(limiter: Limiter | undefined): Limiter | undefined {
  if (limiter === undefined || typeof limiter?.take === "function") return limiter;
  throw invalidArgument(`the limiter is ${kindOf(limiter)}, expected a Limiter`);
}

function readTimeout(timeout = BODY_TIMEOUT): number {
  if (typeof timeout === "number" && timeout > 0 && timeout <= LONGEST_TIMEOUT) return timeout;
  const range = `milliseconds above 0, at most ${LONGEST_TIMEOUT}`;
  throw invalidArgument(`\`bodyTimeout\` is ${kindOf(timeout)}, expected ${range}`);
}

function callback<Name extends "clock" | "random" | "log">(
  options: ServiceOptions,
  name: Name,
): ServiceOptions[Name] {
  const found = option(options, name);
  if (found === undefined || typeof found === "function") return found;
  throw invalidArgument(`\`${name}\` is ${kindOf(found)}, expected a function`);
}
