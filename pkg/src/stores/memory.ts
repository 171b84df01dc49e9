import type { Store, StoredValue } from "../service/store.js";
import { readChanges, readKey, readList } from "./input.js";
import { SortedKeys } from "./sorted-keys.js";

/**
 * A store in this program's memory: exact, fast, and gone when the program ends.
 *
 * @example import { memoryStore } from "anyhook/stores/memory";
 */
export function memoryStore(): Store {
  const entries = new Map<string, StoredValue>();
  const keys = new SortedKeys();
  let commits = 0;
  // The bytes are copied on their way out too, else a caller that changes them would change the store.
  const copy = ({ value, version }: StoredValue) => ({ value: new Uint8Array(value), version });

  return {
    guarantees: { atomic: true, fresh: true },

    async get(key) {
      const entry = entries.get(readKey(key));
      return entry ? copy(entry) : null;
    },

    async list(options) {
      const { prefix, after, limit } = readList(options);
      return keys
        .page(prefix, after, limit)
        .map((key) => ({ key, ...copy(entries.get(key) as StoredValue) }));
    },

    async commit(changes) {
      const { checks, puts, deletes } = readChanges(changes);
      if (checks.some(({ key, version }) => (entries.get(key)?.version ?? null) !== version)) {
        return false;
      }
      const version = String(++commits);
      for (const { key, value } of puts) {
        if (!entries.has(key)) keys.add(key);
        entries.set(key, { value, version });
      }
      for (const key of deletes) if (entries.delete(key)) keys.delete(key);
      return true;
    },
  };
}
