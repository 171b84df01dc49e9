import { KeyedScheme, type Message, type SecretInput } from "./hook.js";
import { given } from "./input.js";
import { resolve, type SchemeInput } from "./scheme.js";

/**
 * The headers to send with a message, in the scheme's own spelling.
 *
 * With several secrets it is signed with each, where the scheme has room for several signatures;
 * else with the first, which is the newest.
 *
 * @throws {WebhookConfigurationError}
 * @example
 * import { sign } from "anyhook";
 *
 * const headers = sign("standard-webhooks", { secret, body });
 * await fetch(url, { method: "POST", headers, body });
 */
export function sign(
  scheme: SchemeInput,
  message: Message & { secret: SecretInput },
): Record<string, string> {
  const keyed = new KeyedScheme(resolve(scheme), given(message).secret);
  try {
    return keyed.sign(message);
  } finally {
    keyed.dispose();
  }
}
