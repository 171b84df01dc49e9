import inlined from "../generated/inline.js";
import { register } from "../module.js";

register(() => bytes(inlined));

/** So many bytes have a character of their own. */
const FREQUENT = 90;

/** The bytes of the module's text: how it is written, `inline` in scripts/build.js tells. */
function bytes({ frequent, text }: { frequent: string; text: string }): Uint8Array {
  const order = new Set<number>();
  for (let at = 0; at < frequent.length; at += 2) {
    order.add(Number.parseInt(frequent.slice(at, at + 2), 16));
  }
  for (let byte = 0; byte < 256; byte++) order.add(byte);
  const values = Uint8Array.from(order);
  const digits = new Uint8Array(128);
  for (let code = 32, digit = 0; code < 127; code++) {
    if (!'"<\\'.includes(String.fromCharCode(code))) digits[code] = digit++;
  }
  // This runs once, before anything compiles it, so each step counts: it has no call, and works in
  // place, where what is written never comes before what is read.
  const bytes = new TextEncoder().encode(text);
  const end = bytes.length;
  let length = 0;
  for (let at = 0; at < end; at++) {
    let digit = digits[bytes[at] as number] as number;
    if (digit >= FREQUENT) {
      digit = (digit - FREQUENT + 1) * FREQUENT + (digits[bytes[++at] as number] as number);
    }
    bytes[length++] = values[digit] as number;
  }
  return bytes.subarray(0, length);
}
