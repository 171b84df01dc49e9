import { attempt } from "./errors.js";
import { type ProviderInput, resolveProvider } from "./provider.js";

/**
 * Whether a text is an id of this kind, as the provider writes them.
 *
 * @param kind such as `webhook`; `provider(...).ids` has them all
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example import { isId } from "anyhook";
 */
export function isId(provider: ProviderInput, kind: string, id: string): boolean {
  const { handle } = resolveProvider(provider);
  return typeof id === "string" && attempt(() => handle.isId(kind, id));
}

/**
 * A new id of this kind, from the host's secure randomness and clock.
 *
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example import { generateId } from "anyhook";
 */
export function generateId(provider: ProviderInput, kind: string): string {
  const { handle } = resolveProvider(provider);
  return attempt(() => handle.generateId(kind, Date.now() / 1000));
}
