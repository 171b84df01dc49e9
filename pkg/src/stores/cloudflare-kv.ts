import type { Store, StoreEntry, StoredValue } from "../service/store.js";
import { readChanges, readKey, readList } from "./input.js";

/** What is used of a Worker's `KVNamespace` binding. */
export interface KvNamespace {
  getWithMetadata(key: string, type: "text"): Promise<KvValue>;
  getWithMetadata(keys: string[], type: "text"): Promise<Map<string, KvValue | null>>;
  put(key: string, value: string, options: { metadata: KvMetadata }): Promise<void>;
  delete(key: string): Promise<void>;
  list(options: { prefix: string; limit: number; cursor: string | null }): Promise<KvPage>;
}

export interface KvValue {
  value: string | null;
  metadata: unknown;
}

export type KvPage = { keys: readonly { name: string }[] } & (
  { list_complete: true } | { list_complete: false; cursor: string }
);

/** What stands beside each value. */
export interface KvMetadata {
  version: string;
  /** Whether the value is written as a data URL, being no text that KV gives back as it was. */
  encoded?: true;
}

/** The most keys that KV answers to one list, and values to one bulk read. */
const LIST_LIMIT = 1000;
const BULK_LIMIT = 100;

/** How many of the lists that were read in part can be read on where they ended. */
const MOST_CURSORS = 100;

/** Milliseconds before each further try of a write that came within a second of another one. */
const WAITS = [1000, 2000, 4000];

/**
 * A store in a namespace of Workers KV. KV does not compare before it writes, nor show a write
 * everywhere at once: checks hold as far as is seen from here, which may be a minute behind.
 *
 * @example import { cloudflareKvStore } from "anyhook/stores/cloudflare-kv";
 */
export function cloudflareKvStore(namespace: KvNamespace): Store {
  /** Where KV reads on, by prefix and last key: it has no other way to begin in the middle. */
  const cursors = new Map<string, string>();

  const read = async (key: string) => decode(key, await namespace.getWithMetadata(key, "text"));

  async function readBulk(keys: string[]): Promise<StoreEntry[]> {
    const values = await namespace.getWithMetadata(keys, "text");
    const entries = keys.map(async (key) => {
      const value = values.get(key);
      // Bulk reads leave out names that objects of JavaScript treat apart, such as `7`.
      const stored = value === undefined ? await read(key) : decode(key, value);
      // A key without a value was deleted since, or is not seen from here yet.
      return stored === null ? [] : [{ key, ...stored }];
    });
    return (await Promise.all(entries)).flat();
  }

  async function readAll(keys: string[]): Promise<StoreEntry[]> {
    const bulks = Array.from({ length: Math.ceil(keys.length / BULK_LIMIT) }, (_, index) =>
      readBulk(keys.slice(index * BULK_LIMIT, (index + 1) * BULK_LIMIT)),
    );
    return (await Promise.all(bulks)).flat();
  }

  return {
    guarantees: { atomic: false, fresh: false },

    get: async (key) => read(readKey(key)),

    async list(options) {
      const { prefix, after, limit } = readList(options);
      const position = `${prefix}\n${after}`;
      let cursor = cursors.get(position) ?? null;
      // Each serves once, so that one that KV does not know any more is not tried again.
      cursors.delete(position);
      let isThere = cursor !== null || after <= prefix;
      const entries: StoreEntry[] = [];
      for (;;) {
        const most = isThere ? limit - entries.length : LIST_LIMIT;
        const page = await namespace.list({ prefix, limit: most, cursor });
        const names = page.keys.map(({ name }) => name).filter((name) => name > after);
        isThere ||= names.length > 0;
        while (names.length > 0 && entries.length < limit) {
          entries.push(...(await readAll(names.splice(0, limit - entries.length))));
        }
        if (page.list_complete) return entries;
        cursor = page.cursor;
        if (entries.length === limit) {
          if (names.length === 0) cursors.set(`${prefix}\n${entries.at(-1)?.key}`, cursor);
          const [oldest] = cursors.keys();
          if (cursors.size > MOST_CURSORS) cursors.delete(oldest as string);
          return entries;
        }
      }
    },

    async commit(changes) {
      const { checks, puts, deletes } = readChanges(changes);
      // Read one by one, as by `get`: KV caches bulk reads apart, and would refuse again and again what
      // was decided from a value that one cache holds and the other does not.
      const found = await Promise.all(checks.map(({ key }) => read(key)));
      if (checks.some(({ version }, index) => (found[index]?.version ?? null) !== version)) {
        return false;
      }
      // In order and one at a time: where one fails, what comes later was not written.
      for (const { key, value } of puts) {
        const { text, ...metadata } = encode(value);
        await patiently(() => namespace.put(key, text, { metadata }));
      }
      for (const key of deletes) await patiently(() => namespace.delete(key));
      return true;
    },
  };
}

/** Carries out a write, and tries again for some seconds while KV says that it comes too soon. */
async function patiently(write: () => Promise<void>): Promise<void> {
  for (const wait of WAITS) {
    try {
      return await write();
    } catch (error) {
      if (!/\b429\b/.test(String(error))) throw error;
    }
    // Writers that wait for the same key should not come back together.
    const milliseconds = wait * (1 + Math.random() / 2);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
  return write();
}

const DATA_URL = "data:;base64,";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A value as KV takes it. Bulk reads give text alone, so what is none is written as a data URL. */
function encode(value: Uint8Array): KvMetadata & { text: string } {
  const version = crypto.randomUUID();
  const text = textOf(value);
  if (text !== undefined) return { version, text };
  let characters = "";
  for (const byte of value) characters += String.fromCharCode(byte);
  return { version, text: DATA_URL + btoa(characters), encoded: true };
}

/** Bytes as text, if that is the same bytes again: a byte order mark or a bad sequence would be lost. */
function textOf(value: Uint8Array): string | undefined {
  // A bulk read does not tell whether an empty value is there.
  if (value.length === 0) return undefined;
  try {
    const text = decoder.decode(value);
    return encoder.encode(text).length === value.length ? text : undefined;
  } catch {
    return undefined;
  }
}

function decode(key: string, found: KvValue | null): StoredValue | null {
  if (found === null || found.value === null) return null;
  const { version, encoded } = (found.metadata ?? {}) as Partial<KvMetadata>;
  if (typeof version !== "string") {
    throw new Error(
      `\`${key}\` in KV has no version in its metadata: it was not written by anyhook`,
    );
  }
  const value = encoded
    ? Uint8Array.from(atob(found.value.slice(DATA_URL.length)), (one) => one.charCodeAt(0))
    : encoder.encode(found.value);
  return { value, version };
}
