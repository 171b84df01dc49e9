import { kindOf } from "../input.js";
import type { ListRead } from "./step.js";
import type { Store, StoredValue, StoreEntry } from "./store.js";

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
    last = endOf(page, last);
  }
  return found;
}

/** The last key of a full page, which is beyond that of the page before: else it would be listed for ever. */
export function endOf(page: readonly StoreEntry[], before = ""): string {
  const end = page.at(-1)?.key as string;
  if (end > before) return end;
  throw new TypeError("the store's list does not go on where it ended");
}

/** The records whose keys are the values of these entries; no bytes for one that is gone. */
export async function follow(store: Store, entries: readonly StoreEntry[]): Promise<Uint8Array[]> {
  const found = await Promise.all(entries.map(({ value }) => store.get(decoder.decode(value))));
  return found.map((entry) => (entry ? bytesOf(entry) : new Uint8Array()));
}

/** A record's value. The module would ask again and again for what is none. */
export function bytesOf({ value }: StoredValue): Uint8Array {
  if (ArrayBuffer.isView(value) && value.length === value.byteLength) return value;
  throw new TypeError(`the store's value is ${kindOf(value)}, not bytes`);
}

const decoder = new TextDecoder();
