import { type Delivery, KeyedScheme, type SecretInput, type Verified } from "./hook.js";
import { resolve, type SchemeInput } from "./scheme.js";

/**
 * Tells whether a delivery is genuine: signed with one of the secrets, and recent enough.
 *
 * @throws {WebhookVerificationError} when it is not: answer 400 or 401
 * @throws {WebhookConfigurationError} when the call is wrong: answer 500
 * @example import { verify } from "anyhook";
 */
export function verify(
  scheme: SchemeInput,
  delivery: Delivery & { secret: SecretInput },
): Verified {
  const keyed = new KeyedScheme(resolve(scheme), delivery.secret);
  try {
    return keyed.verify(delivery);
  } finally {
    keyed.dispose();
  }
}
