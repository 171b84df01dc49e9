import { invalidArgument, WebhookVerificationError } from "./errors.js";
import { KeyedScheme, type SecretInput } from "./hook.js";
import { type BodyInput, bodyBytes, given, readBody } from "./input.js";
import type { ProviderInput } from "./provider.js";
import { resolve } from "./scheme.js";

/** What a sealed payload held. */
export interface OpenedPayload {
  /** The bytes that were sealed. */
  body: Uint8Array;
  /** Which of the secrets they were sealed with. */
  secretIndex: number;
  /** Whether the form of the envelope is anyhook's own assumption, stated by no source. */
  assumed: boolean;
}

/**
 * Seals a body with the provider's signing secret, the newest where there are several. What it returns,
 * JSON, is sent and signed in place of the body.
 *
 * AES-256-GCM under a key that HKDF makes of the secret. No source states how Devdraft encrypts its
 * payloads: the form is anyhook's own.
 *
 * @throws {WebhookConfigurationError} `invalid_argument` for a provider that seals no payloads
 * @example
 * import { sealPayload, sign } from "anyhook";
 *
 * const sealed = sealPayload("devdraft", { secret, body });
 * const headers = sign("devdraft", { secret, body: sealed });
 */
export function sealPayload(
  provider: ProviderInput,
  payload: { secret: SecretInput; body: BodyInput },
): string {
  const scheme = resolve(provider);
  const { secret, body } = given(payload);
  const bytes = bodyBytes(readBody(body, invalidArgument));
  const keyed = new KeyedScheme(scheme, secret);
  try {
    return keyed.seal(bytes);
  } finally {
    keyed.dispose();
  }
}

/**
 * Opens what `sealPayload` has made, with the secret that it was sealed with. `receive` does so by itself,
 * and verifies the signature before, which tells a replay.
 *
 * @throws {WebhookVerificationError} when it does not open: `malformed_envelope`, `unsupported_envelope`,
 *   `no_matching_key` or `tampered_envelope`
 * @throws {WebhookConfigurationError} `invalid_argument` for a provider that seals no payloads
 * @example
 * import { openPayload } from "anyhook";
 *
 * const { body } = openPayload("devdraft", { secret: [newSecret, oldSecret], body: sealed });
 */
export function openPayload(
  provider: ProviderInput,
  envelope: { secret: SecretInput; body: BodyInput },
): OpenedPayload {
  const scheme = resolve(provider);
  const { secret, body } = given(envelope);
  const bytes = bodyBytes(readBody(body, malformedEnvelope));
  const keyed = new KeyedScheme(scheme, secret);
  try {
    return { ...keyed.open(bytes), assumed: scheme.encryption?.assumed ?? false };
  } finally {
    keyed.dispose();
  }
}

const malformedEnvelope = (message: string): Error =>
  new WebhookVerificationError("malformed_envelope", message);
