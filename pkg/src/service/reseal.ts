import { invalidArgument } from "../errors.js";
import { given, kindOf, option } from "../input.js";
import { pack } from "../texts.js";
import { bytesOf, endOf } from "./list.js";
import { readMasterKeys, readStore } from "./options.js";
import { secureRandom } from "./random.js";
import { runtime } from "./runtime.js";
import type { Store, StoredValue, StoreEntry } from "./store.js";

/**
 * How far `reseal` goes.
 *
 * @example import type { ResealOptions } from "anyhook/service";
 */
export interface ResealOptions {
  /** At most so many entries of each kind are looked at; all, unless given. */
  limit?: number | undefined;
  /** Whether nothing is written. */
  dryRun?: boolean | undefined;
}

/**
 * How many entries `reseal` found of each sort.
 *
 * @example import type { Resealed } from "anyhook/service";
 */
export interface Resealed {
  /** Sealed under the newest key now, and under another or not at all before. */
  resealed: number;
  /** As they should be. */
  unchanged: number;
  /** Sealed under a key that was not given. They are as they were. */
  unknown: number;
  /** Written by something else than the service, or damaged. They are as they were. */
  unreadable: number;
}

/** Where secrets are: in subscriptions, in accounts, in answers that are kept to be given again. */
const PREFIXES = ["s/", "a/", "d/"];
/** Entries that are looked at together: their commits may share one flush of the disk. */
const PAGE = 100;
/** How often an entry is read anew. Beyond it the store refuses every commit. */
const MOST_CONFLICTS = 10;

/** By the number that the module answers. */
const SORTS = ["unchanged", "resealed", "unknown", "unreadable"] as const;
type Sort = (typeof SORTS)[number];
const MALFORMED_KEYS = 4;

/**
 * Seals every secret of a store under the newest master key, also those that were not sealed before.
 * The service may go on meanwhile. After it no older key is needed, unless some entries were `unknown`.
 *
 * @param masterKeys the text of ANYHOOK_MASTER_KEY; without one nothing is sealed, and what is sealed
 *   is `unknown`
 * @throws {WebhookConfigurationError} `invalid_argument`
 * @throws what the store throws. What was resealed by then stays so, and another run does the rest.
 * @example
 * import { reseal } from "anyhook/service";
 * import { memoryStore } from "anyhook/stores/memory";
 *
 * // The newest key, a comma, and the one that it replaces.
 * const { unknown } = await reseal(memoryStore(), process.env.ANYHOOK_MASTER_KEY);
 */
export async function reseal(
  store: Store,
  masterKeys: string | undefined,
  options: ResealOptions = {},
): Promise<Resealed> {
  const limit = readLimit(option(given(options), "limit"));
  const task = {
    store: readStore(store),
    masterKeys: readMasterKeys(masterKeys),
    isDry: option(options, "dryRun") === true,
  };
  // What is wrong with the keys is told, also where nothing is stored.
  sealed(task, { key: "", value: new Uint8Array() });
  const found: Resealed = { resealed: 0, unchanged: 0, unknown: 0, unreadable: 0 };
  for (const prefix of PREFIXES) {
    for await (const page of pages(task.store, prefix, limit)) {
      for (const sort of await Promise.all(page.map((entry) => renew(task, entry)))) {
        if (sort) found[sort]++;
      }
    }
  }
  return found;
}

interface Task {
  store: Store;
  masterKeys: string | undefined;
  isDry: boolean;
}

/** Writes an entry anew if it has to be. There is none to count where it is gone by then. */
async function renew({ store, ...task }: Task, entry: StoreEntry): Promise<Sort | undefined> {
  const { key } = entry;
  let stored: StoredValue | null = entry;
  for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts++) {
    if (!stored) return undefined;
    const { version } = stored;
    const { sort, value } = sealed(task, { key, value: bytesOf(stored) });
    if (sort !== "resealed" || task.isDry) return sort;
    const changes = { checks: [{ key, version }], puts: [{ key, value }] };
    if (await store.commit(changes)) return sort;
    stored = await store.get(key);
  }
  throw new Error("the store kept changing while it was resealed");
}

/** What sort of entry it is, and its new value if it has to have one. */
function sealed(
  { masterKeys }: Pick<Task, "masterKeys">,
  { key, value }: Pick<StoreEntry, "key" | "value">,
): { sort: Sort; value: Uint8Array } {
  const texts = pack([masterKeys, key, value]);
  let answer = 0;
  const next = runtime.answerOf(({ exchange, glue }) => {
    answer = glue.reseal(exchange, { fill: secureRandom }, ...texts);
    return answer !== MALFORMED_KEYS;
  });
  return { sort: SORTS[answer] as Sort, value: next };
}

async function* pages(store: Store, prefix: string, limit: number): AsyncGenerator<StoreEntry[]> {
  let after: string | undefined;
  for (let left = limit; left > 0; left -= PAGE) {
    const size = Math.min(left, PAGE);
    const page = await store.list({ prefix, after, limit: size });
    yield page;
    if (page.length < size) return;
    after = endOf(page, after);
  }
}

function readLimit(limit = Number.POSITIVE_INFINITY): number {
  if (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit > 0))
    return limit;
  throw invalidArgument(`\`limit\` is ${kindOf(limit)}, expected a whole number above 0`);
}
