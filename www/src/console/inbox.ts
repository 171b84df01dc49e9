/** The endpoints in the page: an inbox for each provider, under a name that nothing outside has. */
import { sign } from "anyhook";
import type { Inbox, InboxAnswer, InboxEntry } from "anyhook/inbox";
import type { Known } from "../registry.js";
import { now } from "./clock.js";

const ORIGIN = "https://inbox.example";

/** The URL of the inbox that is in this page. */
export const pageInboxUrl = (provider: string): string =>
  `${ORIGIN}/${encodeURIComponent(provider)}`;

/** How an inbox answers; what is left out is as a good receiver does. */
export type Answering = Pick<InboxAnswer, "status" | "delay" | "hang" | "retryAfter">;

/** What was said of a provider's inbox. */
interface Told {
  answering: Answering;
  /** What it verifies with in place of the webhook's own secret. */
  secret: string;
}

const told = new Map<string, Told>();
const inboxes = new Map<string, Inbox>();
let load: Promise<typeof import("anyhook/inbox")> | undefined;

function toldOf(provider: string): Told {
  const found = told.get(provider) ?? { answering: {}, secret: "" };
  told.set(provider, found);
  return found;
}

async function inboxOf(provider: string): Promise<Inbox> {
  const { createInbox } = await (load ??= import("anyhook/inbox"));
  const found = inboxes.get(provider) ?? createInbox({ clock: now });
  inboxes.set(provider, found);
  return found;
}

/** What it took, the newest last. */
export const entriesOf = (provider: string): InboxEntry[] => inboxes.get(provider)?.entries() ?? [];

export const answeringOf = (provider: string): Answering => toldOf(provider).answering;

export const secretOf = (provider: string): string => toldOf(provider).secret;

/** How it answers from now on. */
export function setAnswering(provider: string, answering: Answering): void {
  toldOf(provider).answering = answering;
}

/**
 * @param secret empty for the webhook's own
 * @throws {WebhookConfigurationError} where it has not the form of the provider's
 */
export function setSecret({ info, input }: Known, secret: string): void {
  if (secret !== "") sign(input, { secret, body: "" });
  toldOf(info.id).secret = secret;
}

export const clearInbox = (provider: string): void => inboxes.get(provider)?.clear();

export function forgetInboxes(): void {
  for (const inbox of inboxes.values()) inbox.close();
  inboxes.clear();
  told.clear();
}

/** The provider whose inbox a URL leads to. */
export function providerAt(url: string): string | undefined {
  const { origin, pathname } = new URL(url);
  return origin === ORIGIN ? decodeURIComponent(pathname.split("/")[1] ?? "") : undefined;
}

/**
 * Gives a request to a provider's inbox.
 *
 * @param secrets what it verifies with
 * @throws where there is no answer, as a transport does
 */
export async function take(
  { info, input }: Known,
  request: Request,
  secrets: readonly string[],
): Promise<{ response: Response; entry: InboxEntry | undefined }> {
  const inbox = await inboxOf(info.id);
  const { answering } = toldOf(info.id);
  // Without any, it cannot tell.
  inbox.verifyWith({ scheme: input, ...(secrets.length > 0 && { secret: secrets }) });
  inbox.answerWith(answering);
  const sender = new AbortController();
  let entry: InboxEntry | undefined;
  const end = inbox.subscribe((arrived) => {
    entry = arrived;
    // Nobody has to wait ten seconds to see that there is no answer.
    if (answering.hang) sender.abort();
  });
  try {
    const response = await inbox.fetch(new Request(request, { signal: sender.signal }));
    if (answering.hang) throw Object.assign(new NoAnswer(), { entry });
    return { response, entry };
  } finally {
    end();
  }
}

/** By its code the service knows it for a time-out. */
export class NoAnswer extends Error {
  readonly code = "ETIMEDOUT";
  entry?: InboxEntry | undefined;
}
