// The file that an LMDB store keeps: its directory, how it is opened, and what is told if it cannot be.
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { open, type RootDatabase } from "lmdb";
import { checkFormat, type Migration } from "./lmdb-format.js";
import { Space } from "./lmdb-space.js";

/** Keys are texts of ASCII, and values bytes. */
export type Database = RootDatabase<Uint8Array, string>;

/** As many bytes as LMDB has in its lock file, or more. */
const LOCK_FILE_BYTES = 16_384;

const keyEncoder = {
  writeKey: (key: string, target: Buffer, start: number) =>
    start + target.write(key, start, "latin1"),
  readKey: (source: Buffer, start: number, end: number) => source.toString("latin1", start, end),
};

/**
 * Opens the database in a directory, and makes both if they are not there.
 *
 * @throws what is in the way, in words
 */
export function openDatabase(directory: string, migrations?: readonly Migration[]): Database {
  let database: Database | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    makeLockFile(directory);
    database = attach(directory);
    const space = new Space(directory, database);
    try {
      checkLength(space);
      checkFormat(database, space, migrations);
    } finally {
      space.close();
    }
    return database;
  } catch (error) {
    void database?.close();
    throw failure(directory, error);
  }
}

/** Opens the database of a directory where that was done before, such as in another thread. */
export function attach(directory: string): Database {
  const options = {
    path: directory,
    // A name with a dot would be taken for a file's.
    noSubdir: false,
    permissionsMode: 0o600,
    encoding: "binary",
    keyEncoder,
    useVersions: true,
    // What a transaction writes is seen once it is on the disk, and not before.
    overlappingSync: false,
  } as const;
  return open<Uint8Array, string>(options);
}

/**
 * Makes the lock file, in which LMDB writes through memory. LMDB's own is a hole in a file, and whoever
 * writes into a hole when the disk is full is ended by a signal; this one has its place on the disk.
 */
function makeLockFile(directory: string): void {
  const path = join(directory, "lock.mdb");
  if (existsSync(path)) return;
  const made = join(directory, `lock-${process.pid}.new`);
  try {
    writeFileSync(made, new Uint8Array(LOCK_FILE_BYTES), { mode: 0o600 });
    // It gets its name once it is whole, and only if nobody was faster.
    linkSync(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(made, { force: true });
  }
}

/** Refuses a file that ends before its last page: to read what is missing would end the process. */
function checkLength({ lengths: { needed, there } }: Space): void {
  if (there >= needed) return;
  throw new Error(`its data.mdb is cut off: it has ${there} bytes of ${needed}`);
}

/** What went wrong, in words, and where. */
export function failure(directory: string, cause: unknown): Error {
  const { code, message } = cause as { code?: string | number; message?: string };
  const reason = REASONS.find(({ codes }) => codes.includes(code ?? ""))?.reason;
  return new Error(`the store in \`${directory}\`: ${reason ?? message}`, { cause });
}

/** By the codes of Node and of LMDB, which gives the system's as numbers. */
const REASONS = [
  {
    codes: ["ENOSPC", "EDQUOT", 28, 122, 27, -30792],
    reason: "the disk is full, and nothing was written",
  },
  // A write that is cut short is told as a fault of the disk.
  { codes: ["EIO", 5], reason: "the disk is full, or fails, and nothing was written" },
  { codes: ["EACCES", "EPERM", "EROFS", 1, 13, 30], reason: "it may not be written to" },
  { codes: ["ENOTDIR", "EEXIST", 20], reason: "this is a file, expected a directory" },
  {
    codes: [-30793, -30794],
    reason: "its data.mdb is of another program, or damaged",
  },
  { codes: [-30796, -30797, -30795], reason: "its data.mdb is damaged" },
];
