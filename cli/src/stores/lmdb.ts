// A store in a directory of the disk, for one process or several. `docs/stores.md` tells what it guarantees.
import { resolve } from "node:path";
import type { ListOptions, Store, StoreChanges, StoreEntry, StoredValue } from "anyhook/service";
import { readChanges, readKey, readList } from "anyhook/stores/input";
import { getLastVersion, type Transaction } from "lmdb";
import { type Database, failure, openDatabase } from "./lmdb-environment.js";
import type { Change } from "./lmdb-worker.js";
import { Writer } from "./lmdb-writer.js";

export interface LmdbStore extends Store {
  /** What is there at this moment, whatever is written later. */
  snapshot(): Snapshot;
  /** Waits for what is being written, and lets go of the directory. */
  close(): Promise<void>;
}

export interface Snapshot {
  list(options: ListOptions): Promise<StoreEntry[]>;
  /** Ends it. Until then the store grows, since nothing that is seen here is written over. */
  done(): void;
}

/**
 * A store in a directory, which is made if it is not there: exact, and on the disk before a commit is
 * answered. Several processes may have the same directory open.
 *
 * @throws if the directory cannot be used, or holds what is not ours
 * @example import { lmdbStore } from "anyhook-cli/stores/lmdb";
 */
export function lmdbStore(directory: string): LmdbStore {
  const path = resolve(directory);
  let database: Database | undefined = openDatabase(path);
  let isClosed = false;

  const writer = new Writer(path, (cause) => {
    if (cause.hasLeft) {
      void database?.close();
      database = undefined;
    }
    return failure(path, cause);
  });

  function opened(): Database {
    if (isClosed) throw new Error(`the store in \`${path}\` is closed`);
    database ??= openDatabase(path);
    return database;
  }

  /** Reads what is there now, and not what was when this turn of the event loop began. */
  function read<T>(from: (current: Database) => T): T {
    const current = opened();
    try {
      current.resetReadTxn();
      return from(current);
    } catch (error) {
      throw failure(path, error);
    }
  }

  return {
    guarantees: { atomic: true, fresh: true },

    async get(key) {
      readKey(key);
      return read((current) => entry(current, key));
    },

    async list(options) {
      const page = readList(options);
      return read((current) => entries(current, page));
    },

    async commit(changes) {
      const change = flat(changes);
      opened();
      return writer.commit(change);
    },

    async isAlone() {
      return read((current) => attached(current).every((pid) => pid === process.pid));
    },

    snapshot() {
      const current = opened();
      const transaction = read(() => current.useReadTransaction());
      return {
        list: async (options) => entries(current, readList(options), transaction),
        done: () => transaction.done(),
      };
    },

    async close() {
      isClosed = true;
      await writer.close();
      await database?.close();
      database = undefined;
    },
  };
}

/** The processes that have the directory open. Whoever opens it reads, and is in LMDB's table from then on. */
function attached(database: Database): number[] {
  // Those who ended without a word are taken out of it: LMDB has a lock of everyone who is there.
  database.readerCheck();
  return [...database.readerList().matchAll(/^\s*(\d+)\s/gm)].map(([, pid]) => Number(pid));
}

function entry(database: Database, key: string): StoredValue | null {
  const found = database.getBinaryFast(key);
  if (!found) return null;
  // The bytes lie where the next ones will be read to, among others.
  const start = found.byteOffset;
  const value = new Uint8Array(found.buffer.slice(start, start + found.length));
  return { value, version: String(getLastVersion()) };
}

function entries(
  database: Database,
  { prefix, after, limit }: ReturnType<typeof readList>,
  transaction?: Transaction,
): StoreEntry[] {
  // What no key may hold comes after all that a key that starts with the prefix may, and our own
  // records come before the first character that one may start with.
  const end = `${prefix}\x7f`;
  if (after > end) return [];
  const range = database.getRange({
    start: after > prefix ? after : prefix || " ",
    end,
    exclusiveStart: after >= prefix && after !== "",
    limit,
    versions: true,
    ...(transaction && { transaction }),
  });
  return Array.from(range, ({ key, value, version }) => ({
    key,
    // Not a Buffer, which has methods of other meanings.
    value: new Uint8Array(value),
    version: String(version),
  }));
}

function flat(changes: StoreChanges): Change {
  const { checks, puts, deletes } = readChanges(changes);
  return {
    checks: checks.flatMap(({ key, version }) => [key, version]),
    puts: puts.flatMap(({ key, value }) => [key, Buffer.from(value.buffer).toString("latin1")]),
    deletes,
  };
}
