// The thread that writes into an LMDB store. It waits for the disk, and for other processes that write,
// while the thread that serves goes on.
import { parentPort, workerData } from "node:worker_threads";
import { getLastVersion } from "lmdb";
import { attach } from "./lmdb-environment.js";
import { COUNTER } from "./lmdb-format.js";

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
  code: number | undefined;
}

const port = parentPort as NonNullable<typeof parentPort>;
const database = attach(workerData as string);

port.on("message", async (changes: Change[] | null) => {
  if (changes === null) return leave();
  try {
    // It has been flushed to the disk when this returns.
    port.postMessage(database.transactionSync(() => write(changes)));
  } catch (error) {
    const { message, code } = error as Failure;
    // LMDB takes nothing more after some of its faults, until everybody has left and it is opened anew.
    await leave({ message, code });
  }
});

async function leave(failure?: Failure): Promise<void> {
  await database.close();
  if (failure) port.postMessage(failure);
  port.close();
}

/** Writes the commits whose checks hold, one after the other. */
function write(changes: readonly Change[]): boolean[] {
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

function versionOf(key: string): string | null {
  return database.getBinaryFast(key) === undefined ? null : String(getLastVersion());
}
