/** Where the deliveries of the page's service go: to the inboxes of the page, and nowhere else. */
import type { Verdict } from "anyhook/inbox";
import type { DeliveryLog, Store } from "anyhook/service";
import { find } from "../registry.js";
import { now } from "./clock.js";
import { NoAnswer, providerAt, secretOf, take } from "./inbox.js";
import { secretsAt } from "./secrets.js";

/** A request as it was sent. */
export interface Sent {
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
  /** What the inbox verified it with. */
  secrets: readonly string[];
  /** In Unix milliseconds. */
  time: number;
  /** What the inbox found it to be; absent where it reached none. */
  verdict?: Verdict | undefined;
}

/** More are not remembered. */
const MOST = 500;

/** By delivery and time. */
const all = new Map<string, Sent>();
/** The one that is under way: the page's service sends one after the other. */
let last: Sent | undefined;

const keyOf = (delivery: string, time: number): string => `${delivery} ${time}`;

/** The request of an attempt, where it was made in this tab. */
export const sentOf = (delivery: string, time: number): Sent | undefined =>
  all.get(keyOf(delivery, time));

/** Notes whose request the last one was. */
export function noteAttempt(entry: DeliveryLog): void {
  if (entry.operation !== "attempt" || !last) return;
  all.set(keyOf(entry.delivery, entry.time), last);
  last = undefined;
  const [oldest] = all.keys();
  if (all.size > MOST) all.delete(oldest as string);
}

export function forgetSent(): void {
  all.clear();
  last = undefined;
}

/** A transport that reaches the page's inboxes alone. */
export async function send(request: Request, store: Store): Promise<Response> {
  const { url } = request;
  const body = await request.clone().text();
  const headers = [...request.headers];
  const provider = providerAt(url);
  const known = provider === undefined ? undefined : find(provider);
  const secrets = known ? await secretsFor(store, known.info.id, url) : [];
  const sent: Sent = { url, headers, body, secrets, time: now() };
  last = sent;
  if (!known) throw new Error("this page sends nothing to the network");
  try {
    const { response, entry } = await take(known, request, secrets);
    sent.verdict = entry?.verdict;
    return response;
  } catch (error) {
    if (error instanceof NoAnswer) sent.verdict = error.entry?.verdict;
    throw error;
  }
}

async function secretsFor(store: Store, provider: string, url: string): Promise<string[]> {
  const typed = secretOf(provider);
  return typed === "" ? secretsAt(store, provider, url, now()) : [typed];
}
