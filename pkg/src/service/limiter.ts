/**
 * Counts requests in windows of time.
 *
 * @example import type { Limiter } from "anyhook/service";
 */
export interface Limiter {
  /**
   * Takes one request out of `limit` in a window of `seconds`.
   *
   * @param name whose window it is
   * @param now Unix milliseconds
   */
  take(
    name: string,
    limit: number,
    seconds: number,
    now: number,
  ): Promise<LimiterWindow> | LimiterWindow;
}

export interface LimiterWindow {
  /** How many requests are left; below 0 where this one was one too many. */
  remaining: number;
  /** Seconds until the window ends, and all are left again. */
  reset: number;
}

/** Beyond it the oldest windows are forgotten: memory stays bounded whoever asks. */
const MOST_WINDOWS = 10_000;

/**
 * A limiter of this process. A window begins with its first request.
 *
 * @example
 * import { createService, memoryLimiter } from "anyhook/service";
 * import { memoryStore } from "anyhook/stores/memory";
 *
 * const service = createService({ store: memoryStore(), limiter: memoryLimiter() });
 */
export function memoryLimiter(): Limiter {
  /** In the order in which they began. */
  const windows = new Map<string, { start: number; taken: number }>();
  return {
    take(name, limit, seconds, now) {
      const length = seconds * 1000;
      let window = windows.get(name);
      // A clock that was set back would keep one open for longer.
      if (!window || now >= window.start + length || now < window.start) {
        window = { start: now, taken: 0 };
        windows.delete(name);
        windows.set(name, window);
        if (windows.size > MOST_WINDOWS) windows.delete(windows.keys().next().value as string);
      }
      window.taken++;
      const reset = Math.ceil((window.start + length - now) / 1000);
      return { remaining: limit - window.taken, reset };
    },
  };
}
