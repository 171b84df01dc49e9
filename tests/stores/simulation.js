// Time and chance for tests: minutes pass in milliseconds, and a seed always leads to the same run.

/** Random numbers from 0 up to 1, the same ones for a seed. */
export function seededRandom(seed) {
  let state = (seed * 2_654_435_761 + 1) % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A clock that goes on to what is due next, once nobody has anything else to do. */
export class Clock {
  now = 0;
  #due = [];

  sleep(milliseconds) {
    return new Promise((resolve) => this.#schedule(resolve, milliseconds));
  }

  #schedule(call, milliseconds) {
    const time = this.now + milliseconds;
    let at = this.#due.length;
    while (at > 0 && this.#due[at - 1].time <= time) at--;
    this.#due.splice(at, 0, { time, call });
  }

  /** Runs what is given, by this clock and with this chance also where it asks for the global ones. */
  async run(call, random) {
    const { setTimeout: realTimeout } = globalThis;
    const realRandom = Math.random;
    globalThis.setTimeout = (due, milliseconds) => this.#schedule(due, milliseconds);
    Math.random = random;
    try {
      let isOver = false;
      const outcome = call();
      const end = () => {
        isOver = true;
      };
      outcome.then(end, end);
      // Everything that can go on without time goes on before the next turn of Node's loop.
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      for (await turn(); !isOver; await turn()) {
        const next = this.#due.pop();
        if (!next) throw new Error("everybody waits, and nothing is due");
        this.now = next.time;
        next.call();
      }
      return await outcome;
    } finally {
      globalThis.setTimeout = realTimeout;
      Math.random = realRandom;
    }
  }
}
