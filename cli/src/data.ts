// The folder that `serve` keeps its records in.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Store } from "anyhook/service";
import type { Option } from "./command.js";
import { reason } from "./input.js";
import { isImportUnfinished } from "./import-mark.js";
import type { LmdbStore } from "./stores/lmdb.js";
import { InputError } from "./usage.js";

export const dataOption = {
  data: {
    value: "DIR",
    help: "the folder of the service's records: .anyhook, unless given",
  },
} as const satisfies Record<string, Option>;

const DEFAULT = ".anyhook";

export const dataFolder = (option: string | undefined): string => resolve(option ?? DEFAULT);

/** What LMDB keeps it in. */
const FILE = "data.mdb";

/** The store of a folder that is there; nothing is made where there is none. */
export async function openData(folder: string): Promise<LmdbStore> {
  if (!existsSync(join(folder, FILE))) {
    throw new InputError(`there are no records of a service in \`${folder}\``);
  }
  return openOrMakeData(folder);
}

/** The same, in a folder that is made if need be. */
export async function openOrMakeData(folder: string): Promise<LmdbStore> {
  const store = await openUnfinished(folder);
  if (!(await isImportUnfinished(store))) return store;
  await store.close();
  throw new InputError(
    `an import into \`${folder}\` has not ended: if none is running, import again with \`--force\``,
  );
}

/** The same, also where an import has begun and not ended. */
export async function openUnfinished(folder: string): Promise<LmdbStore> {
  // Loaded where it is needed: it is native, and others start without it.
  const { lmdbStore } = await import("./stores/lmdb.js");
  try {
    return lmdbStore(folder);
  } catch (error) {
    throw new InputError(`cannot open \`${folder}\`: ${reason(error)}`, {
      cause: error,
    });
  }
}

/** Does something with a folder's store, and closes it. */
export async function withStore<S extends Store & { close(): Promise<void> }, T>(
  store: S,
  work: (store: S) => Promise<T>,
): Promise<T> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
