import { WebhookVerificationError } from "../errors.js";
import type { ProviderInput } from "../provider.js";
import { receive, type WebhookEvent } from "../receive.js";
import type { EndpointFailure } from "./answer.js";
import { decoder, parsed } from "./text.js";
import type { StoredWebhook } from "./webhooks.js";

/**
 * A request that an endpoint got.
 *
 * @example import type { ReceivedRequest } from "anyhook/testing";
 */
export interface ReceivedRequest {
  /** When it came, in Unix milliseconds of the test's clock. */
  readonly time: number;
  readonly method: string;
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What its JSON says; the text, where it is none. */
  readonly body: unknown;
  /** The body's bytes, as they were signed. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** The provider, the id and the account of the webhook that it came from, as far as one of this URL is there. */
  readonly provider?: string;
  readonly webhook?: string;
  readonly account?: string;
  /** Whether it is genuine by the secret of that webhook. */
  readonly verified: boolean;
  /** What `receive` makes of it, where it is. */
  readonly event?: WebhookEvent;
  /** Why it is not. */
  readonly problem?: { readonly code: string; readonly message: string };
  /** What it was answered with; absent while it waits for that. */
  readonly answer?: number | EndpointFailure | "error";
}

export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Takes a request down, with what it is found to be. */
export function takeDown(
  request: Request,
  raw: Uint8Array<ArrayBuffer>,
  time: number,
  candidates: readonly StoredWebhook[],
  inputOf: (provider: string) => ProviderInput,
): Writable<ReceivedRequest> {
  const { method, url } = request;
  const headers = Object.fromEntries(request.headers);
  const body = parsed(decoder.decode(raw));
  const received = { time, method, url, headers, body, raw };
  let first: Partial<ReceivedRequest> | undefined;
  for (const { provider, id, account, secrets } of candidates) {
    const about = { provider, webhook: id, account };
    if (secrets.length === 0) {
      first ??= { ...about, problem: NO_SECRET };
      continue;
    }
    try {
      const delivery = { secret: secrets, headers: request.headers, body: raw, now: time / 1000 };
      const event = receive(inputOf(provider), delivery) as WebhookEvent;
      return { ...received, ...about, verified: true, event };
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      const { code, message } = error;
      first ??= { ...about, problem: { code, message } };
    }
  }
  return { ...received, verified: false, problem: NO_WEBHOOK, ...first };
}

const NO_SECRET = {
  code: "no_secret",
  message: "the account has no signing secret, so nothing is signed",
};
const NO_WEBHOOK = { code: "no_webhook", message: "no webhook has this URL any more" };
