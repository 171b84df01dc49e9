import { ProviderQuestion } from "./generated/anyhook.js";
import { type ProviderInput, resolveProvider } from "./provider.js";

/**
 * Whether a text is an id of this kind, as the provider writes them.
 *
 * @param kind such as `webhook`; `provider(...).ids` has them all
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example import { isId } from "anyhook";
 */
export function isId(provider: ProviderInput, kind: string, id: string): boolean {
  const resolved = resolveProvider(provider);
  return typeof id === "string" && resolved.ask(ProviderQuestion.IsId, [kind, id]) === "true";
}

/**
 * A new id of this kind, from the host's secure randomness and clock.
 *
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example import { generateId } from "anyhook";
 */
export function generateId(provider: ProviderInput, kind: string): string {
  return resolveProvider(provider).ask(ProviderQuestion.GenerateId, [kind], Date.now() / 1000);
}
