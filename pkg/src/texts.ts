import { encoder } from "./input.js";

/** What the module takes in place of a text's length where there is no text. */
export const MISSING = -1;

/** Texts as the module takes them: one behind the other, and how long each is. */
export type Texts = [bytes: Uint8Array, lengths: Int32Array];

/** Puts texts, and bytes that stand for one, behind each other. */
export function pack(texts: readonly (string | Uint8Array | undefined)[] = []): Texts {
  const encoded = texts.map((text) => (typeof text === "string" ? encoder.encode(text) : text));
  const lengths = Int32Array.from(encoded, (text) => text?.length ?? MISSING);
  const bytes = new Uint8Array(encoded.reduce((sum, text) => sum + (text?.length ?? 0), 0));
  let at = 0;
  for (const text of encoded) {
    if (text) bytes.set(text, at);
    at += text?.length ?? 0;
  }
  return [bytes, lengths];
}
