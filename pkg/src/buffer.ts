import type { CoreInstance } from "./core.js";
import type { Hook } from "./generated/anyhook.js";
import { encoder, type FoundHeader, REPEATED, write } from "./input.js";
import { MISSING } from "./texts.js";

/**
 * Longer headers are refused by the module, which sees that they are longer and no more of them: a
 * character takes up to 4 bytes, and is written whole or not at all.
 */
const HEADER_ROOM = 8192 + 4;

/** What the module takes in place of the length of a header that is there twice. */
const REPEATED_LENGTH = -2;

/** What it answers in place of a result. */
const FAILED = -1;

/** Writes the headers one behind another; says how long each is, and where the last one ends. */
export function writeHeaders(
  found: readonly FoundHeader[],
  bytes: Uint8Array,
): { lengths: [number, number, number]; at: number } {
  const lengths: [number, number, number] = [MISSING, MISSING, MISSING];
  let text = "";
  for (let index = 0; index < found.length; index++) {
    const header = found[index];
    if (header === REPEATED) lengths[index] = REPEATED_LENGTH;
    if (typeof header !== "string") continue;
    lengths[index] = header.length;
    text += header;
  }
  // A call of the encoder costs more than the bytes that it writes: one does for all, if every
  // character is a byte. The module accepts nothing else; the rest is there for its messages.
  if (text.length <= HEADER_ROOM) {
    const { read, written } = encoder.encodeInto(text, bytes);
    if (read === text.length && written === read) return { lengths, at: written };
  }
  let at = 0;
  for (let index = 0; index < found.length; index++) {
    const header = found[index];
    if (typeof header !== "string") continue;
    const length = write(header, bytes.subarray(at, at + HEADER_ROOM));
    lengths[index] = length;
    at += length;
  }
  return { lengths, at };
}

/**
 * Hands a body over behind the first `at` bytes of the buffer: in one call if it has room there,
 * else in pieces. Returns what the module answers.
 *
 * @param begin takes the length of the first piece, and whether more will come
 */
export function send(
  instance: CoreInstance,
  body: Uint8Array | string,
  at: number,
  hook: Hook,
  begin: (length: number, more: boolean) => number,
  finish: () => number,
): number {
  const { bytes } = instance;
  if (fits(body, bytes.length - at)) return answered(instance, begin(put(body, bytes, at), false));
  let rest = body;
  for (let first = true; ; first = false) {
    const room = instance.bytes.subarray(first ? at : 0);
    let length: number;
    if (typeof rest === "string") {
      const { read, written } = encoder.encodeInto(rest, room);
      length = written;
      rest = rest.slice(read);
    } else {
      length = Math.min(rest.length, room.length);
      room.set(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    const more = rest.length > 0;
    if (first) {
      answered(instance, begin(length, true));
    } else {
      hook.update(instance.exchange, length);
    }
    if (!more) return answered(instance, finish());
  }
}

/** Whether a body certainly has room: no character of a string takes more than 3 bytes a unit. */
function fits(body: Uint8Array | string, room: number): boolean {
  return (typeof body === "string" ? body.length * 3 : body.length) <= room;
}

function put(body: Uint8Array | string, bytes: Uint8Array, at: number): number {
  if (typeof body === "string") return write(body, bytes.subarray(at));
  bytes.set(body, at);
  return body.length;
}

/** What the module answered, unless it failed. */
function answered(instance: CoreInstance, answer: number): number {
  if (answer === FAILED) throw instance.failure();
  return answer;
}
