import { invalidArgument } from "./errors.js";
import { ProviderQuestion } from "./generated/anyhook.js";
import { encoder, given, text, toJson } from "./input.js";
import { type ProviderInput, resolveProvider } from "./provider.js";
import { eventRules } from "./scheme.js";
import { lookUp } from "./pointer.js";

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
  const { types, selectors } = resolveProvider(provider).info.events;
  const list = (named: Record<string, { description?: string }> = {}, selector: boolean) =>
    Object.entries(named).map(([type, { description = "" }]) => ({ type, description, selector }));
  return [...list(types, false), ...list(selectors, true)];
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
  const all: unknown = selectors;
  if (!Array.isArray(all) || !all.every((one) => typeof one === "string")) {
    throw invalidArgument("the selectors are no array of strings");
  }
  return resolved.ask(ProviderQuestion.Matches, [text("the type", type), ...all]) === "true";
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
  const { id, createdAt = new Date(), data } = given(overrides);
  const name = text("the type", type);
  if (!(createdAt instanceof Date) || Number.isNaN(createdAt.getTime())) {
    throw invalidArgument("`createdAt` is no valid Date");
  }
  const ownId = id === undefined ? undefined : text("the id", id);
  const patch = data === undefined ? undefined : toJson("the data", data);
  const texts = [name, ownId, patch];
  const body = resolved.ask(ProviderQuestion.ExampleEvent, texts, createdAt.getTime());
  return {
    body: encoder.encode(body),
    data: lookUp(JSON.parse(body), eventRules(resolved.scheme).data),
  };
}
