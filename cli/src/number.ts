import { UsageError } from "./usage.js";

/** An option's whole number within bounds. */
export function readInteger(
  option: string,
  text: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER } = {},
): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least} up` : `from ${least} to ${most}`;
  throw new UsageError(`\`--${option}\` is \`${text}\`, expected a whole number ${bounds}`);
}

/** Seconds, whole or with a fraction. */
export function readSeconds(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text)) return Number(text);
  throw new UsageError(`\`--${option}\` is \`${text}\`, expected seconds`);
}

/** Seconds, or `Infinity`. */
export function readTolerance(text: string | undefined): number | undefined {
  return text === "Infinity" ? Number.POSITIVE_INFINITY : readSeconds("tolerance", text);
}
