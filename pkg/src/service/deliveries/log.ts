import type { AttemptError, DeliveryState, Failed, Settled } from "./jobs.js";
import { Unavailable } from "./jobs.js";
import { messageOf } from "../log.js";

/**
 * What a log keeps of deliveries: a line for each attempt, and one for each time that the loop itself could
 * not go on. It never holds a secret, a header, a URL or a body.
 *
 * @example import type { DeliveryLog } from "anyhook/service";
 */
export type DeliveryLog = AttemptLog | DeliveryFaultLog;

/**
 * An attempt, and what it came to.
 *
 * @example import type { AttemptLog } from "anyhook/service";
 */
export interface AttemptLog {
  /** When the attempt was begun, in Unix milliseconds. */
  time: number;
  operation: "attempt";
  provider: string;
  /** The delivery's id, the same on every attempt. */
  delivery: string;
  /** The event's type. */
  event: string;
  /** The webhook's id. */
  webhook: string;
  account: string;
  /** The how many-th attempt it is. */
  attempt: number;
  /** Of the endpoint's answer, where there is one. */
  status?: number;
  /** Why there is no answer, or none that counts. */
  error?: AttemptError;
  /** Milliseconds. */
  duration: number;
  /** The delivery's, after it. */
  state: DeliveryState;
  /** When the next attempt is made, in Unix milliseconds. */
  next?: number;
  /** That the webhook was disabled, since so many attempts failed. */
  disabled?: true;
}

/**
 * Something that kept deliveries from going on for now. What is pending stays so.
 *
 * @example import type { DeliveryFaultLog } from "anyhook/service";
 */
export interface DeliveryFaultLog {
  /** In Unix milliseconds. */
  time: number;
  /**
   * What was done: to find what is due, to begin it, to write what it came to, to delete what is old, to take
   * over what a program had begun that is gone.
   */
  operation: "next" | "begin" | "settle" | "sweep" | "reclaim";
  provider: string;
  /** Of the store, or of anything else. */
  error: "unavailable" | "internal";
  cause: string;
}

export function faultEntry(
  provider: string,
  operation: DeliveryFaultLog["operation"],
  fault: unknown,
  { clock }: { clock: () => number },
): DeliveryFaultLog {
  let time = Date.now();
  try {
    time = clock();
  } catch {
    // It may be the fault that is told.
  }
  const error = fault instanceof Unavailable ? "unavailable" : "internal";
  return { time, operation, provider, error, cause: messageOf(fault) };
}

/** What the module says that cannot be done. */
export class Impossible extends Error {
  constructor({ cause }: Failed) {
    super(cause);
  }
}

export function attemptEntry(
  provider: string,
  settled: Settled,
  attempted: { time: number; duration: number; status?: number | undefined },
): AttemptLog {
  const { delivery, event, webhook, account, attempt, state, error, next, disabled } = settled;
  const { time, duration, status } = attempted;
  const about = { delivery, event, webhook, account, attempt };
  const entry: AttemptLog = { time, operation: "attempt", provider, ...about, duration, state };
  if (status !== undefined) entry.status = status;
  if (error !== undefined) entry.error = error;
  if (next !== undefined) entry.next = next;
  if (disabled) entry.disabled = true;
  return entry;
}
