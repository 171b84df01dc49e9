import { invalidArgument } from "../errors.js";
import { kindOf } from "../input.js";
import type { Random } from "../service/random.js";

const MOST = 2 ** 32 - 1;

/**
 * Bytes that are the same for the same seed: made for tests that print the same ids each time, and for
 * nothing that has to be secret.
 *
 * @throws {WebhookConfigurationError} `invalid_argument`
 */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed > MOST) {
    throw invalidArgument(`\`seed\` is ${kindOf(seed)}, expected a whole number from 0 to ${MOST}`);
  }
  // Marsaglia's xorwow: five words that are shifted into each other, and a counter. No word may be the only
  // one, since zeros alone would stay zeros.
  const words = new Uint32Array([seed, 0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667, 0]);
  const next = () => {
    let [last = 0] = words.subarray(4, 5);
    const [first = 0] = words;
    last ^= last >>> 2;
    last ^= last << 1;
    last ^= first ^ (first << 4);
    words.copyWithin(1, 0, 4);
    words[0] = last;
    words[5] = (words[5] ?? 0) + 362437;
    return (last + (words[5] ?? 0)) >>> 0;
  };
  // Seeds that differ little begin alike.
  for (let round = 0; round < 16; round++) next();
  return (bytes) => {
    for (let at = 0; at < bytes.length; at++) bytes[at] = next() >>> 24;
  };
}
