import inlined from "../generated/inline.js";
import { register } from "../module.js";

register(() => bytes(inlined));

/** The bytes of the module's text: how it is written, scripts/inline.js tells. */
function bytes({ decoder, start, text }: typeof inlined): Uint8Array {
  const code = new Uint8Array(decoder.length / 2);
  for (let at = 0; at < code.length; at++) {
    code[at] = Number.parseInt(decoder.slice(2 * at, 2 * at + 2), 16);
  }
  const { memory, decode } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as {
    memory: WebAssembly.Memory;
    decode: (end: number) => number;
  };
  const room = new Uint8Array(memory.buffer);
  const { written } = new TextEncoder().encodeInto(text, room.subarray(start));
  return room.subarray(start, decode(start + written));
}
