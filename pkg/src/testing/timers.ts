import type { Timers } from "../service/deliveries/timers.js";

const { setTimeout, clearTimeout } = globalThis;
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };

/**
 * The host's timers as they were when this was loaded: what a test puts in their place would keep the
 * service waiting for somebody to move it on.
 *
 * @param now what durations are taken by, in milliseconds
 */
export const timersWith = (now: () => number): Timers => ({
  now,
  setTimeout: (callback, milliseconds) =>
    milliseconds === 0 && setImmediate
      ? setImmediate(callback)
      : setTimeout(callback, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
});
