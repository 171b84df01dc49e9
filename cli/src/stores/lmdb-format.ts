// The version of what an LMDB store holds, which is kept in it.
import type { Database } from "./lmdb-environment.js";
import type { Space } from "./lmdb-space.js";

/** Our own records. No key of a store begins like them, and they come before all of those. */
const FORMAT = "\x01format";
export const COUNTER = "\x01counter";

/** Makes a store's records what the next version has, within a transaction, in room that it reserves. */
export type Migration = (database: Database, space: Space) => void;

/** How to get from each version to the next one: the first is from version 1 to 2. */
const MIGRATIONS: readonly Migration[] = [];

/**
 * Sees to it that the store has the version that this program writes: one more than there are migrations.
 *
 * @throws if it is newer, or of another program
 */
export function checkFormat(database: Database, space: Space, migrations = MIGRATIONS): void {
  const newest = migrations.length + 1;
  if (readFormat(database) === newest) return;
  database.transactionSync(() => {
    // An empty store has nothing to migrate. Another process may have been faster.
    const found = readFormat(database) ?? newest;
    if (found > newest) {
      throw new Error(
        `its format is version ${found}, and this program knows up to ${newest}: take a newer one`,
      );
    }
    space.reserve(1, 0);
    for (const migrate of migrations.slice(found - 1)) migrate(database, space);
    database.put(FORMAT, Buffer.from(String(newest)), 0);
  });
}

/** The version of what is there, if anything is. */
function readFormat(database: Database): number | undefined {
  const found = database.getBinary(FORMAT);
  if (!found && database.getKeysCount({ start: "\0", limit: 1 }) === 0) return undefined;
  const version = Number(found?.toString("latin1"));
  if (Number.isInteger(version) && version > 0) return version;
  throw new Error("its data.mdb is of another program");
}
