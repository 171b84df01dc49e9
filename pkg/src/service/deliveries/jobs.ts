import type { Api, Fact } from "../api.js";
import { Facts } from "../facts.js";
import { carryOut } from "../loop.js";
import type { Settings } from "../options.js";
import type { Job } from "../step.js";

/** What is due of a provider's queue. */
export interface Due {
  items: Item[];
  /** Where to go on, if there may be more. */
  after?: string;
  /** When the first of those is due that are not yet, in Unix milliseconds. */
  next?: number;
}

/** Something that is due. */
export interface Item {
  /** Its key in the queue. */
  key: string;
  /** What requests to the same endpoint have in common; none where nothing is sent. */
  lane?: string;
}

/** What becomes of an item that is taken from the queue. */
export type Begun =
  | { done: "gone" }
  /** It is done, or a part of it is, and it has to be begun again. */
  | { done: "finished" | "again"; key?: string; due?: number }
  | (Outgoing & { done: "request" })
  | Failed
  | Settled;

/** A request to send: a POST. */
export interface Outgoing {
  /** What it is settled by. */
  key: string;
  delivery: string;
  event: string;
  webhook: string;
  account: string;
  url: string;
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer>;
}

/** What became of a request. */
export interface Result {
  status?: number;
  /** The header of that name, as it is. */
  retryAfter?: string;
  error?: AttemptError;
  /** The beginning of the answer's body. */
  body?: Uint8Array;
}

/** Why there is no answer to an attempt, or none that counts. */
export type AttemptError =
  "timeout" | "connect" | "tls" | "body" | "redirect" | "forbidden_target" | "secret";

export type DeliveryState = "pending" | "held" | "succeeded" | "failed" | "cancelled";

/** What an attempt has come to. */
export interface Settled {
  done: "settled";
  delivery: string;
  event: string;
  webhook: string;
  account: string;
  attempt: number;
  state: DeliveryState;
  error?: AttemptError;
  /** When the next one is made, in Unix milliseconds. */
  next?: number;
  /** Whether the webhook was disabled by it. */
  disabled?: boolean;
}

/** Nothing can be done about it: a record is not readable, or a secret cannot be opened. */
export interface Failed {
  done: "failed";
  cause: string;
}

export type Published =
  | { done: "published"; id: string; due?: number }
  | { done: "refused"; status: number; code: string; message: string }
  | Failed;

/** What the store threw, or that it kept changing. */
export class Unavailable extends Error {}

/** What there is to do about a provider's deliveries, as the module decides it. */
export class Jobs {
  readonly provider: string;
  readonly #api: Api;
  readonly #settings: Settings;

  constructor(provider: string, api: Api, settings: Settings) {
    this.provider = provider;
    this.#api = api;
    this.#settings = settings;
  }

  /** Unix milliseconds. */
  now(): number {
    return this.#settings.clock();
  }

  /** What is due, from behind a key or a position on. */
  next(after: string | undefined): Promise<Due> {
    return this.#work("next", [after]);
  }

  /** Takes an item from the queue. */
  begin(key: string): Promise<Begun> {
    return this.#work("begin", [key]);
  }

  /** Writes what became of a request that was begun. */
  settle(
    key: string,
    { started, duration, status, retryAfter, error, body }: Result & Times,
  ): Promise<Settled | Failed | { done: "gone" }> {
    const numbers = [started, duration, status].map((number) => number?.toString());
    return this.#work("settle", [key, ...numbers, retryAfter, error], [body]);
  }

  publish(account: string | undefined, type: string, data?: Uint8Array): Promise<Published> {
    return this.#work("publish", [account, type], [data]);
  }

  /** Makes due some of what was begun before that, and not settled: whoever had begun it is gone. */
  reclaim(
    before: number,
    after: string | undefined,
  ): Promise<{ done: "reclaimed"; after?: string } | Failed> {
    return this.#work("reclaim", [String(before), after]);
  }

  /** Deletes some of what is older than that, and done with. */
  sweep(before: number): Promise<{ done: "swept"; more: boolean } | Failed> {
    return this.#work("sweep", [String(before)]);
  }

  /**
   * @throws {Unavailable}
   * @throws what the module throws
   */
  async #work<Done>(
    kind: string,
    texts: (string | undefined)[],
    given: Fact[] = [],
  ): Promise<Done> {
    const { random, clock } = this.#settings;
    const now = clock();
    const facts = new Facts(this.#settings, { given, now });
    const question = { texts: [kind, ...texts], facts: facts.texts };
    const done = await carryOut<Job>(
      () => this.#api.work(question, random, now),
      facts,
      this.#settings,
    );
    if ("fault" in done) throw new Unavailable(done.cause);
    return done as unknown as Done;
  }
}

interface Times {
  /** In Unix milliseconds. */
  started: number;
  /** In milliseconds. */
  duration: number;
}
