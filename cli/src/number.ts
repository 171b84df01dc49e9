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

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A span of time such as `500ms`, `2s`, `1.5m` or `1h`, in milliseconds. */
export function readDuration(option: string, text: string, most: number): number {
  const [, count, unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? [];
  const value = count === undefined ? Number.NaN : Number(count) * (UNITS[unit] ?? Number.NaN);
  if (value <= most) return value;
  const example = "such as `500ms`, `2s` or `1m`";
  const bound = value > most ? `, at most ${most / 3_600_000}h` : "";
  throw new UsageError(`\`--${option}\` is \`${text}\`, expected a time ${example}${bound}`);
}
