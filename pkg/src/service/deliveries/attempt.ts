import { connectionError } from "./connection-error.js";
import type { Outgoing, Result } from "./jobs.js";
import type { Ending, Timers } from "./timers.js";

/** No answer that counts has to be longer: more of it is not read. */
const MOST_READ = 16 << 10;
/** As much of it is kept. */
const MOST_KEPT = 1024;
/** No such header has to be longer. */
const LONGEST_RETRY_AFTER = 100;

/** How requests are sent: as `fetch` does it. */
export type Transport = (request: Request) => Promise<Response>;

/** The same, of what makes a request: Node's `fetch` makes one of its own, also of one that is there. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

export interface AttemptOptions {
  send: Send;
  /** Milliseconds. */
  timeout: number;
  timers: Timers;
  ending: Ending;
}

/** Whatever the endpoint does, `timeout` milliseconds later there is a result. It never throws. */
export function attempt(
  outgoing: Pick<Outgoing, "url" | "headers" | "body">,
  { send, timeout, timers, ending }: AttemptOptions,
): Promise<Result> {
  const exchange = new Exchange();
  return new Promise((resolve) => {
    const settle = (result: Result) => {
      timers.clearTimeout(timer);
      ignore();
      resolve(result);
    };
    const late = () => {
      settle({ ...exchange.result, error: "timeout" });
      exchange.abort();
    };
    // Not the transport's own: one that heeds no signal is given up all the same.
    const timer = timers.setTimeout(late, timeout);
    const ignore = ending.on(late);
    void exchange.carryOut(outgoing, send).then(() => settle(exchange.result));
  });
}

/** One request and its answer, as far as it came. */
class Exchange {
  readonly result: Result = {};
  readonly #controller = new AbortController();
  #cancel = () => {};

  async carryOut(
    { url, headers, body }: Pick<Outgoing, "url" | "headers" | "body">,
    send: Send,
  ): Promise<void> {
    const { result } = this;
    const { signal } = this.#controller;
    let response: Response;
    try {
      const init = { method: "POST", headers, body, redirect: "manual" as const, signal };
      response = await send(url, init);
    } catch (error) {
      result.error = connectionError(error);
      return;
    }
    try {
      // Browsers tell nothing of a redirect but that there is one.
      const { type, status } = response;
      const isOpaque = type === "opaqueredirect";
      if (isOpaque || (status >= 300 && status < 400)) result.error = "redirect";
      if (!isOpaque) result.status = status;
      const retryAfter = response.headers.get("retry-after");
      if (retryAfter !== null) result.retryAfter = retryAfter.slice(0, LONGEST_RETRY_AFTER);
      await this.#read(response);
    } catch {
      result.error ??= "body";
    }
  }

  /** Ends it, whatever it waits for. */
  abort(): void {
    this.#controller.abort();
    this.#cancel();
  }

  async #read({ body }: Response): Promise<void> {
    if (!body) return;
    const reader = body.getReader();
    this.#cancel = () => void reader.cancel().catch(() => {});
    // It came too late, from a transport that goes on all the same.
    if (this.#controller.signal.aborted) this.#cancel();
    const kept = new Uint8Array(MOST_KEPT);
    let length = 0;
    try {
      while (length <= MOST_READ) {
        const { done, value } = await reader.read();
        if (done) return;
        if (length < MOST_KEPT) kept.set(value.subarray(0, MOST_KEPT - length), length);
        length += value.length;
      }
      this.result.error ??= "body";
    } finally {
      this.result.body = kept.subarray(0, Math.min(length, MOST_KEPT));
      this.#cancel();
    }
  }
}
