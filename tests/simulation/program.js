// A program that serves: it works on the simulated store, network and clock, until it is stopped or crashes.
import { createService } from "anyhook/service";

const CONCURRENCY = { total: 64, perEndpoint: 8 };
/** How long a loop of one's own waits after a fault, at most until the next event comes. */
const AFTER_FAULT = 2000;
/** How long it waits where nothing is due. */
const IDLE = 600_000;

export class Program {
  /** How far its clock is from the others'. */
  skew;
  service;
  /** Resolves when it crashes: whoever waits for an answer gets none. */
  crashed;
  /** What it did that no program may do. */
  wrong = [];
  #time;
  #isOver = false;
  #isClosing = false;
  #crash;
  /** After so many more calls to the store or the network it crashes. */
  #stepsLeft = Number.POSITIVE_INFINITY;
  #counts = new Map();
  #total = 0;
  #wake;

  constructor({ time, store, network, chance, plant, providers, masterKeys, skew, log }) {
    this.#time = time;
    this.skew = skew;
    this.crashed = new Promise((resolve) => void (this.#crash = resolve));
    const seen = { store: store.seenBy(this), fetch: network.seenBy(this) };
    const { store: ownStore, fetch } = plant ? plant(seen, this) : seen;
    this.service = createService({
      store: ownStore,
      fetch,
      providers,
      masterKeys,
      clock: () => this.clock(),
      random: (bytes) => chance.fill(bytes),
      concurrency: CONCURRENCY,
      deliveryLog: log,
      timers: {
        now: () => time.passed,
        // To let others have their turn takes no time.
        setTimeout: (call, milliseconds) => {
          const fire = () => this.#isOver || call();
          return milliseconds > 0 ? time.at(milliseconds, fire) : time.soon(fire);
        },
        clearTimeout: (handle) => time.cancel(handle),
      },
    });
  }

  clock() {
    return this.#time.now + this.skew;
  }

  /** Is asked before and after each step; the last one is where it crashes. */
  isOver() {
    if (!this.#isOver && --this.#stepsLeft < 0) this.end();
    return this.#isOver;
  }

  crashAfter(steps) {
    this.#stepsLeft = steps;
  }

  /** It is gone at once, whatever it was doing. */
  end() {
    this.#isOver = true;
    this.#crash();
  }

  get isGone() {
    return this.#isOver || this.#isClosing;
  }

  /** Ends as it should: no new attempts, and those that run are waited for. */
  async close() {
    this.#isClosing = true;
    this.#wake?.();
    await Promise.race([this.service.close(), this.crashed]);
    this.end();
  }

  /** Delivers by timers of its own. */
  start() {
    this.service.start();
  }

  /** Delivers when something is due, and when it is told that there may be more. */
  async loop() {
    while (!this.isGone) {
      const delivered = this.service.deliver().then(
        (next) => (next === undefined ? IDLE : Math.max(next - this.clock(), 1)),
        () => AFTER_FAULT,
      );
      const wait = await Promise.race([delivered, this.crashed]);
      if (this.isGone || wait === undefined) return;
      await new Promise((resolve) => {
        this.#wake = resolve;
        // A clock that is set back must not make it sleep for a day.
        this.#time.at(wait, resolve);
      });
    }
  }

  /** There may be more to deliver. */
  wake() {
    this.#wake?.();
  }

  /** Counts requests that are under way. */
  count(url, by) {
    const count = (this.#counts.get(url) ?? 0) + by;
    this.#counts.set(url, count);
    this.#total += by;
    if (count > CONCURRENCY.perEndpoint) this.wrong.push(`${count} requests at once to ${url}`);
    if (this.#total > CONCURRENCY.total) this.wrong.push(`${this.#total} requests at once`);
  }

  /** A request of the API. Answers nothing if the program crashes before it has answered. */
  async ask(provider, credentials, { path, headers, ...init }) {
    const url = `http://localhost/${provider}${path}`;
    const request = new Request(url, { ...init, headers: { ...credentials, ...headers } });
    const answered = this.service.fetch(request).then(async (response) => {
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    });
    return Promise.race([answered, this.crashed]);
  }

  async publish(provider, event) {
    const published = this.service.publish(provider, event).then(
      ({ id }) => ({ id }),
      (error) => ({ error }),
    );
    return Promise.race([published, this.crashed]);
  }
}
