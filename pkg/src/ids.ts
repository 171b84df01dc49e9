import { ProviderQuestion } from "./generated/anyhook.js";
import { isWellFormed, text } from "./input.js";
import { type ProviderInput, resolveProvider } from "./provider.js";

/**
 * Whether a text is an id of this kind, as the provider writes them.
 *
 * @param kind such as `webhook`; `ids` of `providers()` has them all
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example
 * import { isId } from "anyhook";
 *
 * isId("conduit", "webhook", "whk_2ofTA13AD0xBtbEvBl20aEb1hEu"); // true
 */
export function isId(provider: ProviderInput, kind: string, id: string): boolean {
  const resolved = resolveProvider(provider);
  const name = text("the kind of id", kind);
  if (typeof id !== "string" || !isWellFormed(id)) return false;
  return resolved.ask(ProviderQuestion.IsId, [name, id]) === "true";
}

/**
 * A new id of this kind, from the host's secure randomness and clock.
 *
 * @throws {WebhookConfigurationError} `invalid_argument` for a kind that the provider does not have
 * @example
 * import { generateId } from "anyhook";
 *
 * generateId("conduit", "client"); // client_3MPLUCvceVcfcGkenb8WgCIyjde, say
 */
export function generateId(provider: ProviderInput, kind: string): string {
  const resolved = resolveProvider(provider);
  const name = text("the kind of id", kind);
  return resolved.ask(ProviderQuestion.GenerateId, [name], Date.now() / 1000);
}
