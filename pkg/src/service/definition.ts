import { invalidArgument } from "../errors.js";
import { ProviderQuestion } from "../generated/anyhook.js";
import { kindOf } from "../input.js";
import { Provider, type ProviderInput } from "../provider.js";

/** A provider as the module takes it. */
export interface Definition {
  id: string;
  /** The name of a built-in one, else the file. */
  text: string;
  isName: boolean;
}

/** @throws {WebhookConfigurationError} `invalid_argument` for what is no provider */
export function definitionOf(provider: ProviderInput): Definition {
  if (typeof provider === "string") return { id: provider, text: provider, isName: true };
  if (provider instanceof Provider) {
    const text = provider.ask(ProviderQuestion.Definition);
    return { id: provider.info.id, text, isName: false };
  }
  throw invalidArgument(`the provider is ${kindOf(provider)}, expected a name or a Provider`);
}
