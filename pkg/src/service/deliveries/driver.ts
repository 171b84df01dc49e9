import { invalidArgument, WebhookConfigurationError } from "../../errors.js";
import { encoder, given, option, text, toJson } from "../../input.js";
import type { Settings } from "../options.js";
import { attach } from "./clock.js";
import { Dispatcher, type Ran, SCANNED_EVERY } from "./dispatcher.js";
import { Impossible } from "./log.js";
import { Jobs, Unavailable } from "./jobs.js";
import { reclaim } from "./reclaim.js";
import { sweep } from "./sweep.js";
import { setIdleTimeout } from "./timers.js";

/**
 * An event to tell those who have subscribed to it.
 *
 * @example import type { PublishedEvent } from "anyhook/service";
 */
export interface PublishedEvent {
  /** Such as `payment.completed`. */
  type: string;
  /** An object; the example of the provider's file, unless given. */
  data?: unknown;
  /** Whose webhooks are told; everyone's, unless given. */
  account?: string | undefined;
}

const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;
/** How often what is old is deleted, in milliseconds. */
const SWEPT_EVERY = 3_600_000;

/** When deliveries are sent: when it is asked for, or by timers. */
export class Driver {
  readonly #settings: Settings;
  readonly #dispatcher: Dispatcher;
  readonly #jobs: ReadonlyMap<string, Jobs>;
  #isStarted = false;
  #isClosed = false;
  /** Runs in a row that the store has failed. */
  #failures = 0;
  #timer: { at: number; handle: unknown } | undefined;
  #sweptAt = Number.NEGATIVE_INFINITY;
  readonly #detach: (() => void) | undefined;

  constructor(settings: Settings) {
    const { apis, manual } = settings;
    this.#settings = settings;
    this.#dispatcher = new Dispatcher(settings, { apis });
    this.#jobs = new Map([...apis].map(([name, api]) => [name, new Jobs(name, api, settings)]));
    this.#detach = manual && attach(manual, () => this.deliver());
  }

  /** Stores an event. Its deliveries are sent when what is due is. */
  async publish(provider: string, event: PublishedEvent): Promise<{ id: string }> {
    const jobs = this.#jobs.get(provider);
    if (!jobs) {
      const names = [...this.#jobs.keys()].map((name) => `\`${name}\``).join(", ");
      const message = `the provider \`${String(provider)}\` is not served here, expected ${names}`;
      throw new WebhookConfigurationError("unknown_provider", message);
    }
    const type = text("the event's type", given(event).type);
    const account = option(event, "account");
    const data = option(event, "data");
    // It is due at the time at which it is accepted, not at that at which it is stored.
    const now = this.#settings.clock();
    const published = await jobs.publish(
      account === undefined ? undefined : text("the account", account),
      type,
      data === undefined ? undefined : encoder.encode(toJson("the event's data", data as object)),
    );
    if (published.done === "refused")
      throw invalidArgument(`the event is refused: ${published.message}`);
    if (published.done === "failed") throw new Impossible(published);
    this.wake(provider, published.due ?? now);
    return { id: published.id };
  }

  /** Sends what is due until nothing is, and answers when there will be more. */
  async deliver(): Promise<number | undefined> {
    const { next, error } = await this.#run(true);
    if (error !== undefined) throw error;
    return next;
  }

  /** Sends by timers from now on. */
  start(): void {
    if (this.#isStarted || this.#isClosed) return;
    this.#isStarted = true;
    if (this.#settings.store.isAlone) void this.#takeOver();
    else void this.#run(true);
  }

  /** Is told that something of this provider is due then. */
  wake(provider: string, due: number): void {
    this.#dispatcher.wake(provider, due);
    // A store that fails is left alone for a while, whatever comes.
    if (this.#isStarted && !this.#dispatcher.isRunning && this.#failures === 0) this.#arm(due);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#detach?.();
    this.#disarm();
    await this.#dispatcher.close();
  }

  /** Begins with what the program before this one was sending when it ended. */
  async #takeOver(): Promise<void> {
    await reclaim(this.#settings, this.#jobs.values(), () => !this.#isClosed);
    await this.#run(true);
  }

  async #run(isFresh: boolean): Promise<Ran> {
    this.#disarm();
    const ran = await this.#dispatcher.run(isFresh);
    // Whoever else waited for the same run comes here as well: that changes nothing.
    if (this.#isStarted && !this.#isClosed && !this.#dispatcher.isRunning) this.#goOn(ran);
    return ran;
  }

  #goOn({ next, error, isHalted }: Ran): void {
    if (error instanceof Unavailable || (error !== undefined && isHalted)) {
      const wait = Math.min(FIRST_WAIT * 2 ** this.#failures++, LONGEST_WAIT);
      this.#wait(wait, true);
      return;
    }
    this.#failures = 0;
    this.#arm(next);
    const now = this.#settings.timers.now();
    if (now - this.#sweptAt < SWEPT_EVERY) return;
    this.#sweptAt = now;
    void sweep(this.#settings, this.#jobs.values(), () => !this.#isClosed);
  }

  /** Goes on when something is due; before long in any case. */
  #arm(due: number | undefined): void {
    let wait = SCANNED_EVERY;
    try {
      if (due !== undefined) wait = Math.min(Math.max(due - this.#settings.clock(), 0), wait);
    } catch {
      // The next run meets the clock's fault too, and tells of it.
    }
    this.#wait(wait, false);
  }

  #wait(milliseconds: number, isFresh: boolean): void {
    const { timers } = this.#settings;
    const at = timers.now() + milliseconds;
    if (this.#timer && this.#timer.at <= at) return;
    this.#disarm();
    const run = () => {
      this.#timer = undefined;
      void this.#run(isFresh);
    };
    this.#timer = { at, handle: setIdleTimeout(timers, run, milliseconds) };
  }

  #disarm(): void {
    if (this.#timer) this.#settings.timers.clearTimeout(this.#timer.handle);
    this.#timer = undefined;
  }
}
