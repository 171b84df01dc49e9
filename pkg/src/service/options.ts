import { invalidArgument } from "../errors.js";
import { providerNames } from "../generated/names.js";
import { given, kindOf, option } from "../input.js";
import { type Mode, readMode } from "../mode.js";
import type { ProviderInput } from "../provider.js";
import { Api } from "./api.js";
import { type Definition, definitionOf } from "./definition.js";
import type { Send, Transport } from "./deliveries/attempt.js";
import { isManualClock, type ManualClock } from "./deliveries/clock.js";
import type { DeliveryLog } from "./deliveries/log.js";
import { hostTimers, type Timers } from "./deliveries/timers.js";
import type { Limiter } from "./limiter.js";
import { Locks } from "./lock.js";
import type { RequestLog } from "./log.js";
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
   * account. `strict` is for whatever others can reach, and takes the keys alone that `/_/keys` issues.
   */
  mode?: Mode | undefined;
  /**
   * What the control API asks for: 32 to 1,024 characters. Without one `/_/keys` is refused to everyone,
   * and in strict mode so are events, deliveries and the time.
   */
  adminToken?: string | undefined;
  /**
   * What seals the secrets that are stored, as ANYHOOK_MASTER_KEY has it: one or several keys, the newest
   * first, separated by commas; each 32 bytes in base64. Without one they are stored as they are.
   */
  masterKeys?: string | undefined;
  /** Unix milliseconds, or a clock from `manualClock`; `Date.now`, unless given. */
  clock?: (() => number) | ManualClock | undefined;
  /** Fills with fresh random bytes; `crypto.getRandomValues`, unless given. */
  random?: Random | undefined;
  /** Counts the requests of providers that limit them; nobody does, unless given. */
  limiter?: Limiter | undefined;
  /** Told of every request, before its answer is given. */
  log?: ((entry: RequestLog) => void) | undefined;
  /** How long a body may take to arrive, in milliseconds; 10,000, unless given. */
  bodyTimeout?: number | undefined;
  /** Sends the requests of deliveries; the host's `fetch`, unless given. */
  fetch?: Transport | undefined;
  /** How many requests of deliveries may be under way at once. */
  concurrency?: Concurrency | undefined;
  /** How long an attempt may take, answer and all, in milliseconds, up to 30,000; 10,000, unless given. */
  deliveryTimeout?: number | undefined;
  /**
   * How long events and deliveries are kept, in milliseconds, or `Infinity`; 30 days, unless given. What is
   * pending is kept.
   */
  retention?: number | undefined;
  /** Told of every attempt, and of what kept deliveries from going on. */
  deliveryLog?: ((entry: DeliveryLog) => void) | undefined;
  /** @internal What waits for deliveries, where time is simulated. */
  timers?: Timers | undefined;
}

/**
 * How many requests of deliveries may be under way at once.
 *
 * @example import type { Concurrency } from "anyhook/service";
 */
export interface Concurrency {
  /** 64, unless given. */
  total?: number | undefined;
  /** To one endpoint; 8, unless given, or as many as in total if that is less. */
  perEndpoint?: number | undefined;
}

/** The same, checked and ready. */
export interface Settings {
  store: Store;
  /** The providers', by the first segment of their paths. */
  apis: ReadonlyMap<string, Api>;
  /** It answers what belongs to no provider. */
  control: Api;
  isOpen: boolean;
  clock: () => number;
  random: Random;
  limiter: Limiter | undefined;
  log: ((entry: RequestLog) => void) | undefined;
  bodyTimeout: number;
  send: Send;
  concurrency: { total: number; perEndpoint: number };
  deliveryTimeout: number;
  retention: number;
  deliveryLog: ((entry: DeliveryLog) => void) | undefined;
  timers: Timers;
  /** The clock that is moved by hand, if it is one. */
  manual: ManualClock | undefined;
  /** None where commits check nothing, so that others write in between all the same. */
  locks: Locks | undefined;
}

const BODY_TIMEOUT = 10_000;
const DELIVERY_TIMEOUT = 10_000;
/** Half of the lease, after which a delivery goes out again. */
const LONGEST_DELIVERY_TIMEOUT = 30_000;
const RETENTION = 30 * 86_400_000;
const CONCURRENCY = { total: 64, perEndpoint: 8 };
/** More than any host has connections. */
const MOST_AT_ONCE = 10_000;
/** What timers count to. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** @throws {WebhookConfigurationError} */
export function readOptions(options: ServiceOptions): Settings {
  const store = readStore(given(options).store);
  const { atomic } = store.guarantees;
  const isOpen = readMode(option(options, "mode"), "open") === "open";
  const masterKeys = readMasterKeys(option(options, "masterKeys"));
  const terms = { masterKeys, isStrict: !isOpen, atomic };
  const definitions = readProviders(option(options, "providers"));
  const apis = new Map<string, Api>();
  for (const definition of definitions) {
    const { id } = definition;
    if (apis.has(id)) throw invalidArgument(`the provider \`${id}\` was given twice`);
    apis.set(id, Api.ofProvider(definition, terms));
  }
  const adminToken = readAdminToken(option(options, "adminToken"));
  const clock = readClock(option(options, "clock"));
  const now = typeof clock === "function" ? clock : () => clock.now();
  return {
    store,
    apis,
    control: Api.ofControl(adminToken, definitions, !isOpen),
    isOpen,
    clock: now,
    manual: typeof clock === "function" ? undefined : clock,
    random: callback(options, "random") ?? secureRandom,
    limiter: readLimiter(option(options, "limiter")),
    log: callback(options, "log"),
    bodyTimeout: readTimeout("bodyTimeout", option(options, "bodyTimeout") ?? BODY_TIMEOUT),
    send: readTransport(callback(options, "fetch")),
    concurrency: readConcurrency(option(options, "concurrency")),
    deliveryTimeout: readTimeout(
      "deliveryTimeout",
      option(options, "deliveryTimeout") ?? DELIVERY_TIMEOUT,
      LONGEST_DELIVERY_TIMEOUT,
    ),
    retention: readRetention(option(options, "retention")),
    deliveryLog: callback(options, "deliveryLog"),
    timers: option(options, "timers") ?? hostTimers,
    locks: atomic ? new Locks() : undefined,
  };
}

