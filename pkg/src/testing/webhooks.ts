import { decoder } from "./text.js";
import type { Store, StoreChanges } from "../service/store.js";

/** A webhook, as the store has it. */
export interface StoredWebhook {
  provider: string;
  /** As `publish` takes it. */
  account: string;
  id: string;
  url: string;
  /** What its deliveries may be signed with at this time, the newest first. */
  secrets: readonly string[];
}

interface Kept extends Omit<StoredWebhook, "secrets"> {
  own: readonly { secret: string; until: number }[];
}

/** What is read of a subscription's record, and of an account's: `src/service/record.rs` writes them. */
interface StoredRecord {
  url?: string;
  secret?: string;
  previous?: { secret: string; until: number }[];
}

/**
 * The webhooks that a service has, and their secrets, seen as they are written: whoever asks need not go
 * through the store for each request.
 */
export class Webhooks {
  readonly #kept = new Map<string, Kept>();
  readonly #byUrl = new Map<string, Set<string>>();
  /** By provider and account. */
  readonly #accounts = new Map<string, string>();

  /** The same store, of which nothing is missed. */
  watch(store: Store): Store {
    return {
      guarantees: store.guarantees,
      get: (key) => store.get(key),
      list: (options) => store.list(options),
      commit: async (changes) => {
        const isWritten = await store.commit(changes);
        if (isWritten) this.#see(changes);
        return isWritten;
      },
    };
  }

  has(provider: string, account: string, id: string): boolean {
    return this.#kept.has(`s/${provider}/${account}/${id}`);
  }

  /** All of a provider, in the order in which they were created. */
  of(provider: string, now: number): StoredWebhook[] {
    const found = [...this.#kept.values()].filter((one) => one.provider === provider);
    return found.map((one) => this.#withSecrets(one, now));
  }

  /** Those that have this URL. */
  at(url: string, now: number): StoredWebhook[] {
    const keys = [...(this.#byUrl.get(canonical(url)) ?? [])];
    return keys.flatMap((key) => {
      const kept = this.#kept.get(key);
      return kept ? [this.#withSecrets(kept, now)] : [];
    });
  }

  #withSecrets({ own, ...rest }: Kept, now: number): StoredWebhook {
    const ofAccount = this.#accounts.get(`a/${rest.provider}/${rest.account}`);
    const secrets = own.filter(({ until }) => until > now).map(({ secret }) => secret);
    return { ...rest, secrets: [...(ofAccount === undefined ? [] : [ofAccount]), ...secrets] };
  }

  #see({ puts = [], deletes = [] }: StoreChanges): void {
    for (const { key, value } of puts) {
      const [kind, provider = "", account = "", id = ""] = key.split("/");
      if (kind === "a") {
        const { secret } = read(value);
        if (secret !== undefined) this.#accounts.set(key, secret);
      }
      if (kind !== "s") continue;
      this.#forget(key, false);
      const { url = "", secret, previous = [] } = read(value);
      const newest = secret === undefined ? [] : [{ secret, until: Number.POSITIVE_INFINITY }];
      this.#kept.set(key, { provider, account, id, url, own: [...newest, ...previous] });
      const place = canonical(url);
      const keys = this.#byUrl.get(place) ?? new Set();
      this.#byUrl.set(place, keys.add(key));
    }
    for (const key of deletes) if (key.startsWith("s/")) this.#forget(key, true);
  }

  /** @param isGone else it keeps its place among the others */
  #forget(key: string, isGone: boolean): void {
    const before = this.#kept.get(key);
    if (!before) return;
    this.#byUrl.get(canonical(before.url))?.delete(key);
    if (isGone) this.#kept.delete(key);
  }
}

const read = (value: Uint8Array): StoredRecord => JSON.parse(decoder.decode(value)) as StoredRecord;

/** A URL as requests have it. */
export function canonical(url: string): string {
  try {
    return new URL(url).href;
  } catch {
    return url;
  }
}
