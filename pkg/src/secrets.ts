import { invalidArgument } from "./errors.js";
import { ProviderQuestion, SchemeQuestion } from "./generated/anyhook.js";
import { isWellFormed, kindOf } from "./input.js";
import { type ProviderInput, resolveProvider } from "./provider.js";
import { resolve, type SchemeInput } from "./scheme.js";

/**
 * Makes a new secret of the provider's or scheme's form from the host's secure randomness.
 *
 * @example import { generateSecret } from "anyhook";
 */
export function generateSecret(scheme: SchemeInput): string {
  return resolve(scheme).ask(SchemeQuestion.GenerateSecret);
}

/**
 * Whether the provider takes this text as a signing secret.
 *
 * @example import { isSecret } from "anyhook";
 */
export function isSecret(provider: ProviderInput, secret: string): boolean {
  const resolved = resolveProvider(provider);
  if (typeof secret !== "string" || !isWellFormed(secret)) return false;
  return resolved.ask(ProviderQuestion.IsSecret, [secret]) === "true";
}

/**
 * A secret as the provider shows it again: its ends, and stars between them. A short one is stars
 * alone.
 *
 * @example
 * import { maskSecret } from "anyhook";
 *
 * maskSecret("devdraft", secret); // b1********-0
 */
export function maskSecret(provider: ProviderInput, secret: string): string {
  const resolved = resolveProvider(provider);
  if (typeof secret !== "string") {
    throw invalidArgument(`the secret is ${kindOf(secret)}, expected a string`);
  }
  return resolved.ask(ProviderQuestion.MaskSecret, [secret]);
}
