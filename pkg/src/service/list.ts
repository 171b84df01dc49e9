import type { ListRead } from "./step.js";
import type { Store, StoreEntry } from "./store.js";

/** As many entries as a store gives at once. */
const PAGE = 1000;

/** The entries that the module asks for, over as many pages as that takes. */
export async function readList(
  store: Store,
  { prefix, after, skip, limit = Number.POSITIVE_INFINITY }: ListRead,
): Promise<StoreEntry[]> {
  const found: StoreEntry[] = [];
  const wanted = skip + limit;
  let seen = 0;
  let last = after;
  while (seen < wanted) {
    const size = Math.min(wanted - seen, PAGE);
    const page = await store.list({ prefix, after: last, limit: size });
    found.push(...page.slice(Math.max(skip - seen, 0)));
    seen += page.length;
    if (page.length < size) break;
    last = page.at(-1)?.key;
  }
  return found;
}

/** The records whose keys are the values of these entries; no bytes for one that is gone. */
export async function follow(store: Store, entries: readonly StoreEntry[]): Promise<Uint8Array[]> {
  const found = await Promise.all(entries.map(({ value }) => store.get(decoder.decode(value))));
  return found.map((entry) => entry?.value ?? new Uint8Array());
}

const decoder = new TextDecoder();
