/** Locks of this process, by name: who waits for one gets it in turn. */
export class Locks {
  /** For each name that is held, how to wake those who wait. */
  readonly #held = new Map<string, (() => void)[]>();

  /** Resolves once the caller holds it; returns nothing where nobody did. */
  take(name: string): Promise<void> | undefined {
    const waiting = this.#held.get(name);
    if (waiting) return new Promise((resolve) => void waiting.push(resolve));
    this.#held.set(name, []);
    return undefined;
  }

  /** Gives it to the next one. */
  release(name: string): void {
    const next = this.#held.get(name)?.shift();
    if (next) next();
    else this.#held.delete(name);
  }
}
