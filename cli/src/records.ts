// What `serve` begins with: its store, filled from a seed where it is empty, and sealed as it can open it.
import { reseal, type Store } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { openOrMakeData } from "./data.js";
import { isEmpty } from "./entries.js";
import { type Loaded, load } from "./load.js";
import type { Sowing } from "./seed.js";
import { InputError } from "./usage.js";

export interface Records {
  store: Store;
  /** Where they are kept; memory, where there is none. */
  folder: string | undefined;
  seed: { file: string; loaded: Loaded | undefined } | undefined;
  /** Whether a key was issued: without one nobody is let into strict mode. */
  hasKeys: boolean;
  close(): Promise<void>;
}

/** How many secrets of each kind are looked at: those of one store have the same keys. */
const SAMPLE = 100;

export async function openRecords(
  folder: string | undefined,
  file: string | undefined,
  sowing: Sowing,
): Promise<Records> {
  const lmdb = folder === undefined ? undefined : await openOrMakeData(folder);
  const store = lmdb ?? memoryStore();
  const close = async (): Promise<void> => lmdb?.close();
  try {
    const seed = file === undefined ? undefined : await loadSeed(store, file, sowing);
    await checkSeals(store, sowing.masterKeys);
    // As `src/service/keys.rs` has it.
    const hasKeys = (await store.list({ prefix: "k/", limit: 1 })).length > 0;
    return { store, folder, seed, hasKeys, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function loadSeed(store: Store, file: string, sowing: Sowing): Promise<Records["seed"]> {
  return {
    file,
    loaded: (await isEmpty(store)) ? await load(store, file, sowing, false) : undefined,
  };
}

/** Refuses a store whose secrets could not be opened, before a client is told so. */
async function checkSeals(store: Store, masterKeys: string | undefined): Promise<void> {
  const { unknown } = await reseal(store, masterKeys, {
    limit: SAMPLE,
    dryRun: true,
  });
  if (unknown === 0) return;
  throw new InputError(
    masterKeys === undefined
      ? "the secrets in the store are sealed: set ANYHOOK_MASTER_KEY to the key that they were sealed with"
      : "secrets in the store are sealed under a key that ANYHOOK_MASTER_KEY does not have: add that key, behind the newest one",
  );
}
