import type { Settings } from "../options.js";
import type { Jobs } from "./jobs.js";
import { faultEntry, Impossible } from "./log.js";
import { breathe } from "./timers.js";

/** Deletes what is older than the retention and done with, of one provider after the other, page by page. */
export async function sweep(
  { clock, timers, retention, deliveryLog }: Settings,
  all: Iterable<Jobs>,
  mayGoOn: () => boolean,
): Promise<void> {
  if (retention === Number.POSITIVE_INFINITY) return;
  for (const jobs of all) {
    try {
      const before = clock() - retention;
      for (let more = true; more && mayGoOn(); await breathe(timers)) {
        const swept = await jobs.sweep(before);
        if (swept.done === "failed") throw new Impossible(swept);
        ({ more } = swept);
      }
    } catch (error) {
      try {
        deliveryLog?.(faultEntry(jobs.provider, "sweep", error, { clock }));
      } catch {
        // What becomes of the log changes nothing.
      }
    }
  }
}
