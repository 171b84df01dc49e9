import type { InboxAnswer, InboxRequest } from "anyhook/inbox";
import { post, UnreachableError } from "./post.js";

/** What came of passing a request on. */
export interface Forwarded {
  answer: InboxAnswer;
  /** Absent where none came. */
  status?: number;
  error?: string;
  /** In milliseconds. */
  duration: number;
}

const LONGEST_WAIT = 10_000;
/** An answer that is longer is passed on without what it says. */
const LARGEST_ANSWER = 64 << 10;

/** Headers of one connection, and what is said anew on another. */
const OWN: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "host",
  "content-length",
]);

/** What is passed back of an answer: what says how its body, and when to come again, is meant. */
const PASSED_BACK = ["content-type", "content-encoding", "retry-after"] as const;

/** Sends a request on, as it came, and makes of what is answered there the answer to give here. */
export async function forward(url: URL, request: InboxRequest): Promise<Forwarded> {
  const started = performance.now();
  const { method, headers, body } = request;
  const passed = { ...passedOn(headers), "content-length": `${body.length}` };
  const sending = { method, timeout: LONGEST_WAIT, most: LARGEST_ANSWER };
  const sent = await post(url, passed, body, sending).catch((error: unknown) => {
    if (error instanceof UnreachableError) return error;
    throw error;
  });
  const duration = Math.round(performance.now() - started);
  if (sent instanceof UnreachableError) {
    return { answer: unreachable, error: sent.message, duration };
  }
  const { status, headers: answered, start, cut } = sent;
  const back = PASSED_BACK.flatMap((name): [string, string][] => {
    const value = answered[name];
    return value === undefined ? [] : [[name, value]];
  });
  const answer = { status, headers: Object.fromEntries(back), body: cut ? "" : start };
  return { answer, status, duration };
}

const unreachable: InboxAnswer = { status: 502, body: '{"code":"not_forwarded"}' };

/** The headers that are not this connection's alone (RFC 9110, 7.6.1). */
export function passedOn(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const all = [...headers];
  const named = all
    .filter(([name]) => name.toLowerCase() === "connection")
    .flatMap(([, value]) => value.split(",").map((one) => one.trim().toLowerCase()));
  const isOwn = (name: string): boolean => OWN.has(name) || named.includes(name);
  return Object.fromEntries(all.filter(([name]) => !isOwn(name.toLowerCase())));
}
