const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** A KSUID is 27 digits of base 62: 4 bytes of seconds since this time, and 16 of randomness. */
const EPOCH = 1_400_000_000;
const LARGEST = (1n << 160n) - 1n;

/** When a KSUID was made, or `undefined` where the text is none. */
export function ksuidTime(text: string): Date | undefined {
  if (!/^[0-9A-Za-z]{27}$/.test(text)) return undefined;
  let value = 0n;
  for (const digit of text) value = value * 62n + BigInt(ALPHABET.indexOf(digit));
  return value > LARGEST ? undefined : new Date((Number(value >> 128n) + EPOCH) * 1000);
}
