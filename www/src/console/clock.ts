/** The time of the service in the page: it goes on by itself, and can be set forward. */

let ahead = 0;

/** In Unix milliseconds. */
export const now = (): number => Date.now() + ahead;

/** Whether it was set forward. */
export const isAhead = (): boolean => ahead > 0;

/** As the device's again. */
export function resetClock(): void {
  ahead = 0;
}

/**
 * Goes on by so many milliseconds, and on the way from one delivery that is due to the next.
 *
 * @param deliver sends what is due, and tells when there will be more
 */
export async function advance(
  milliseconds: number,
  deliver: () => Promise<number | undefined>,
): Promise<void> {
  const end = now() + milliseconds;
  for (;;) {
    const due = await deliver();
    if (now() >= end) return;
    // One that stays due although it was sent does not keep the clock where it is.
    const next = due === undefined ? end : Math.min(Math.max(due, now() + 1), end);
    ahead += Math.max(0, next - now());
  }
}
