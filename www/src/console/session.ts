/** What the console knows: credentials, webhooks that were seen, and the requests of this tab. */
import type { ProviderInfo } from "anyhook";
import { CONSOLE, keep, kept, TARGET } from "../kept.js";
import { placesOf, valuesAt } from "../provider/answer.js";
import { wireName } from "../provider/schema.js";
import { type Credentials, fit, keysOf, madeUp } from "./credentials.js";
import { parsed } from "./request.js";
import { askServer, type Exchange, send, type Sending } from "./send.js";
import { advancePage, type Ask, clear, move, pageService, type Place } from "./service.js";
import type { Target } from "./target.js";

export interface Webhook {
  id: string;
  url: string | undefined;
}

/** More requests are not remembered. */
const LONGEST_HISTORY = 100;

let credentials = new Map<string, Credentials>();
/** By account: those of other credentials are of no use. */
let webhooks = new Map<string, Webhook[]>();
let requests: Exchange[] = [];
let isKept = false;

read(kept(CONSOLE));

/** Where the page's service holds what it holds. */
export const place = (): Place => (isKept ? "indexedDb" : "memory");

let last: Promise<unknown> = Promise.resolve();

/** One after the other: nothing is written where all is just being moved from. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const mine = last.then(act, act);
  last = mine;
  return mine;
}

/** Sends a request, with what the session has. */
export const perform = (sending: Sending): Promise<Exchange> =>
  sending.target === "page" ? inTurn(() => send(sending, place())) : send(sending, place());

/** Asks whichever is the target; nothing is taken down of it. */
export const ask = (target: Target, request: Request): ReturnType<Ask> =>
  target === "page"
    ? inTurn(async () => (await pageService(place()))(request))
    : askServer(request);

/** Sets the clock of the page's service forward, by a number of milliseconds. */
export const advanceClock = (milliseconds: number): Promise<void> =>
  inTurn(() => advancePage(place(), milliseconds));

function read(text: string | undefined): void {
  if (text === undefined) return;
  isKept = true;
  try {
    const all = JSON.parse(text) as { credentials: []; webhooks: [] };
    credentials = new Map(all.credentials);
    webhooks = new Map(all.webhooks);
  } catch {
    // Of another version of the page: credentials are made anew.
  }
}

function save(): boolean {
  const text = JSON.stringify({ credentials: [...credentials], webhooks: [...webhooks] });
  return keep(CONSOLE, isKept ? text : undefined) === isKept;
}

export function credentialsOf(info: ProviderInfo): Credentials {
  const before = credentials.get(info.id);
  if (before && fit(before, info)) return before;
  const made = madeUp(info);
  setCredentials(info.id, made);
  return made;
}

export function setCredentials(provider: string, made: Credentials): void {
  credentials.set(provider, made);
  save();
}

/** The webhooks that were seen with the provider's credentials as they are now, the newest first. */
export const webhooksOf = (target: Target, info: ProviderInfo): readonly Webhook[] =>
  webhooks.get(account(target, info)) ?? [];

const account = (target: Target, info: ProviderInfo): string =>
  JSON.stringify([target, info.id, keysOf(credentialsOf(info), info)]);

/** The requests to a provider, the newest first. */
export const history = (provider: string): readonly Exchange[] =>
  requests.filter((exchange) => exchange.provider === provider);

/** Takes a request down, and what its answer tells of webhooks. */
export function remember(exchange: Exchange, info: ProviderInfo): void {
  requests = [exchange, ...requests].slice(0, LONGEST_HISTORY);
  const { answer, operation, target, subject } = exchange;
  if (typeof answer === "string") return;
  const at = account(target, info);
  const before = webhooks.get(at) ?? [];
  const good = answer.status === info.operations?.[operation]?.success.status;
  const gone = (good && operation === "delete") || answer.status === 404 ? subject : undefined;
  const seen = good && operation !== "delete" ? webhooksIn(answer.body, operation, info) : [];
  const rest = before.filter(({ id }) => id !== gone && !seen.some((one) => one.id === id));
  webhooks.set(at, [...seen.reverse(), ...rest]);
  save();
}

function webhooksIn(body: string, operation: string, info: ProviderInfo): Webhook[] {
  const answer = parsed(body);
  const url = wireName(info, "url") ?? "";
  return placesOf(info, operation, "record.id").flatMap((path) => {
    const key = path.at(-1) ?? "";
    return valuesAt(answer, path.slice(0, -1)).map((record) => ({
      id: String(valuesAt(record, [key])[0]),
      url: valuesAt(record, [url]).find((value) => typeof value === "string") as string | undefined,
    }));
  });
}

/**
 * Keeps everything in this browser, or in this tab alone.
 *
 * @throws what IndexedDB threw; then it stays where it was
 */
export const keepState = (on: boolean): Promise<void> => inTurn(() => moveTo(on));

async function moveTo(on: boolean): Promise<void> {
  await move(place(), on ? "indexedDb" : "memory");
  isKept = on;
  if (save()) return;
  isKept = false;
  await move("indexedDb", "memory");
  throw new Error("the browser did not allow keeping the credentials");
}

/**
 * Leaves nothing behind, neither in this tab nor in the browser; a server keeps what it has.
 *
 * @throws what IndexedDB threw; all but what it holds is forgotten then
 */
export const forget = (): Promise<void> => inTurn(forgetAll);

async function forgetAll(): Promise<void> {
  const before = place();
  isKept = false;
  credentials = new Map();
  webhooks = new Map();
  requests = [];
  save();
  keep(TARGET, undefined);
  await clear(before);
}
