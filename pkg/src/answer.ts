import { errorOf } from "./errors.js";
import type { Exchange } from "./generated/anyhook.js";
import { encoder } from "./input.js";
import { module } from "./module.js";

/** What the module takes in place of a text's length where there is no text. */
export const MISSING = -1;

/** Texts as the module takes them: one behind the other, and how long each is. */
export type Texts = [bytes: Uint8Array, lengths: Int32Array];

/** Puts texts, and bytes that stand for one, behind each other. */
export function pack(...texts: (string | Uint8Array | undefined)[]): Texts {
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

/**
 * Calls the module, and takes the bytes that it leaves behind. Where it returns `false`, or no
 * handle, they are the error to throw.
 */
export function answerOf(call: (exchange: Exchange) => boolean | void): Uint8Array<ArrayBuffer> {
  const { exchange } = module();
  if (call(exchange) === false) throw failure();
  return nextAnswer() ?? new Uint8Array();
}

/** As `answerOf`, of a call that leaves text behind. */
export const textOf = (call: (exchange: Exchange) => boolean | void): string =>
  decoder.decode(answerOf(call));

/** The handle that a call makes. */
export function handleOf<T>(call: (exchange: Exchange) => T | undefined): T {
  const handle = call(module().exchange);
  if (handle === undefined) throw failure();
  return handle;
}

/** What the last call left behind, one answer after the other. */
export function nextAnswer(): Uint8Array<ArrayBuffer> | undefined {
  return module().exchange.answer() as Uint8Array<ArrayBuffer> | undefined;
}

/** The error that the last call left behind. */
export function failure(): Error {
  return errorOf(decoder.decode(nextAnswer()));
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
