import { core } from "./core.js";
import { invalidArgument } from "./errors.js";
import { SchemeQuestion } from "./generated/anyhook.js";
import type { BodyInput } from "./input.js";
import { bodyBytes, given, readBody, seconds, text } from "./input.js";
import { resolve, type SchemeInput } from "./scheme.js";
import { pack } from "./texts.js";

/**
 * The bytes that the signature of a message is computed over.
 *
 * @param parts.timestamp Unix seconds; needed where the scheme signs one, as is `id`
 * @throws {WebhookConfigurationError}
 * @example import { signedContent } from "anyhook";
 */
export function signedContent(
  scheme: SchemeInput,
  parts: { body: BodyInput; id?: string | undefined; timestamp?: number | undefined },
): Uint8Array {
  const { handle } = resolve(scheme);
  const body = bodyBytes(readBody(given(parts).body, invalidArgument));
  const timestamp =
    parts.timestamp === undefined ? Number.NaN : Math.floor(seconds("timestamp", parts.timestamp));
  const id = parts.id === undefined ? undefined : text("the id", parts.id);
  const texts = pack([id, body]);
  return core.answerOf((instance) =>
    handle.in(instance).ask(instance.exchange, SchemeQuestion.SignedContent, ...texts, timestamp),
  );
}
