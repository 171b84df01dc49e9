/** What waits, so that a simulation can take the place of the host's. */
export interface Timers {
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
  /** Milliseconds from some point in time, by a clock that nobody sets. */
  now(): number;
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
  now: () => performance.now(),
};

/** Lets everything else have its turn. */
export const breathe = (timers: Timers): Promise<void> =>
  new Promise((resolve) => void timers.setTimeout(resolve, 0));

/** What ends everything that is still waited for. Node warns of an AbortSignal with so many listeners. */
export class Ending {
  isOver = false;
  readonly #callbacks = new Set<() => void>();

  /** Calls it at the end, unless the function that is returned was called before. */
  on(callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => void this.#callbacks.delete(callback);
  }

  end(): void {
    this.isOver = true;
    for (const callback of this.#callbacks) callback();
  }
}

/** Resolves after some milliseconds, or at the end. */
export function sleep(timers: Timers, milliseconds: number, ending: Ending): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      timers.clearTimeout(timer);
      ignore();
      resolve();
    };
    const timer = timers.setTimeout(wake, milliseconds);
    const ignore = ending.on(wake);
    if (ending.isOver) wake();
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
