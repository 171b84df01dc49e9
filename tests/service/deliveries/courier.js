// A service with webhooks, what their endpoints are sent, and a time that is moved by the tests.
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";
import { credentials } from "../client.js";

export const TYPE = "customer.active";
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** A service of Conduit alone, whose requests go to `transport`. */
export function courier(options = {}) {
  const log = [];
  const { store = memoryStore(), transport, ...others } = options;
  const service = createService({
    store,
    providers: ["conduit"],
    fetch: transport,
    deliveryLog: (entry) => log.push(entry),
    ...others,
  });
  const create = (url) =>
    service.fetch(
      new Request("http://localhost/conduit/webhooks", {
        method: "POST",
        headers: { ...credentials.conduit, "content-type": "application/json" },
        body: JSON.stringify({ url, events: [TYPE] }),
      }),
    );
  return {
    service,
    store,
    log,
    /** Creates a webhook for each URL. */
    async subscribe(...urls) {
      const all = [];
      for (const url of urls) {
        const response = await create(url);
        if (response.status !== 201) throw new Error(await response.text());
        all.push(await response.json());
      }
      return all;
    },
    publish: (members = {}) => service.publish("conduit", { type: TYPE, ...members }),
    async publishMany(count) {
      for (let index = 0; index < count; index++) {
        await service.publish("conduit", { type: TYPE, data: { index } });
      }
    },
    attempts: () => log.filter(({ operation }) => operation === "attempt"),
    faults: () => log.filter(({ operation }) => operation !== "attempt"),
    /** Waits until each event has become deliveries. */
    expanded: () =>
      until(async () => (await recordsOf(store, "q/")).every(({ expand }) => expand === undefined)),
    /** Every delivery that is stored. */
    deliveries: () => recordsOf(store, "l/"),
    /** What is in the queue. */
    queue: async () => (await store.list({ prefix: "q/" })).map(({ key }) => key),
  };
}

export async function recordsOf(store, prefix) {
  const entries = await store.list({ prefix });
  return entries.map(({ value }) => JSON.parse(new TextDecoder().decode(value)));
}

/** The event's id, as Conduit's deliveries have it. */
export const eventOf = (request) => request.headers.get("conduit-webhook-idempotency-key");

/** Endpoints that answer when they are told to, and what they were sent. */
export class Endpoints {
  /** In the order in which they came. */
  pending = [];
  /** All requests, by their URL. */
  seen = new Map();
  /** The most that were pending at once: in total, and by their URL. */
  most = 0;
  mostOf = new Map();

  transport = (request) =>
    new Promise((resolve, reject) => {
      const { url } = request;
      const entry = { request, url, resolve, reject };
      this.pending.push(entry);
      this.seen.set(url, [...this.of(url), request]);
      this.most = Math.max(this.most, this.pending.length);
      const count = this.pendingOf(url).length;
      this.mostOf.set(url, Math.max(count, this.mostOf.get(url) ?? 0));
      request.signal.addEventListener("abort", () => {
        this.#remove(entry);
        reject(request.signal.reason);
      });
    });

  of(url) {
    return this.seen.get(url) ?? [];
  }

  get count() {
    return [...this.seen.values()].flat().length;
  }

  pendingOf(url) {
    return this.pending.filter((entry) => entry.url === url);
  }

  /** Answers one. */
  answer(entry = this.pending[0], status = 200, headers = {}) {
    this.#remove(entry);
    entry.resolve(new Response(null, { status, headers }));
  }

  /** Answers all that come for this URL until the promise is settled. */
  async answering(url, promise, status = 200) {
    let isOver = false;
    const over = promise.finally(() => (isOver = true));
    // It is told by what is returned.
    over.catch(() => {});
    while (!isOver) {
      for (const entry of url ? this.pendingOf(url) : [...this.pending]) this.answer(entry, status);
      await turn();
    }
    return over;
  }

  #remove(entry) {
    this.pending = this.pending.filter((other) => other !== entry);
  }
}

/** Lets everything that is ready have its turn. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Waits until something is so. What never comes to be so fails the test, after some seconds. */
export async function until(holds, what = holds.toString()) {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it never came to be so: ${what}`);
    await turn();
  }
}

/** A clock and timers that go on when they are told to. */
export class Time {
  now = Date.UTC(2026, 0, 1);
  #timers = new Map();
  #made = 0;
  #elapsed = 0;

  timers = {
    setTimeout: (callback, milliseconds) => {
      // What only lets others go first.
      if (milliseconds === 0) return setImmediate(callback);
      this.#timers.set(++this.#made, { at: this.#elapsed + milliseconds, callback });
      return this.#made;
    },
    clearTimeout: (handle) => this.#timers.delete(handle),
    // It goes on with the clock, and does not jump when that is set.
    now: () => this.#elapsed,
  };

  clock = () => this.now;

  /** Options of a service that has this time. */
  get options() {
    return { clock: this.clock, timers: this.timers };
  }

  /** Goes on, and calls each timer when its time has come. */
  async advance(milliseconds) {
    const end = this.#elapsed + milliseconds;
    const goTo = (elapsed) => {
      this.now += elapsed - this.#elapsed;
      this.#elapsed = elapsed;
    };
    await this.rest();
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end);
      due.sort(([, one], [, other]) => one.at - other.at);
      const [first] = due;
      if (!first) break;
      const [handle, { at, callback }] = first;
      this.#timers.delete(handle);
      goTo(at);
      callback();
      await this.rest();
    }
    goTo(end);
  }

  /** Lets everything come to where it waits for a timer or an answer. */
  async rest() {
    for (let count = 0; count < 50; count++) await turn();
  }
}
