import type { Api } from "../api.js";
import type { Settings } from "../options.js";
import { attempt } from "./attempt.js";
import { Jobs, type Outgoing, type Settled } from "./jobs.js";
import {
  attemptEntry,
  type DeliveryFaultLog,
  type DeliveryLog,
  faultEntry,
  Impossible,
} from "./log.js";
import { type Candidate, Queue } from "./queue.js";
import { Taken } from "./taken.js";
import { breathe, Ending, setIdleTimeout, sleep } from "./timers.js";

/** Others may put something into a store too, and who had begun something may be gone: all of it is looked
 * at that often, in milliseconds. */
export const SCANNED_EVERY = 60_000;
/**
 * So long whoever has made an attempt tries to write what became of it. Its lease is longer, if the attempt
 * took no longer than it may.
 */
const SETTLED_WITHIN = 25_000;
/**
 * So much of each queue is done at once that sends nothing: what is written at once shares one flush to the
 * disk. Where each key is written by itself there is nothing to share.
 */
const MOST_KEEPING = 8;
/** After so many faults in a row nothing more is begun for now. */
const MOST_FAULTS = 8;
const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;

/** What a run comes to. */
export interface Ran {
  /** When there will be more to send, in Unix milliseconds. */
  next: number | undefined;
  /** The first fault that kept something from being sent, or what became of it from being written. */
  error: unknown;
  /** Whether something that is due may have been left. */
  isHalted: boolean;
}

export interface DispatcherOptions {
  /** Those whose deliveries it sends. */
  apis: ReadonlyMap<string, Api>;
  /** What this process has under way. */
  taken?: Taken;
  /** Whether there is room for more work of any kind. */
  mayBegin?: () => boolean;
}

/**
 * Sends what is due: so many requests at once, and so many to one endpoint. What there is to send stands in
 * the store; here is only what is under way.
 */
export class Dispatcher {
  readonly #settings: Settings;
  readonly #queues = new Map<string, Queue>();
  readonly #taken: Taken;
  readonly #mayBegin: () => boolean;
  /** How many of each lane are under way. */
  readonly #lanes = new Map<string, number>();
  #sending = 0;
  /** How much is done of each queue that sends nothing. */
  readonly #keeping = new Map<Queue, number>();
  /** Everything that is waited for. */
  #busy = 0;
  #run: { promise: Promise<Ran>; resolve: (ran: Ran) => void } | undefined;
  #timer: unknown;
  /** Faults in a row. */
  #faults = 0;
  #error: unknown;
  #isClosed = false;
  readonly #ending = new Ending();

