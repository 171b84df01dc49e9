// The thread that writes into an LMDB store. It waits for the disk, and for other processes that write,
// while the thread that serves goes on.
import { parentPort, workerData } from "node:worker_threads";
import { getLastVersion } from "lmdb";
import { attach } from "./lmdb-environment.js";
import { COUNTER } from "./lmdb-format.js";
import { Space } from "./lmdb-space.js";

/** A commit, flat, since that is copied fast: keys, each followed by what belongs to it. */
export interface Change {
  /** Keys and the versions that they have to have. */
  checks: (string | null)[];
  /** Keys and bytes, these as the characters of ISO 8859-1. */
  puts: string[];
  deletes: readonly string[];
}

/** Whether each commit's checks held, or why none of them was written. */
export type Answer = boolean[] | Failure;

export interface Failure {
  message: string;
  code: string | number | undefined;
  /** Whether the thread has left the database, and is ending. */
  hasLeft: boolean;
}

const port = parentPort as NonNullable<typeof parentPort>;
const directory = workerData as string;
const database = attach(directory);
const space = new Space(directory, database);

port.on("message", async (changes: Change[] | null) => {
  if (changes === null) return leave();
  try {
    // It has been flushed to the disk when this returns.
    port.postMessage(database.transactionSync(() => write(changes)));
  } catch (error) {
    const { message, code } = error as Failure;
    // A number is LMDB's. It takes nothing more after some of its faults, until everybody has left and it
    // is opened anew.
    const hasLeft = typeof code !== "string";
    if (hasLeft) await leave();
    port.postMessage({ message, code, hasLeft } satisfies Failure);
  }
});

async function leave(): Promise<void> {
  space.close();
  await database.close();
  port.unref();
}

/** Writes the commits whose checks hold, one after the other. */
function write(changes: readonly Change[]): boolean[] {
  reserveFor(changes);
  const before = Number(database.getBinary(COUNTER)?.toString("latin1") ?? 0);
  let commits = before;
  const answers = changes.map(({ checks, puts, deletes }) => {
    for (let at = 0; at < checks.length; at += 2) {
      if (versionOf(checks[at] as string) !== checks[at + 1]) return false;
    }
    if (puts.length === 0 && deletes.length === 0) return true;
    commits++;
    for (let at = 0; at < puts.length; at += 2) {
      const [key, value] = puts.slice(at, at + 2) as [string, string];
      database.put(key, Buffer.from(value, "latin1"), commits);
    }
    for (const key of deletes) database.remove(key);
    return true;
  });
  if (commits > before) database.put(COUNTER, Buffer.from(String(commits)), 0);
  return answers;
}

function reserveFor(changes: readonly Change[]): void {
  let [writes, bytes] = [0, 0];
  for (const { puts, deletes } of changes) {
    writes += puts.length / 2 + deletes.length;
    for (const text of puts) bytes += text.length;
  }
  // The counter is written besides.
  if (writes > 0) space.reserve(writes + 1, bytes);
}

function versionOf(key: string): string | null {
  return database.getBinaryFast(key) === undefined ? null : String(getLastVersion());
}
