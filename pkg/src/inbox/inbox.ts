import { invalidArgument } from "../errors.js";
import { given, kindOf, option } from "../input.js";
import { readBody } from "../service/body.js";
import { targetOf } from "../service/target.js";
import {
  type Answerer,
  type InboxAnswer,
  type InboxRequest,
  readAnswer,
  responseTo,
} from "./answer.js";
import { Ids, type InboxEntry, type InboxRefusal } from "./entry.js";
import { Examiner, type InboxKeys } from "./examiner.js";
import type { Verdict } from "./verdict.js";
import { wait } from "./wait.js";
import { shownPath, withhold } from "./withhold.js";

/**
 * What an inbox is made of.
 *
 * @example import type { InboxOptions } from "anyhook/inbox";
 */
export interface InboxOptions extends InboxKeys {
  /** Seconds that a timestamp may lie from the clock: the scheme's own, unless given. */
  tolerance?: number | undefined;
  /** How many requests it keeps, the newest: 100, unless given. */
  keep?: number | undefined;
  /** How many bytes these may have together: 8 MiB, unless given. The newest is kept whatever it has. */
  keepBytes?: number | undefined;
  /** The largest body, in bytes: 1 MiB, unless given. A larger one is answered 413, and not kept. */
  maxBody?: number | undefined;
  /** How long a body may take to arrive, in milliseconds: 10,000, unless given; then it is answered 408. */
  bodyTimeout?: number | undefined;
  /** As `answerWith`. */
  answer?: InboxAnswer | readonly InboxAnswer[] | Answerer | undefined;
  /** Unix milliseconds; `Date.now`, unless given. */
  clock?: (() => number) | undefined;
}

/** Whether a request has come, or its answer has gone. */
export type InboxMoment = "arrived" | "answered";

/**
 * Takes any request, verifies it, keeps it, and answers as it is told to.
 *
 * @example import type { Inbox } from "anyhook/inbox";
 */
export interface Inbox {
  /** Answers a request. Can be passed on as it is. */
  fetch: (request: Request) => Promise<Response>;
  /** The requests that are kept, the newest last. */
  entries(): InboxEntry[];
  /** Tells of each request, when it has come and when it was answered. Returns what ends that. */
  subscribe(listener: (entry: InboxEntry, moment: InboxMoment) => void): () => void;
  /**
   * How to answer from now on: always the same, or by a function. A list is of answers to the next
   * requests, one each; after them it goes on as before.
   *
   * @throws {WebhookConfigurationError} `invalid_argument`
   */
  answerWith(answer: InboxAnswer | readonly InboxAnswer[] | Answerer): void;
  /**
   * What to verify with from now on.
   *
   * @throws {WebhookConfigurationError} `malformed_secret` and the like
   */
  verifyWith(keys: InboxKeys): void;
  /** Forgets the requests, and the ids that were seen. */
  clear(): void;
  /** Answers those that wait or hang with 503, and all that follow. */
  close(): void;
}

const DEFAULTS = { keep: 100, keepBytes: 8 << 20, maxBody: 1 << 20, bodyTimeout: 10_000 };
/** Longer than requests are kept: a retry may come hours after what it repeats. */
const MOST_IDS = 1000;

/**
 * Makes an inbox: an endpoint to point webhooks at while you develop, and in tests.
 *
 * @throws {WebhookConfigurationError}
 * @example
 * import { createInbox } from "anyhook/inbox";
 *
 * const inbox = createInbox({ scheme: "conduit", secret });
 * inbox.answerWith([{ status: 503, retryAfter: 1 }, { delay: 2000 }]);
 * const response = await inbox.fetch(request);
 */
