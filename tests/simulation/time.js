// Time that passes when nobody has anything else to do.

/** When it begins: no round number, so that nobody relies on one. */
const START = Date.UTC(2026, 10, 21, 6, 27, 37, 89);
/** After so many turns of Node's loop without anything due, nobody will ever go on. */
const MOST_IDLE_TURNS = 5000;

const turn = () => new Promise((resolve) => void setImmediate(resolve));

export class Time {
  /** Milliseconds since it began; they never go back. */
  passed = 0;
  /** How far the wall clock is off. */
  offset = 0;
  #heap = [];
  #made = 0;
  /** How many wait for a turn of Node's loop alone. */
  #yielding = 0;

  /** What the wall clock shows, in Unix milliseconds. */
  get now() {
    return START + Math.floor(this.passed) + this.offset;
  }

  sleep(milliseconds) {
    return new Promise((resolve) => void this.at(milliseconds, resolve));
  }

  /** Calls back so many milliseconds later. */
  at(milliseconds, call) {
    const due = this.passed + Math.max(0, milliseconds);
    const entry = { due, order: this.#made++, call };
    this.#push(entry);
    return entry;
  }

  /** Calls back once everyone else had their turn, without any time passing. */
  soon(call) {
    const entry = { call };
    this.#yielding++;
    setImmediate(() => {
      this.#yielding--;
      entry.call?.();
    });
    return entry;
  }

  cancel(entry) {
    if (entry) entry.call = undefined;
  }

  /** Lets time pass until a promise is settled. */
  async until(promise) {
    let isOver = false;
    const end = () => void (isOver = true);
    promise.then(end, end);
    let idle = 0;
    while (!isOver) {
      await turn();
      if (isOver) break;
      if (this.#yielding > 0) continue;
      const entry = this.#pop();
      if (entry) {
        idle = 0;
        this.passed = Math.max(this.passed, entry.due);
        entry.call();
        // What is due at the same time happens at once.
        while (this.#heap[0]?.due === entry.due) this.#pop(entry.due)?.call();
      } else if (++idle > MOST_IDLE_TURNS) {
        throw new Error("everybody waits, and nothing is due");
      }
    }
    return promise;
  }

  #push(entry) {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (isBefore(heap[above], entry)) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = entry;
  }

  /** The next one that was not cancelled, and is due by then. */
  #pop(by = Number.POSITIVE_INFINITY) {
    for (;;) {
      const first = this.#heap[0];
      if (!first || first.due > by) return undefined;
      const last = this.#heap.pop();
      if (this.#heap.length > 0) this.#sink(last);
      if (first.call) return first;
    }
  }

  #sink(entry) {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1], heap[below])) below++;
      if (isBefore(entry, heap[below])) break;
      heap[at] = heap[below];
      at = below;
    }
    heap[at] = entry;
  }
}

const isBefore = (one, other) =>
  one.due < other.due || (one.due === other.due && one.order < other.order);
