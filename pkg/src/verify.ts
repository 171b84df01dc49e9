import { type Delivery, KeyedScheme, type SecretInput, type Verified } from "./hook.js";
import { given } from "./input.js";
import { resolve, type SchemeInput } from "./scheme.js";

/**
 * Tells whether a delivery is genuine: signed with one of the secrets, and recent enough.
 *
 * @throws {WebhookVerificationError} when it is not: answer 401
 * @throws {WebhookConfigurationError} when the call is wrong: answer 500
 * @example
 * import { verify } from "anyhook";
 *
 * const { timestamp } = verify("stripe", { secret, headers: request.headers, body });
 */
export function verify(
  scheme: SchemeInput,
  delivery: Delivery & { secret: SecretInput },
): Verified {
  const keyed = new KeyedScheme(resolve(scheme), given(delivery).secret);
  try {
    return keyed.verify(delivery);
  } finally {
    keyed.dispose();
  }
}
