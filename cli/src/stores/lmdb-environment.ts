// The file that an LMDB store keeps: its directory, how it is opened, and what is told if it cannot be.
import { open, type RootDatabase } from "lmdb";
import { flushNames, prepareDirectory } from "./lmdb-directory.js";
import { checkFormat, type Migration } from "./lmdb-format.js";
import { Space } from "./lmdb-space.js";

/** Keys are texts of ASCII, and values bytes. */
export type Database = RootDatabase<Uint8Array, string>;

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
    const isNew = prepareDirectory(directory);
    database = attach(directory);
    const space = new Space(directory, database);
    try {
      checkFormat(database, space, migrations);
    } finally {
      space.close();
    }
    if (isNew) flushNames(directory);
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

/** What went wrong, in words, and where. */
export function failure(directory: string, cause: unknown): Error {
  const { code, message } = cause as { code?: string | number; message?: string };
  const reason = REASONS.find(({ codes }) => codes.includes(code ?? ""))?.reason;
  return new Error(`the store in \`${directory}\`: ${reason ?? message}`, { cause });
}

/** By the codes of Node and of LMDB, which gives the system's as numbers. */
const REASONS = [
  {
    codes: ["ENOSPC", "EDQUOT", "EFBIG", 28, 122, 27],
    reason: "the disk is full, and nothing was written",
  },
  { codes: ["EIO", 5], reason: "the disk fails, and nothing was written" },
  { codes: ["EACCES", "EPERM", "EROFS", 1, 13, 30], reason: "it may not be written to" },
  { codes: ["ENOTDIR", "EEXIST"], reason: "there is a file, expected a directory" },
  { codes: [-30797, -30796], reason: "its data.mdb is damaged" },
];
