/** What waits, so that a simulation can take the place of the host's. */
export interface Timers {
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
}

const { setImmediate: immediate } = globalThis as {
  setImmediate?: (callback: () => void) => unknown;
};

export const hostTimers: Timers = {
  setTimeout(callback, milliseconds) {
    // Node makes a millisecond of none.
    if (milliseconds === 0 && immediate) return immediate(callback);
    return setTimeout(callback, milliseconds);
  },
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/** Lets everything else have its turn. */
export const breathe = (timers: Timers): Promise<void> =>
  new Promise((resolve) => void timers.setTimeout(resolve, 0));

/** Resolves after some milliseconds, or once it is aborted. */
export function sleep(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      timers.clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = timers.setTimeout(wake, milliseconds);
    signal.addEventListener("abort", wake);
    if (signal.aborted) wake();
  });
}

/** As `setTimeout`, of a timer that keeps no program from ending. */
export function setIdleTimeout(
  timers: Timers,
  callback: () => void,
  milliseconds: number,
): unknown {
  const handle = timers.setTimeout(callback, milliseconds);
  (handle as { unref?: () => void } | undefined)?.unref?.();
  return handle;
}
