import {
  type Delivery,
  isAssumed,
  receive,
  type SecretInput,
  type VerificationErrorCode,
  type Verified,
  verify,
  WebhookVerificationError,
} from "anyhook";
import { type Chosen, isProvider } from "./scheme.js";
import { ago, printable } from "./text.js";

/** What a verification came to, in the form that `--json` prints. */
export type Outcome = Valid | Invalid;

export interface Valid extends Verified {
  valid: true;
  scheme: string;
  /** Where the scheme is a provider's: what its event says of itself. */
  event?: Event | { unreadable: string };
}

export interface Invalid {
  valid: false;
  scheme: string;
  code: VerificationErrorCode;
  message: string;
}

interface Event {
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

/** Verifies, and reads the event of a provider. A configuration error is thrown on. */
export function judge(chosen: Chosen, delivery: Delivery & { secret: SecretInput }): Outcome {
  const scheme = chosen.info.id;
  try {
    const verified = verify(chosen.scheme, delivery);
    return { valid: true, scheme, ...verified, ...eventOf(chosen, delivery) };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { valid: false, scheme, code: error.code, message: error.message };
  }
}

/** The event of a delivery that is genuine already, whatever its body holds. */
export function eventOf(
  chosen: Chosen,
  delivery: Delivery & { secret: SecretInput },
): Pick<Valid, "event"> {
  if (!isProvider(chosen)) return {};
  try {
    const { type, known, id, unsignedId, resourceId, payload } = receive(chosen.scheme, delivery);
    const ids = { ...(id && { id }), ...(unsignedId && { unsignedId }) };
    const event: Event = { type, known, ...ids, ...(resourceId && { resourceId }) };
    if (payload) {
      event.encrypted = { assumed: isAssumed(chosen.scheme, "/delivery/encryption") };
      event.payload = new TextDecoder().decode(payload);
    }
    return { event };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { event: { unreadable: error.message } };
  }
}

/** The outcome in one line. */
export function summary(outcome: Outcome, now: number, secretCount: number): string {
  if (!outcome.valid) return `invalid: ${outcome.code}: ${printable(outcome.message)}`;
  const { scheme, event, id, timestamp, secretIndex, assumed } = outcome;
  const parts: string[] = [printable(scheme)];
  if (event) parts.push(...describeEvent(event));
  if (id !== undefined) parts.push(`id ${printable(id, 100)}`);
  if (timestamp !== undefined) parts.push(`signed ${ago(now - timestamp)}`);
  if (secretCount > 1) parts.push(`by secret ${secretIndex + 1} of ${secretCount}`);
  if (assumed) parts.push("under a scheme that anyhook assumes");
  return `valid: ${parts.join(", ")}`;
}

/** What an event says of itself, in phrases. */
export function describeEvent(event: Event | { unreadable: string }): string[] {
  if ("unreadable" in event) return [`its event is unreadable (${printable(event.unreadable)})`];
  const parts = [`${printable(event.type, 100)}${event.known ? "" : " (an unlisted type)"}`];
  if (event.id !== undefined) parts.push(`event id ${printable(event.id, 100)}`);
  if (event.unsignedId !== undefined) {
    parts.push(`event id ${printable(event.unsignedId, 100)} (not signed)`);
  }
  if (event.resourceId !== undefined) parts.push(`resource ${printable(event.resourceId, 100)}`);
  const form = event.encrypted?.assumed ? " in a form that anyhook assumes" : "";
  if (event.encrypted) parts.push(`encrypted${form}`);
  return parts;
}
