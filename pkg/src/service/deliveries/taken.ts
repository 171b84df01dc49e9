import { Unavailable } from "./jobs.js";
import type { Timers } from "./timers.js";

/** So long nobody tries again what is at fault itself, in milliseconds. */
const SET_ASIDE = 60_000;
/** And so long what the store has failed: a run that is never without work may last for days. */
const SET_ASIDE_BY_STORE = 5_000;
const MOST_SET_ASIDE = 1000;

/** Items of the queues that nobody else in this process is to begin. */
export class Taken {
  /** Those that are under way, and since when. */
  readonly #under = new Map<string, number>();
  /** Those that could not be begun: since when, and for how long nobody tries. */
  readonly #aside = new Map<string, { since: number; longest: number }>();
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
    const aside = this.#aside.get(key);
    return aside !== undefined && this.#timers.now() - aside.since < aside.longest;
  }

  add(key: string): void {
    this.#under.set(key, this.#timers.now());
  }

  delete(key: string): void {
    this.#under.delete(key);
  }

  /** Notes that an item could not be begun, by the store, or by a fault of its own. */
  setAside(key: string, error: unknown): void {
    const longest = error instanceof Unavailable ? SET_ASIDE_BY_STORE : SET_ASIDE;
    this.#aside.set(key, { since: this.#timers.now(), longest });
    const [oldest] = this.#aside.keys();
    if (this.#aside.size > MOST_SET_ASIDE) this.#aside.delete(oldest as string);
  }

  /** Lets those be tried again that the store has failed. */
  retry(): void {
    for (const [key, { since, longest }] of this.#aside) {
      const isOver = this.#timers.now() - since >= longest;
      if (isOver || longest === SET_ASIDE_BY_STORE) this.#aside.delete(key);
    }
  }
}
