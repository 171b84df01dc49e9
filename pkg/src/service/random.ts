/** Fills with fresh random bytes. */
export type Random = (bytes: Uint8Array) => void;

/** The host's own. */
export const secureRandom: Random = (bytes) => {
  crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
};

/** An id for a request that reaches no provider. */
export function requestId(): string {
  const bytes = new Uint8Array(16);
  secureRandom(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
