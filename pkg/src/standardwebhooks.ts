import { invalidArgument, WebhookConfigurationError, WebhookVerificationError } from "./errors.js";
import { KeyedScheme } from "./hook.js";
import { type HeadersInput, kindOf } from "./input.js";
import { resolve } from "./scheme.js";

export { WebhookVerificationError };

/** The headers that a delivery carries; names in any case. */
export type WebhookRequiredHeaders = HeadersInput;

export interface WebhookOptions {
  /** `raw`: the secret is the key itself, as bytes or as a string of one character each. */
  format?: "raw";
}

export interface VerifyOptions {
  /** Whether to parse the payload and return it: `true`, unless given. */
  jsonParse?: boolean;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The API of npm `standardwebhooks`: change the import, and nothing else.
 *
 * Stricter than that package where what it takes is not what a sender of the specification sends:
 * - a timestamp is decimal digits alone (`1614265330abc` is refused), and so it is when signing
 * - a body of invalid UTF-8 is verified as the bytes it is; a string with half a surrogate pair is
 *   refused, since its bytes are not known
 * - a header that occurs twice is refused, under names of different case or joined by `, `, and so
 *   is one of more than 8,192 bytes
 * - a `v1,` signature that is not canonical base64 of 32 bytes is refused, also beside a good one
 * - an id is visible ASCII without a full stop, and when signing it is given
 * - a secret is canonical base64, of at most 4,096 characters; its padding may be missing
 *
 * Kinder: a payload may be a plain `Uint8Array`, and headers a `Headers`.
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
    const bare = text.replace(/^whsec_/, "");
    const padded = bare.padEnd(Math.ceil(bare.length / 4) * 4, "=");
    this.#keyed = new KeyedScheme(resolve("standard-webhooks"), padded);
  }

  /** The value of the `webhook-signature` header. */
  sign(msgId: string, timestamp: Date, payload: string | Uint8Array): string {
    if (typeof msgId !== "string") throw invalidArgument(`the id is ${kindOf(msgId)}`);
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
    const text = typeof payload === "string" ? payload : decoder.decode(payload);
    return text === "" || options?.jsonParse === false ? undefined : JSON.parse(text);
  }
}
