import base64 from "../generated/inline.js";
import { register } from "../module.js";

register(() => decode(base64));

/** Node's Buffer and new engines decode 60 times faster than `atob` and a loop: 15 ms at start. */
function decode(text: string): Uint8Array {
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: string): Uint8Array } };
  if (Buffer) return Buffer.from(text, "base64");
  const { fromBase64 } = Uint8Array as { fromBase64?(text: string): Uint8Array };
  if (fromBase64) return fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
