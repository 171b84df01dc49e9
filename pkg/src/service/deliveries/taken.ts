import { Unavailable } from "./jobs.js";
import type { Timers } from "./timers.js";

/** So long nobody tries again what is at fault itself, in milliseconds. */
const SET_ASIDE = 60_000;
const MOST_SET_ASIDE = 1000;

/** Items of the queues that nobody else in this process is to begin. */
export class Taken {
  /** Those that are under way, and since when. */
  readonly #under = new Map<string, number>();
  /** Those that could not be begun; since when where that was not the store's fault. */
  readonly #aside = new Map<string, number | undefined>();
  readonly #timers: Timers;
  readonly #longest: number;

  /** @param longest milliseconds after which nothing is under way any more, whoever began it */
  constructor(timers: Timers, longest = Number.POSITIVE_INFINITY) {
    this.#timers = timers;
    this.#longest = longest;
  }

  has(key: string): boolean {
    const since = this.#under.get(key);
    if (since !== undefined) return this.#timers.now() - since < this.#longest;
    return this.#aside.has(key) && !this.#isOver(this.#aside.get(key));
  }

  add(key: string): void {
    this.#under.set(key, this.#timers.now());
  }

  delete(key: string): void {
    this.#under.delete(key);
  }

  /** Notes that an item could not be begun: by the store, for this run; by a fault of its own, for longer. */
  setAside(key: string, error: unknown): void {
    this.#aside.set(key, error instanceof Unavailable ? undefined : this.#timers.now());
    const [oldest] = this.#aside.keys();
    if (this.#aside.size > MOST_SET_ASIDE) this.#aside.delete(oldest as string);
  }

  /** Lets those be tried again that the store has failed. */
  retry(): void {
    for (const [key, since] of this.#aside) {
      if (since === undefined || this.#isOver(since)) this.#aside.delete(key);
    }
  }

  #isOver(since: number | undefined): boolean {
    return since !== undefined && this.#timers.now() - since >= SET_ASIDE;
  }
}
