import { invalidArgument } from "../errors.js";
import { given, isBytes, kindOf } from "../input.js";
import type { InboxEntry } from "./entry.js";

/**
 * How a request is answered.
 *
 * @example import type { InboxAnswer } from "anyhook/inbox";
 */
export interface InboxAnswer {
  /** From 200 to 599; unless given, 401 to what is not valid, and 200 to all else. */
  status?: number | undefined;
  /** Milliseconds to wait before. */
  delay?: number | undefined;
  /** Whether it is not answered at all: until the sender gives up, or the inbox is closed. */
  hang?: boolean | undefined;
  /** The header `Retry-After`: seconds, or a date as HTTP writes it. */
  retryAfter?: number | string | undefined;
  /** What it says; a JSON document of the verdict, unless given. */
  body?: string | Uint8Array<ArrayBuffer> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Decides on an answer when a request is there. */
export type Answerer = (
  entry: InboxEntry,
  request: InboxRequest,
) => InboxAnswer | undefined | Promise<InboxAnswer | undefined>;

/** A request as it came, with what an entry withholds. */
export interface InboxRequest {
  method: string;
  url: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

/** What timers count to. */
const LONGEST_DELAY = 2 ** 31 - 1;

const CHECKS: Record<keyof InboxAnswer, [(value: unknown) => boolean, expected: string]> = {
  status: [(value) => isWhole(value, 200, 599), "a whole number from 200 to 599"],
  delay: [
    (value) => typeof value === "number" && value >= 0 && value <= LONGEST_DELAY,
    `milliseconds from 0 to ${LONGEST_DELAY}`,
  ],
  hang: [(value) => typeof value === "boolean", "true or false"],
  retryAfter: [
    (value) =>
      isWhole(value, 0, Number.MAX_SAFE_INTEGER) ||
      (typeof value === "string" && /^[ -~]{1,100}$/.test(value)),
    "seconds, or a date as HTTP writes it",
  ],
  body: [(value) => typeof value === "string" || isBytes(value), "a string or bytes"],
  headers: [areHeaders, "an object of header names and values"],
};

/**
 * Checks an answer, from whomever it comes.
 *
 * @throws {WebhookConfigurationError} `invalid_argument`
 */
export function readAnswer(answer: unknown): InboxAnswer {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw invalidArgument(`the answer is ${kindOf(answer)}, expected an object`);
  }
  for (const [name, value] of Object.entries(given(answer))) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof InboxAnswer] : undefined;
    if (!check) {
      const names = Object.keys(CHECKS).map((one) => `\`${one}\``);
      throw invalidArgument(
        `an answer has no \`${name.slice(0, 100)}\`: it has ${names.join(", ")}`,
      );
    }
    const [accepts, expected] = check;
    if (value === undefined || accepts(value)) continue;
    throw invalidArgument(`the answer's \`${name}\` is ${kindOf(value)}, expected ${expected}`);
  }
  return { ...(answer as InboxAnswer) };
}

const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

function areHeaders(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    void new Headers(value as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** Statuses that have no body. */
const BODILESS: readonly number[] = [204, 205, 304];

/** The response to a request, where `status` and `body` say what an answer does not. */
export function responseTo(
  request: { method: string },
  answer: InboxAnswer,
  status: number,
  body: object,
): Response {
  const headers = new Headers({ "content-type": "application/json", ...answer.headers });
  if (answer.retryAfter !== undefined) headers.set("retry-after", `${answer.retryAfter}`);
  const isBodiless = BODILESS.includes(status) || request.method === "HEAD";
  if (BODILESS.includes(status)) headers.delete("content-type");
  const content = answer.body ?? JSON.stringify(body);
  return new Response(isBodiless ? null : content, { status, headers });
}