export function readStore(store: Store): Store {
  const has = (name: "get" | "list" | "commit") => typeof store[name] === "function";
  const isStore = typeof store === "object" && store !== null;
  if (isStore && has("get") && has("list") && has("commit")) {
    if (typeof store.guarantees?.atomic === "boolean") return store;
    throw invalidArgument("the store has no `guarantees`: see the interface `Store`");
  }
  const found = isStore ? "an object without `get`, `list` and `commit`" : kindOf(store);
  throw invalidArgument(`the store is ${found}, expected a Store, such as memoryStore()`);
}

function readTransport(transport: Transport | undefined): Send {
  if (transport) return (url, init) => transport(new Request(url, init));
  // As a call of its own: browsers refuse `fetch` as the method of something else.
  return (url, init) => fetch(url, init);
}

function readAdminToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (typeof token !== "string") {
    throw invalidArgument(`the admin token is ${kindOf(token)}, expected a string`);
  }
  // A header that is repeated arrives with a comma, and is refused for that.
  if (/^[!-+\--~]{32,1024}$/.test(token)) return token;
  throw invalidArgument(
    "the admin token is not 32 to 1,024 printable ASCII characters without spaces and commas",
  );
}

/** Their text is for the module to read. */
export function readMasterKeys(masterKeys: string | undefined): string | undefined {
  if (masterKeys === undefined) return undefined;
  if (typeof masterKeys === "string") return masterKeys;
  throw invalidArgument(`the master keys are ${kindOf(masterKeys)}, expected a string`);
}

function readProviders(given: ServiceOptions["providers"] = providerNames): Definition[] {
  if (!Array.isArray(given)) {
    throw invalidArgument(`the providers are ${kindOf(given)}, expected an array`);
  }
  if (given.length === 0) throw invalidArgument("no provider was given");
  return (given as readonly ProviderInput[]).map(definitionOf);
}

function readLimiter(limiter: Limiter | undefined): Limiter | undefined {
  if (limiter === undefined || typeof limiter?.take === "function") return limiter;
  throw invalidArgument(`the limiter is ${kindOf(limiter)}, expected a Limiter`);
}

function readClock(clock: ServiceOptions["clock"] = Date.now): (() => number) | ManualClock {
  if (typeof clock === "function" || isManualClock(clock)) return clock;
  throw invalidArgument(`\`clock\` is ${kindOf(clock)}, expected a function or a manualClock()`);
}

function readTimeout(name: string, timeout: number, most = LONGEST_TIMEOUT): number {
  if (typeof timeout === "number" && timeout > 0 && timeout <= most) return timeout;
  const range = `milliseconds above 0, at most ${most}`;
  throw invalidArgument(`\`${name}\` is ${kindOf(timeout)}, expected ${range}`);
}

function readConcurrency(concurrency: Concurrency = {}): Settings["concurrency"] {
  if (typeof concurrency !== "object" || concurrency === null) {
    throw invalidArgument(`\`concurrency\` is ${kindOf(concurrency)}, expected an object`);
  }
  const count = (name: keyof Concurrency) => {
    const found = option(concurrency, name) ?? CONCURRENCY[name];
    if (Number.isInteger(found) && found > 0 && found <= MOST_AT_ONCE) return found;
    const range = `a whole number from 1 to ${MOST_AT_ONCE}`;
    throw invalidArgument(`\`concurrency.${name}\` is ${kindOf(found)}, expected ${range}`);
  };
  const total = count("total");
  return { total, perEndpoint: Math.min(count("perEndpoint"), total) };
}

function readRetention(retention = RETENTION): number {
  if (typeof retention === "number" && retention > 0) return retention;
  const range = "milliseconds above 0, or Infinity";
  throw invalidArgument(`\`retention\` is ${kindOf(retention)}, expected ${range}`);
}

function callback<Name extends "random" | "log" | "fetch" | "deliveryLog">(
  options: ServiceOptions,
  name: Name,
): ServiceOptions[Name] {
  const found = option(options, name);
  if (found === undefined || typeof found === "function") return found;
  throw invalidArgument(`\`${name}\` is ${kindOf(found)}, expected a function`);
}
