import type { Settings } from "../options.js";
import type { Jobs } from "./jobs.js";
import { faultEntry, Impossible } from "./log.js";
import { breathe } from "./timers.js";

/**
 * Makes due what was being sent when the program ended that had this store open before, so that it need not
 * wait for its lease to run out. It does nothing where somebody else may be sending it.
 */
export async function reclaim(
  { store, clock, timers, deliveryLog }: Settings,
  all: Iterable<Jobs>,
  mayGoOn: () => boolean,
): Promise<void> {
  for (const jobs of all) {
    try {
      // Whoever opens the store later begins nothing that was begun before that.
      const before = clock();
      if (!(await store.isAlone?.())) return;
      let after: string | undefined;
      do {
        const reclaimed = await jobs.reclaim(before, after);
        if (reclaimed.done === "failed") throw new Impossible(reclaimed);
        ({ after } = reclaimed);
        await breathe(timers);
      } while (after !== undefined && mayGoOn());
    } catch (error) {
      try {
        deliveryLog?.(faultEntry(jobs.provider, "reclaim", error, { clock }));
      } catch {
        // What becomes of the log changes nothing.
      }
    }
  }
}