export function createInbox(options: InboxOptions = {}): Inbox {
  const limits = readLimits(given(options));
  const clock = option(options, "clock") ?? Date.now;
  const tolerance = option(options, "tolerance");
  let examiner = new Examiner(keysOf(options));
  const answers = new Answers();
  const told = option(options, "answer");
  if (told !== undefined) answers.tell(told);
  const kept = new Kept(limits);
  const ids = new Ids(MOST_IDS);
  const listeners = new Set<(entry: InboxEntry, moment: InboxMoment) => void>();
  const tell = (entry: InboxEntry, moment: InboxMoment): void => {
    for (const listener of listeners) listener(entry, moment);
  };
  const closing = new AbortController();
  let count = 0;

  return {
    async fetch(request) {
      const { path, query } = targetOf(request.url);
      const time = clock();
      const read = await readBody(request, limits.maxBody, limits.bodyTimeout);
      if (closing.signal.aborted) return responseTo(request, {}, 503, { code: "closed" });
      const number = ++count;
      const entry: Writable<InboxEntry> = {
        number,
        time,
        method: request.method,
        path: shownPath(path, query),
        ...withhold(request.headers),
        body: typeof read === "string" ? new Uint8Array() : (read as Uint8Array<ArrayBuffer>),
      };
      const answered = (answer: InboxAnswer, status: number, body: object): Response => {
        entry.status = status;
        const response = responseTo(request, answer, status, body);
        tell(entry, "answered");
        return response;
      };
      if (typeof read === "string") {
        const refusal = refusalOf(read, limits);
        entry.refused = refusal;
        kept.add(entry);
        tell(entry, "arrived");
        return answered({}, STATUSES[refusal.code], { code: refusal.code });
      }
      const { headers, body } = { headers: request.headers, body: entry.body };
      const verdict = examiner.examine({ headers, body, now: time / 1000, tolerance });
      entry.verdict = verdict;
      Object.assign(entry, ids.count(verdict, number));
      kept.add(entry);
      const chosen = answers.next();
      tell(entry, "arrived");
      const { method, url } = request;
      const answer = await chosen(entry, { method, url, headers, body });
      const delay = answer.hang ? Number.POSITIVE_INFINITY : (answer.delay ?? 0);
      if (delay > 0) {
        // Asked for where it is needed: to make one is most of the work that such a request is.
        const { signal } = request as { signal?: AbortSignal };
        await wait(delay, [signal, closing.signal]);
        // Nobody sees this, and it is no answer that was given.
        if (signal?.aborted) return responseTo(request, {}, 503, { code: "aborted" });
      }
      if (closing.signal.aborted) return answered({}, 503, { code: "closed" });
      return answered(answer, answer.status ?? statusOf(verdict), toldOf(verdict));
    },
    entries: () => kept.entries(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    answerWith: (answer) => answers.tell(answer),
    verifyWith(keys) {
      examiner = new Examiner(keysOf(given(keys)));
    },
    clear() {
      kept.clear();
      ids.clear();
    },
    close: () => closing.abort(),
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Limits = typeof DEFAULTS;

function readLimits(options: InboxOptions): Limits {
  const limits = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof Limits)[]) {
    const value = option(options, name);
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 0) {
      throw invalidArgument(`\`${name}\` is ${kindOf(value)}, expected a whole number from 0 up`);
    }
    limits[name] = value;
  }
  return limits;
}

const keysOf = (keys: InboxKeys): InboxKeys => ({
  scheme: option(keys, "scheme"),
  secret: option(keys, "secret"),
});

/** The answers that were asked for. */
class Answers {
  #always: Answerer = () => undefined;
  #next: InboxAnswer[] = [];

  tell(answer: InboxAnswer | readonly InboxAnswer[] | Answerer): void {
    if (typeof answer === "function") {
      this.#always = answer;
      this.#next = [];
    } else if (Array.isArray(answer)) {
      this.#next = answer.map(readAnswer);
    } else {
      const one = readAnswer(answer);
      this.#always = () => one;
      this.#next = [];
    }
  }

  /** What answers the request that is there now. */
  next(): (entry: InboxEntry, request: InboxRequest) => Promise<InboxAnswer> {
    const next = this.#next.shift();
    if (next) return async () => next;
    const always = this.#always;
    return async (entry, request) => readAnswer((await always(entry, request)) ?? {});
  }
}

/** The newest entries, as many as there is room for. */
class Kept {
  #entries: InboxEntry[] = [];
  #bytes = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  add(entry: InboxEntry): void {
    const { keep, keepBytes } = this.#limits;
    if (keep === 0) return;
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    while (this.#entries.length > keep || (this.#bytes > keepBytes && this.#entries.length > 1)) {
      const oldest = this.#entries.shift();
      if (oldest) this.#bytes -= sizeOf(oldest);
    }
  }

  entries(): InboxEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries = [];
    this.#bytes = 0;
  }
}

function sizeOf({ body, headers, path, verdict }: InboxEntry): number {
  const texts = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  // Of a verdict only what its messages quote varies, and that is bounded.
  return body.length + texts + path.length + (verdict ? 1024 : 0);
}

const STATUSES: Record<InboxRefusal["code"], number> = {
  body_too_large: 413,
  body_incomplete: 400,
  body_timeout: 408,
};

function refusalOf(situation: string, { maxBody, bodyTimeout }: Limits): InboxRefusal {
  switch (situation) {
    case "body_too_large":
      return { code: situation, message: `the body is larger than ${maxBody} bytes` };
    case "body_timeout":
      return { code: situation, message: `the body did not arrive within ${bodyTimeout / 1000} s` };
    default:
      return { code: "body_incomplete", message: "the connection closed before the body ended" };
  }
}

const statusOf = ({ valid }: Verdict): number => (valid === false ? 401 : 200);

/** What the sender is told: the code and no more, since an explanation holds the right signature. */
const toldOf = (verdict: Verdict): object =>
  verdict.valid === false ? { code: verdict.code } : { valid: verdict.valid };
