import { attempt } from "./errors.js";
import { isWellFormed, text } from "./input.js";
import { type ProviderInput, resolveProvider } from "./provider.js";

/**
 * Whether a text is an id of this kind, as the provider writes them.
 *
 * @param kind such as `webhook`; `ids` of `providers()` has them all
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example import { isId } from "anyhook";
 */
export function isId(provider: ProviderInput, kind: string, id: string): boolean {
  const { handle } = resolveProvider(provider);
  const name = text("the kind of id", kind);
  return typeof id === "string" && isWellFormed(id) && attempt(() => handle.isId(name, id));
}

/**
 * A new id of this kind, from the host's secure randomness and clock.
 *
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example import { generateId } from "anyhook";
 */
export function generateId(provider: ProviderInput, kind: string): string {
  const { handle } = resolveProvider(provider);
  const name = text("the kind of id", kind);
  return attempt(() => handle.generateId(name, Date.now() / 1000));
}
