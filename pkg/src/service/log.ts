/**
 * What a log keeps of a request. It never holds a secret, a query or a body.
 *
 * @example import type { RequestLog } from "anyhook/service";
 */
export interface RequestLog {
  /** When the request came, in Unix milliseconds. */
  time: number;
  method: string;
  /** Without the query, and no more than 256 characters of it. */
  path: string;
  status: number;
  /** Milliseconds until it was answered. */
  duration: number;
  /** As the answer's `X-Request-Id` has it. */
  requestId?: string;
  provider?: string;
  /** The id of the key that it was made with, in strict mode. */
  key?: string;
  /** Such as `create`, where the request turned out to be one. */
  operation?: string;
  /** What is wrong, such as `unknown_path`, where the answer is an error. */
  error?: string;
  /** What went wrong inside, where that is so: the message of the store's or the module's error. */
  cause?: string;
}

/** What an exception says. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
