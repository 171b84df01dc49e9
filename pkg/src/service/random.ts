/** Fills with fresh random bytes. */
export type Random = (bytes: Uint8Array) => void;

/** Bytes that were made ahead, and are used from `next` on. */
const ahead = new Uint8Array(512);
let next = ahead.length;

/**
 * The host's own. Asking it takes microseconds, however few bytes it is for: what is asked for is more,
 * kept for the next ones, and wiped as it is used.
 */
export const secureRandom: Random = (bytes) => {
  const { length } = bytes;
  if (length > ahead.length) {
    crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
    return;
  }
  if (next + length > ahead.length) {
    crypto.getRandomValues(ahead);
    next = 0;
  }
  const start = next;
  next += length;
  bytes.set(ahead.subarray(start, next));
  ahead.fill(0, start, next);
};

/** An id for a request that reaches no provider. */
export function requestId(): string {
  const bytes = new Uint8Array(16);
  secureRandom(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
