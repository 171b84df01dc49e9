import { type VerificationErrorCode, WebhookVerificationError } from "../errors.js";
import { type Delivery, KeyedScheme, type SecretInput, type Verified } from "../hook.js";
import { bodyBytes, findHeaders, given, readBody } from "../input.js";
import { readEvent } from "../receive.js";
import { resolve, type Scheme, type SchemeInput } from "../scheme.js";

/**
 * What a delivery turned out to be. `valid` is null where no secret is known that could tell.
 *
 * @example import type { Verdict } from "anyhook/inbox";
 */
export type Verdict = ValidVerdict | InvalidVerdict | UnverifiedVerdict;

/** A genuine delivery. */
export interface ValidVerdict extends Verified {
  valid: true;
  scheme: string;
  /** Where the scheme is a provider's: what its event says of itself. */
  event?: EventSummary | UnreadableEvent;
  /** Other schemes that the same signature is good under. */
  also?: string[];
}

/** One that is not. */
export interface InvalidVerdict {
  valid: false;
  /** None where no scheme could be tried. */
  scheme?: string;
  code: VerificationErrorCode | "malformed_secret";
  message: string;
  /** The likely cause, as `explain` finds it. */
  cause?: string;
}

/** One that no secret is known for. What it says of itself is anybody's word. */
export interface UnverifiedVerdict {
  valid: null;
  code: "no_secret";
  message: string;
  /** The schemes that its headers belong to. */
  schemes: string[];
  event?: EventSummary;
}

/** What an event says of itself, without its data. */
export interface EventSummary {
  type: string;
  /** Whether the provider's pages list the type. */
  known: boolean;
  id?: string;
  unsignedId?: string;
  resourceId?: string;
  /** Where the body came encrypted: whether anyhook assumes the form of that. */
  encrypted?: { assumed: boolean };
  /** What was encrypted. */
  payload?: string;
}

/** Why a body is not the provider's event. */
export interface UnreadableEvent {
  unreadable: string;
}

/**
 * Tells whether a delivery is genuine, and what its event is: as `verify` and `receive` do, with an
 * answer where they throw. Only a fault of the caller's is thrown on.
 *
 * @throws {WebhookConfigurationError} when the call is wrong
 * @example
 * import { judge } from "anyhook/inbox";
 *
 * const verdict = judge("conduit", { secret, headers: request.headers, body });
 * if (verdict.valid) console.log(verdict.event);
 */
export function judge(
  scheme: SchemeInput,
  delivery: Delivery & { secret: SecretInput },
): ValidVerdict | InvalidVerdict {
  const keyed = new KeyedScheme(resolve(scheme), given(delivery).secret);
  const { id: name, provider } = keyed.scheme.info;
  try {
    const verified = keyed.verify(delivery);
    const verdict: ValidVerdict = { valid: true, scheme: name, ...verified };
    if (provider) verdict.event = summaryOf(keyed, delivery, verified.id);
    return verdict;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { valid: false, scheme: name, code: error.code, message: error.message };
  } finally {
    keyed.dispose();
  }
}

/** What an event says of itself, whether it is genuine or not. */
export function summaryOf(
  reader: Parameters<typeof readEvent>[0],
  { headers, body }: Pick<Delivery, "headers" | "body">,
  signedId = headerId(reader.scheme, headers),
): EventSummary | UnreadableEvent {
  try {
    const raw = bodyBytes(readBody(body));
    const signed = signedId === undefined ? {} : { id: signedId };
    const event = readEvent(reader, headers, raw, signed);
    const { type, known, id, unsignedId, resourceId, payload } = event;
    const ids = { ...(id && { id }), ...(unsignedId && { unsignedId }) };
    const summary: EventSummary = { type, known, ...ids, ...(resourceId && { resourceId }) };
    if (payload) {
      summary.encrypted = { assumed: reader.scheme.encryption?.assumed === true };
      summary.payload = decoder.decode(payload);
    }
    return summary;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { unreadable: error.message };
  }
}

/** The delivery's id, where the scheme has a header for it. */
function headerId({ headerNames, idIndex }: Scheme, headers: Delivery["headers"]) {
  const name = headerNames[idIndex];
  const [found] = name === undefined ? [] : findHeaders(headers, [name]);
  return typeof found === "string" ? found : undefined;
}

const decoder = new TextDecoder();
