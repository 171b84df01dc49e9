import type { Store, StoredValue } from "../service/store.js";
import { readChanges, readKey, readList } from "./input.js";

export interface IndexedDbOptions {
  /** The database's name within the page's origin; `anyhook` if left out. */
  name?: string | undefined;
}

const ENTRIES = "entries";
const COUNTER = "counter";

/**
 * A store in the browser, for one tab or several of the same origin: exact, and there again when the
 * page is. The database is opened, or made, at the first call.
 *
 * @example import { indexedDbStore } from "anyhook/stores/indexeddb";
 */
export function indexedDbStore({ name = "anyhook" }: IndexedDbOptions = {}): Store {
  let opened: Promise<IDBDatabase> | undefined;
  const forget = () => {
    opened = undefined;
  };

  async function begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    opened ??= open(name, forget);
    try {
      // Strict: answered once it is on the disk.
      return (await opened).transaction([ENTRIES, COUNTER], mode, { durability: "strict" });
    } catch (error) {
      // What kept it from opening may have gone when it is next asked for.
      forget();
      throw failure(error);
    }
  }

  return {
    guarantees: { atomic: true, fresh: true },

    async get(key) {
      readKey(key);
      const entries = (await begin("readonly")).objectStore(ENTRIES);
      const found = (await result(entries.get(key))) as StoredValue | undefined;
      return found ?? null;
    },

    async list(options) {
      const { prefix, after, limit } = readList(options);
      // What no key may hold comes after all that a key that starts with the prefix may.
      const end = `${prefix}\x7f`;
      if (after > end) return [];
      const range = IDBKeyRange.bound(after > prefix ? after : prefix, end, after >= prefix, true);
      const entries = (await begin("readonly")).objectStore(ENTRIES);
      const [keys, values] = await Promise.all([
        result(entries.getAllKeys(range, limit)) as Promise<string[]>,
        result(entries.getAll(range, limit)) as Promise<StoredValue[]>,
      ]);
      return keys.map((key, index) => ({ key, ...(values[index] as StoredValue) }));
    },

    async commit(changes) {
      const { checks, puts, deletes } = readChanges(changes);
      const transaction = await begin("readwrite");
      const entries = transaction.objectStore(ENTRIES);
      const counter = transaction.objectStore(COUNTER);
      const [commits, ...found] = (await Promise.all([
        result(counter.get(COUNTER)),
        ...checks.map(({ key }) => result(entries.get(key))),
      ])) as [number, ...(StoredValue | undefined)[]];
      if (checks.some(({ version }, index) => (found[index]?.version ?? null) !== version)) {
        return false;
      }
      counter.put(commits + 1, COUNTER);
      for (const { key, value } of puts) entries.put({ value, version: String(commits) }, key);
      for (const key of deletes) entries.delete(key);
      await completed(transaction);
      return true;
    },
  };
}

/** Opens the database, and makes it if it is new. `forget` is called when it must be opened again. */
function open(name: string, forget: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ENTRIES);
      // From the time on: a database that is made anew goes on beyond the one that was deleted.
      request.result.createObjectStore(COUNTER).put(Date.now(), COUNTER);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = forget;
      // Another tab deletes the database, or has a newer page that changes it, and waits for this one.
      database.onversionchange = () => {
        forget();
        database.close();
      };
      resolve(database);
    };
  });
}

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(request.error));
  });

const completed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(failure(transaction.error));
  });

/** What went wrong, and what to do about it. */
function failure(cause: unknown): Error {
  return new Error(reason(cause), { cause });
}

function reason(cause: unknown): string {
  if (!("indexedDB" in globalThis)) return `there is no IndexedDB here: ${INSTEAD}`;
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "QuotaExceededError") {
    return "the browser has no more room for this page's data, and nothing was written";
  }
  if (name === "VersionError") return "a newer version of this page changed the data: reload it";
  return `the browser does not let this page keep data (${String(cause)}): ${INSTEAD}`;
}

const INSTEAD = "`memoryStore` of `anyhook/stores/memory` keeps it until the page is left";
