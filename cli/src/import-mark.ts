// What tells that an import into a store has begun, and has not ended.
import type { Store } from "anyhook/service";

/** None of the service's keys, all of which begin with a letter and a slash. */
export const IMPORT_MARK = "import";

export async function isImportUnfinished(store: Store): Promise<boolean> {
  return (await store.get(IMPORT_MARK)) !== null;
}
