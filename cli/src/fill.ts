// Filling a store with entries that come from elsewhere.
import type { Store, StorePut } from "anyhook/service";
import { IMPORT_MARK } from "./import-mark.js";
import type { Progress } from "./progress.js";
import { InputError } from "./usage.js";

/** What one commit writes at most. */
const MOST_ENTRIES = 1000;
const MOST_BYTES = 1 << 20;

/**
 * Writes entries into a store in place of what it holds; resolves to how many there were. While it
 * does, the store has a mark, so that a store that was filled in part is taken by nobody for a whole one.
 */
export async function fill(
  store: Store,
  entries: AsyncIterable<StorePut>,
  progress: Progress,
): Promise<number> {
  const mark = await begin(store);
  const check = { key: IMPORT_MARK, version: mark };
  const write = async (changes: { puts?: StorePut[]; deletes?: string[] }): Promise<void> => {
    if (!(await commit(store, { checks: [check], ...changes }))) throw new InputError(OTHER);
  };
  for (;;) {
    const page = await store.list({ prefix: "", limit: MOST_ENTRIES });
    const deletes = page.map(({ key }) => key).filter((key) => key !== IMPORT_MARK);
    if (deletes.length === 0) break;
    await write({ deletes });
  }
  let count = 0;
  let puts: StorePut[] = [];
  let bytes = 0;
  for await (const put of entries) {
    puts.push(put);
    bytes += put.value.length;
    if (puts.length < MOST_ENTRIES && bytes < MOST_BYTES) continue;
    await write({ puts });
    progress((count += puts.length));
    [puts, bytes] = [[], 0];
  }
  await write({ puts, deletes: [IMPORT_MARK] });
  return count + puts.length;
}

const OTHER = "another import into the same store has begun: this one has ended, unfinished";

/** Sets the mark, in place of one of an import that did not end, and resolves to its version. */
async function begin(store: Store): Promise<string> {
  const before = await store.get(IMPORT_MARK);
  const check = { key: IMPORT_MARK, version: before?.version ?? null };
  const value = Buffer.from(new Date().toISOString());
  const isSet = await commit(store, {
    checks: [check],
    puts: [{ key: IMPORT_MARK, value }],
  });
  const mark = await store.get(IMPORT_MARK);
  if (!isSet || !mark) throw new InputError(OTHER);
  return mark.version;
}

async function commit(store: Store, changes: Parameters<Store["commit"]>[0]): Promise<boolean> {
  try {
    return await store.commit(changes);
  } catch (error) {
    const { message } = error as Error;
    throw new InputError(`the store took no more, and holds a part of it: ${message}`, {
      cause: error,
    });
  }
}
