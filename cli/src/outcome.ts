import type { EventSummary, InvalidVerdict, UnreadableEvent, ValidVerdict } from "anyhook/inbox";
import { ago, printable } from "./text.js";

/** What a verification came to, in one line. */
export function summary(
  outcome: ValidVerdict | InvalidVerdict,
  now: number,
  secretCount: number,
): string {
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
export function describeEvent(event: EventSummary | UnreadableEvent): string[] {
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
