import { errorOf } from "./errors.js";
import { encoder } from "./input.js";
import { enter, Handle, type Instance } from "./module.js";

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

/**
 * Calls the module, and takes the bytes that it leaves behind. Where it returns `false` they are the
 * error to throw.
 */
export function answerOf(call: (instance: Instance) => boolean | void): Uint8Array<ArrayBuffer> {
  const instance = enter();
  if (call(instance) === false) throw failure(instance);
  const answer = instance.exchange.answer() as Uint8Array<ArrayBuffer> | undefined;
  instance.isBusy = false;
  return answer ?? new Uint8Array();
}

/** As `answerOf`, of a call that leaves text behind. */
export const textOf = (call: (instance: Instance) => boolean | void): string =>
  decoder.decode(answerOf(call));

/** Opens a handle at once, so that what is wrong with it is told, and keeps how to open it again. */
export function openHandle<T>(open: (instance: Instance) => T | undefined): Handle<T> {
  const handle = new Handle((instance) => {
    const opened = open(instance);
    if (opened === undefined) throw failure(instance);
    return opened;
  });
  const instance = enter();
  handle.in(instance);
  instance.isBusy = false;
  return handle;
}

/** What the last call left behind after its first answer, one after the other. */
export function nextAnswer(): Uint8Array<ArrayBuffer> | undefined {
  const instance = enter();
  const answer = instance.exchange.answer() as Uint8Array<ArrayBuffer> | undefined;
  instance.isBusy = false;
  return answer;
}

/** Ends a call of the module with the error that it left behind. */
export function failure(instance: Instance): Error {
  const json = decoder.decode(instance.exchange.answer());
  instance.isBusy = false;
  return errorOf(json);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
