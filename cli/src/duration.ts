import { UsageError } from "./usage.js";

/** Milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const COUNT = String.raw`\d{1,9}(?:\.\d{1,3})?`;
const FORM = new RegExp(`^(?:${COUNT}(?:ms|[smhd]))+$`);
const PART = new RegExp(`(${COUNT})(ms|[smhd])`, "g");

/**
 * Such as `500ms`, `1.5m` or `1h30m`, in whole milliseconds.
 *
 * @param what of the command line it is, such as `--since`
 * @param bounds a message tells the upper one as it is written here
 */
export function readDuration(
  what: string,
  text: string,
  { least = 0, most = "3660d" }: { least?: number; most?: string } = {},
): number {
  const value = millisecondsOf(text);
  if (value === undefined || value < least) {
    const example = "expected a time such as `500ms`, `90s`, `24h` or `7d`";
    throw new UsageError(`\`${what}\` is \`${text}\`, ${example}`);
  }
  if (value > (millisecondsOf(most) ?? 0)) {
    throw new UsageError(`\`${what}\` is \`${text}\`, expected a time of at most ${most}`);
  }
  return value;
}

function millisecondsOf(text: string): number | undefined {
  if (!FORM.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit = ""] of text.matchAll(PART)) sum += Number(count) * (UNITS[unit] ?? 0);
  return Math.round(sum);
}
