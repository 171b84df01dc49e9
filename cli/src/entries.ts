// The entries of a store, all of them in order.
import type { Store, StoreEntry } from "anyhook/service";

/** What lists entries: a store, or what it was at one time. */
export type Listing = Pick<Store, "list">;

/** Entries at once. With the longest that the service writes they are some megabytes. */
const PAGE = 250;

export async function* entriesOf(store: Listing): AsyncGenerator<StoreEntry> {
  let after: string | undefined;
  for (;;) {
    const page = await store.list({ prefix: "", after, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.key;
  }
}

export async function isEmpty(store: Listing): Promise<boolean> {
  return (await store.list({ prefix: "", limit: 1 })).length === 0;
}
