import { invalidArgument } from "./errors.js";
import { ProviderQuestion } from "./generated/anyhook.js";
import { encoder, given, option, text, toJson } from "./input.js";
import { type ProviderInput, resolveProvider } from "./provider.js";
import { eventRules } from "./scheme.js";
import { lookUp, own } from "./pointer.js";

/** What a subscription may list. */
export interface EventTypeInfo {
  /** Such as `payment.completed`; a selector's name, such as `payment.all`. */
  type: string;
  description: string;
  /** Whether it selects events of other types, and is the type of none itself. */
  selector: boolean;
}

/**
 * The event types that a provider lists, and the selectors that stand for several.
 *
 * @example
 * import { eventTypes } from "anyhook";
 *
 * eventTypes("cryptofuse").filter(({ selector }) => selector); // payment.all, …
 */
export function eventTypes(provider: ProviderInput): EventTypeInfo[] {
  const { events } = resolveProvider(provider).info;
  const list = (named: Record<string, { description?: string }> = {}, selector: boolean) =>
    Object.entries(named).map(([type, one]) => ({
      type,
      description: own(one, "description") ?? "",
      selector,
    }));
  return [...list(events.types, false), ...list(own(events, "selectors"), true)];
}

/**
 * Whether a subscription to these event types and selectors gets an event of this type.
 *
 * @example
 * import { matches } from "anyhook";
 *
 * matches("cryptofuse", ["payment.all"], "payment.completed"); // true
 */
export function matches(
  provider: ProviderInput,
  selectors: readonly string[],
  type: string,
): boolean {
  const resolved = resolveProvider(provider);
  const texts = [text("the type", type), ...readSelectors(selectors)];
  return resolved.ask(ProviderQuestion.Matches, texts) === "true";
}

/** As many as no subscription lists. */
const MOST_SELECTORS = 10_000;

/** The selectors, each read once. */
function readSelectors(selectors: readonly unknown[]): string[] {
  if (!Array.isArray(selectors)) throw invalidArgument("the selectors are no array of strings");
  const { length } = selectors;
  if (length > MOST_SELECTORS) {
    throw invalidArgument(`there are more than ${MOST_SELECTORS} selectors`);
  }
  return Array.from({ length }, (_, index) => text("a selector", selectors[index]));
}

/** An event as the provider would send it. */
export interface ExampleEvent {
  /** The body to sign and send. */
  body: Uint8Array;
  /** What `receive` gives as its data. */
  data: unknown;
}

/**
 * An example of an event, of now and with an id of its own.
 *
 * @param overrides.data merged into the example's data as a JSON Merge Patch (RFC 7396): a `null`
 *   takes a member away
 * @example
 * import { exampleEvent, sign } from "anyhook";
 *
 * const { body } = exampleEvent("devdraft", "payment.completed", { data: { amount: "5.00" } });
 * const headers = sign("devdraft", { secret, body });
 */
export function exampleEvent(
  provider: ProviderInput,
  type: string,
  overrides: { id?: string; createdAt?: Date; data?: object } = {},
): ExampleEvent {
  const resolved = resolveProvider(provider);
  given(overrides);
  const [id, data] = [option(overrides, "id"), option(overrides, "data")];
  const moment = option(overrides, "createdAt");
  const createdAt = moment === undefined ? new Date() : moment;
  // Read once: what becomes JSON below may run code that sets it.
  const time = createdAt instanceof Date ? createdAt.getTime() : Number.NaN;
  const name = text("the type", type);
  if (Number.isNaN(time)) throw invalidArgument("`createdAt` is no valid Date");
  const ownId = id === undefined ? undefined : text("the id", id);
  const patch = data === undefined ? undefined : toJson("the data", data);
  const texts = [name, ownId, patch];
  const body = resolved.ask(ProviderQuestion.ExampleEvent, texts, time);
  return {
    body: encoder.encode(body),
    data: lookUp(JSON.parse(body), eventRules(resolved.scheme).data),
  };
}
