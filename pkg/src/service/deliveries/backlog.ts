/** So many keys are kept of a backlog; the rest of it is known by where it starts and ends. */
const MOST_KEPT = 100;

/** What a scan passed over of one lane, in order. */
export class Backlog {
  /** Whether more of it is being read. */
  isReading = false;
  #keys: string[] = [];
  /** Beyond those there are more, behind this one. */
  #after: string | undefined;
  #last = "";

  get first(): string | undefined {
    return this.#keys[0];
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0 && this.#after === undefined && !this.isReading;
  }

  /** Whether what is kept is used up, and there is more. */
  get wants(): boolean {
    return this.#keys.length === 0 && this.#after !== undefined;
  }

  get needsMore(): boolean {
    return this.wants && !this.isReading;
  }

  /** The last one that was passed over. */
  get last(): string {
    return this.#last;
  }

  /** Where the rest of it begins. */
  get after(): string | undefined {
    return this.#after;
  }

  /** Takes the first one away. */
  shift(): void {
    this.#keys.shift();
  }

  /** Notes one that was passed over. A scan that went back comes by some of them again. */
  pass(key: string): void {
    if (key <= this.#last) return;
    if (this.#after === undefined && this.#keys.length === MOST_KEPT) this.#after = this.#last;
    if (this.#after === undefined) this.#keys.push(key);
    this.#last = key;
  }

  /**
   * Keeps what was read of the rest.
   *
   * @param last the last one that had been passed over when it was read
   * @param after where to go on, if there may be more
   */
  add(keys: readonly string[], last: string, after: string | undefined): void {
    const end = last < this.#last ? last : this.#last;
    this.#keys.push(...keys.filter((key) => key <= end));
    if (after !== undefined && after < end) this.#after = after;
    // What was passed over meanwhile may have been put there meanwhile.
    else this.#after = end < this.#last ? end : undefined;
  }

  /** Forgets what is behind a position, which a scan has gone back to. */
  cut(position: string): void {
    this.#keys = this.#keys.filter((key) => key < position);
    if (this.#after !== undefined && this.#after >= position) this.#after = undefined;
    if (this.#last > position) this.#last = position;
  }
}