  constructor(
    settings: Settings,
    { apis, taken = new Taken(settings.timers), mayBegin }: DispatcherOptions,
  ) {
    this.#settings = settings;
    this.#taken = taken;
    this.#mayBegin = mayBegin ?? (() => true);
    const { concurrency, timers } = settings;
    const { total, perEndpoint } = concurrency;
    const lanes = {
      count: (lane: string) => this.#lanes.get(lane) ?? 0,
      isTaken: (key: string) => taken.has(key),
      // There is always room for one lane more.
      share: () => Math.max(1, Math.min(perEndpoint, Math.floor(total / (this.#lanes.size + 1)))),
      most: perEndpoint,
      isHalted: () => this.#isHalted,
      breathe: () => breathe(timers),
      elapsed: () => timers.now(),
    };
    for (const [provider, api] of apis) {
      this.#queues.set(provider, new Queue(new Jobs(provider, api, settings), lanes));
    }
  }

  /** Whether something is being sent, or looked for. */
  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /**
   * Sends what is due, until nothing is. Whoever calls meanwhile waits for the same.
   *
   * @param isFresh whether it looks at all that is in the store
   */
  run(isFresh: boolean): Promise<Ran> {
    if (this.#isClosed) {
      return Promise.resolve({ next: undefined, error: undefined, isHalted: true });
    }
    if (!this.#run) {
      let resolve: (ran: Ran) => void = () => {};
      const promise = new Promise<Ran>((resolved) => void (resolve = resolved));
      this.#run = { promise, resolve };
      this.#error = undefined;
      this.#faults = 0;
      this.#taken.retry();
      if (isFresh) for (const queue of this.#queues.values()) queue.rescan();
      this.#pump();
      return promise;
    }
    return this.#run.promise;
  }

  /** Is told that something of this provider is due then. */
  wake(provider: string, due: number): void {
    this.#queues.get(provider)?.wake(due);
    this.#pump();
  }

  /** Begins nothing more, and waits for what is under way, at most as long as an attempt may take. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const { timers, deliveryTimeout } = this.#settings;
    const waiting = sleep(timers, deliveryTimeout + CLOSED_WITHIN, this.#ending);
    if (this.#run) await Promise.race([this.#run.promise, waiting]);
    this.#ending.end();
    timers.clearTimeout(this.#timer);
  }

  /** Begins what can be begun. It is called whenever that may have changed. */
  #pump(): void {
    if (!this.#run) return;
    this.#settings.timers.clearTimeout(this.#timer);
    try {
      if (!this.#isHalted) this.#begin();
      if (this.#busy > 0) this.#arm();
    } catch (error) {
      // The clock may be the caller's own.
      this.#faults = MOST_FAULTS;
      this.#error ??= error;
    }
    if (this.#busy === 0) this.#finish();
  }

  get #isHalted(): boolean {
    return this.#isClosed || this.#faults >= MOST_FAULTS || !this.#mayBegin();
  }

  #begin(): void {
    const { clock, store } = this.#settings;
    const now = clock();
    for (const queue of this.#queues.values()) {
      if (queue.isOlderThan(SCANNED_EVERY)) queue.rescan();
      queue.resume(now);
      while ((this.#keeping.get(queue) ?? 0) < (store.guarantees.atomic ? MOST_KEEPING : 1)) {
        const key = queue.takeBookkeeping();
        if (key === undefined) break;
        this.#track(queue, "begin", this.#keep(queue, key), key);
      }
    }
    while (this.#sending < this.#settings.concurrency.total && !this.#isHalted) {
      const [queue, chosen] = this.#choose();
      if (!queue || !chosen) break;
      chosen.take();
      this.#track(queue, "begin", this.#deliver(queue, chosen), chosen.key);
    }
    for (const queue of this.#queues.values()) {
      for (const read of queue.readings()) this.#track(queue, "next", read());
    }
  }

  /** What is begun next: of the lane that has the least under way; among those, what is due first. */
  #choose(): [Queue?, Candidate?] {
    let best: [Queue?, Candidate?] = [];
    for (const queue of this.#queues.values()) {
      for (const candidate of queue.candidates()) {
        const [, { count, due } = candidate] = best;
        const isFirst = best.length === 0 || candidate.count < count;
        if (isFirst || (candidate.count === count && candidate.due < due))
          best = [queue, candidate];
      }
    }
    return best;
  }

  #track(
    queue: Queue,
    operation: DeliveryFaultLog["operation"],
    work: Promise<void>,
    key?: string,
  ): void {
    this.#busy++;
    const done = () => {
      this.#busy--;
      this.#pump();
    };
    work.then(done, (error: unknown) => {
      this.#faults++;
      this.#error ??= error;
      this.#fault(queue, operation, error);
      if (key !== undefined) this.#taken.setAside(key, error);
      if (operation === "next") queue.abandon();
      done();
    });
  }

  /** Does what sends nothing: page by page, with room for everything else in between. */
  async #keep(queue: Queue, key: string): Promise<void> {
    const { jobs } = queue;
    this.#keeping.set(queue, (this.#keeping.get(queue) ?? 0) + 1);
    this.#taken.add(key);
    try {
      for (let next: string | undefined = key; next !== undefined && !this.#isHalted;) {
        const now = this.#settings.clock();
        const begun = await jobs.begin(next);
        this.#faults = 0;
        if (begun.done === "failed") this.#fault(queue, "begin", new Impossible(begun));
        if (begun.done !== "again" && begun.done !== "finished") return;
        queue.wake(begun.due ?? now);
        this.#pump();
        next = begun.done === "again" ? (begun.key ?? next) : undefined;
        await breathe(this.#settings.timers);
      }
    } finally {
      this.#keeping.set(queue, (this.#keeping.get(queue) ?? 1) - 1);
      this.#taken.delete(key);
    }
  }

  /** Takes a delivery, sends its request, and writes what became of it. */
  async #deliver(queue: Queue, { key, lane }: Candidate): Promise<void> {
    this.#sending++;
    this.#lanes.set(lane, (this.#lanes.get(lane) ?? 0) + 1);
    this.#taken.add(key);
    try {
      const time = this.#settings.clock();
      let begun = await queue.jobs.begin(key);
      // Its webhook was enabled between two looks at it.
      if (begun.done === "again") begun = await queue.jobs.begin(key);
      this.#faults = 0;
      if (begun.done === "request") await this.#send(queue, begun);
      else if (begun.done === "settled") this.#tell(queue, begun, { time, duration: 0 });
      else if (begun.done === "failed") this.#fault(queue, "begin", new Impossible(begun));
    } finally {
      this.#taken.delete(key);
      this.#sending--;
      const left = (this.#lanes.get(lane) ?? 1) - 1;
      if (left > 0) this.#lanes.set(lane, left);
      else this.#lanes.delete(lane);
    }
  }

  async #send(queue: Queue, outgoing: Outgoing): Promise<void> {
    const { clock, send, timers, deliveryTimeout: timeout } = this.#settings;
    const ending = this.#ending;
    const { key } = outgoing;
    this.#taken.add(key);
    try {
      const time = clock();
      const started = timers.now();
      const result = await attempt(outgoing, { send, timeout, timers, ending });
      // It goes out again once its lease has run out.
      if (ending.isOver) return;
      const duration = Math.max(Math.round(timers.now() - started), 0);
      const settle = () => queue.jobs.settle(key, { started: time, duration, ...result });
      const settled = await this.#persist(queue, settle);
      if (!settled || settled.done === "gone") return;
      this.#tell(queue, settled, { time, duration, status: result.status });
    } finally {
      this.#taken.delete(key);
    }
  }

  /** Tries to write what became of an attempt until it is written, or somebody else may make another one. */
  async #persist(queue: Queue, settle: () => ReturnType<Jobs["settle"]>) {
    const ending = this.#ending;
    let waited = 0;
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        const settled = await settle();
        if (settled.done !== "failed") return settled;
        throw new Impossible(settled);
      } catch (error) {
        this.#fault(queue, "settle", error);
        waited += wait;
        if (waited > SETTLED_WITHIN || ending.isOver) {
          this.#error ??= error;
          return undefined;
        }
      }
      await sleep(this.#settings.timers, wait, ending);
    }
  }

  /** Tells the log what an attempt came to, and the queue when the next one is due. */
  #tell(
    queue: Queue,
    settled: Settled,
    attempted: { time: number; duration: number; status?: number | undefined },
  ): void {
    this.#log(attemptEntry(queue.jobs.provider, settled, attempted));
    if (settled.next !== undefined) queue.wake(settled.next);
  }

  #fault(queue: Queue, operation: DeliveryFaultLog["operation"], error: unknown): void {
    this.#log(faultEntry(queue.jobs.provider, operation, error, this.#settings));
  }

  #log(entry: DeliveryLog): void {
    try {
      this.#settings.deliveryLog?.(entry);
    } catch {
      // What becomes of the log changes nothing.
    }
  }

  /** What will be due while something else is still under way does not wait for that. */
  #arm(): void {
    const next = this.#next();
    const wait = next === undefined ? SCANNED_EVERY : next - this.#settings.clock();
    const within = Math.min(Math.max(wait, 1), SCANNED_EVERY);
    this.#timer = setIdleTimeout(this.#settings.timers, () => this.#pump(), within);
  }

  #next(): number | undefined {
    let earliest: number | undefined;
    for (const { next } of this.#queues.values()) {
      if (next !== undefined) earliest = Math.min(next, earliest ?? next);
    }
    return earliest;
  }

  #finish(): void {
    const run = this.#run;
    this.#run = undefined;
    run?.resolve({ next: this.#next(), error: this.#error, isHalted: this.#isHalted });
  }
}

/** Milliseconds for what an attempt came to to be written. */
const CLOSED_WITHIN = 1_000;
