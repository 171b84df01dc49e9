// Reading a file into a store: an export, or seeds that were written by hand.
import type { Store, StorePut } from "anyhook/service";
import { entriesOf } from "./entries.js";
import { isExport, readEntries } from "./export-format.js";
import { fill } from "./fill.js";
import { canReadAgain, type Line, LinesError, readLines } from "./lines.js";
import { endProgress, showProgress } from "./progress.js";
import { type Sowing, sow } from "./seed.js";

export interface Loaded {
  /** How many entries the store holds. */
  entries: number;
  /** How many webhooks were created, where the file holds seeds. */
  webhooks?: number;
  /** How many of an export's entries were left out, if any were. */
  leftOut?: number;
}

/** Events, deliveries and what is to be done about them, as `src/delivery/keys.rs` has them. */
const OF_DELIVERIES = /^[vlqhwy]\//;

/**
 * Fills a store from a file, or from standard input where the path is `-`, in place of what it holds.
 * A file is checked as a whole before anything is written.
 *
 * @param withDeliveries whether an export's events and deliveries are kept, so that what is pending goes
 *   out. Those that come of creating the webhooks of seeds never are: they were there before.
 */
export async function load(
  store: Store,
  path: string,
  sowing: Sowing,
  withDeliveries: boolean,
): Promise<Loaded> {
  let leftOut = 0;
  async function* withoutDeliveries(entries: AsyncIterable<StorePut>): AsyncGenerator<StorePut> {
    for await (const entry of entries) {
      if (OF_DELIVERIES.test(entry.key)) leftOut += 1;
      else yield entry;
    }
  }
  try {
    const isChecked = await canReadAgain(path);
    const file = await open(path);
    if (!file.isExport) {
      const sown = await sow(path, file.lines, sowing);
      const begun = withoutDeliveries(entriesOf(sown.store));
      const entries = await fill(store, begun, showProgress("writing"));
      return { entries, webhooks: sown.webhooks };
    }
    let entries = readEntries(path, file.lines);
    if (isChecked) {
      const progress = showProgress("checking");
      let count = 0;
      for await (const _ of entries) progress(++count);
      entries = readEntries(path, (await open(path)).lines);
    }
    const kept = withDeliveries ? entries : withoutDeliveries(entries);
    const count = await fill(store, kept, showProgress("writing"));
    return { entries: count, ...(leftOut > 0 && { leftOut }) };
  } finally {
    endProgress();
  }
}

/** Begins to read, and tells by the first line what is to come. */
async function open(path: string): Promise<{ isExport: boolean; lines: AsyncIterable<Line> }> {
  const lines = readLines(path);
  const first = await lines.next();
  if (first.done)
    throw new LinesError(path, [{ line: 1, message: "is the end: the file is empty" }]);
  if (isExport(path, first.value)) return { isExport: true, lines };
  return { isExport: false, lines: startingWith(first.value, lines) };
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}
