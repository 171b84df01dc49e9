import { WebhookConfigurationError, WebhookVerificationError } from "./errors.js";
import { KeyedScheme } from "./hook.js";
import { resolve } from "./scheme.js";

export { WebhookVerificationError };

/** The headers that a delivery carries; names in any case. */
export type WebhookRequiredHeaders = Readonly<Record<string, string>>;

export interface WebhookOptions {
  /** `raw`: the secret is the key itself, as bytes or as a string of one character each. */
  format?: "raw";
}

export interface VerifyOptions {
  /** Whether to parse the payload and return it: `true`, unless given. */
  jsonParse?: boolean;
}

/**
 * The API of npm `standardwebhooks`: change the import, and nothing else.
 *
 * Stricter than that package where it is wrong: a timestamp is decimal digits alone
 * (`1614265330abc` is refused), a body of invalid UTF-8 is verified as the bytes it is, and a
 * header that occurs twice under names of different case is refused.
 *
 * @example import { Webhook } from "anyhook/standardwebhooks";
 */
export class Webhook {
  readonly #keyed: KeyedScheme;

  /** @param secret `whsec_` and base64, or base64 alone */
  constructor(secret: string | Uint8Array, options?: WebhookOptions) {
    let text = secret;
    if (options?.format === "raw") {
      const bytes =
        typeof secret === "string" ? Uint8Array.from(secret, (one) => one.charCodeAt(0)) : secret;
      text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }
    if (typeof text !== "string") {
      const message = 'the secret is no string: give bytes with { format: "raw" }';
      throw new WebhookConfigurationError("malformed_secret", message);
    }
    this.#keyed = new KeyedScheme(resolve("standard-webhooks"), text);
  }

  /** The value of the `webhook-signature` header. */
  sign(msgId: string, timestamp: Date, payload: string | Uint8Array): string {
    const seconds = Math.floor(timestamp.getTime() / 1000);
    const headers = this.#keyed.sign({ id: msgId, timestamp: seconds, body: payload });
    return headers["webhook-signature"] as string;
  }

  /**
   * Tells whether a delivery is genuine, and returns its payload parsed.
   *
   * @throws {WebhookVerificationError} when it is not
   * @throws {SyntaxError} when it is, and its payload is not JSON
   */
  verify(
    payload: string | Uint8Array,
    headers: WebhookRequiredHeaders,
    options?: VerifyOptions,
  ): unknown {
    this.#keyed.verify({ headers, body: payload });
    const text = typeof payload === "string" ? payload : new TextDecoder().decode(payload);
    return text === "" || options?.jsonParse === false ? undefined : JSON.parse(text);
  }
}
