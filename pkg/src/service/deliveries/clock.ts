import { invalidArgument } from "../../errors.js";
import { kindOf } from "../../input.js";

/**
 * A clock that stands still until it is told to go on: with it, a day of retries takes no time.
 *
 * @example import type { ManualClock } from "anyhook/service";
 */
export interface ManualClock {
  /** Unix milliseconds. */
  now(): number;
  /**
   * Goes on by so many milliseconds. On the way, each delivery is sent when it is due, by every service that
   * has this clock.
   *
   * @returns the time that it is then
   * @throws what kept a service from delivering. The clock stands where that was.
   */
  advance(milliseconds: number): Promise<number>;
}

/** Sends what is due, and tells when there will be more. */
type Deliver = () => Promise<number | undefined>;

/** As far as dates go. */
const END = 8.64e15;

/** Those who have the clock. */
const services = new WeakMap<ManualClock, Set<Deliver>>();

/**
 * Makes a clock for a service whose time is moved by hand.
 *
 * @param start where it begins, in Unix milliseconds; at the host's time, unless given
 * @throws {WebhookConfigurationError} `invalid_argument`
 * @example
 * import { createService, manualClock } from "anyhook/service";
 * import { memoryStore } from "anyhook/stores/memory";
 *
 * const clock = manualClock(Date.UTC(2026, 0, 1));
 * const service = createService({ store: memoryStore(), clock });
 * await clock.advance(24 * 60 * 60 * 1000);
 */
export function manualClock(start: number | Date = Date.now()): ManualClock {
  const delivers = new Set<Deliver>();
  let time = readTime("`start`", start instanceof Date ? start.getTime() : start);
  let last: Promise<unknown> = Promise.resolve();

  const deliverAll = async () => {
    const dues = await Promise.all([...delivers].map((deliver) => deliver()));
    return Math.min(...dues.map((due) => due ?? Number.POSITIVE_INFINITY));
  };
  const goTo = async (end: number) => {
    for (;;) {
      const due = await deliverAll();
      if (time >= end) return time;
      time = Math.min(Math.max(due, time + 1), end);
    }
  };
  const clock: ManualClock = {
    now: () => time,
    advance(milliseconds) {
      const by = readTime("`milliseconds`", milliseconds);
      // One after the other, each from where the one before it came to.
      const gone = last.then(() => goTo(readTime("the clock", time + by)));
      last = gone.catch(() => {});
      return gone;
    },
  };
  services.set(clock, delivers);
  return clock;
}

/** Lets a clock's steps wait for what is delivered, until the function that it returns is called. */
export function attach(clock: ManualClock, deliver: Deliver): () => void {
  const delivers = services.get(clock);
  delivers?.add(deliver);
  return () => void delivers?.delete(deliver);
}

export const isManualClock = (value: unknown): value is ManualClock =>
  services.has(value as ManualClock);

function readTime(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= END) return value;
  throw invalidArgument(
    `${name} is ${kindOf(value)}, expected whole milliseconds from 0 to ${END}`,
  );
}
