import { UsageError } from "./usage.js";

/** Milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const DAY = 86_400_000;
const MOST = 3660 * DAY;

const FORM = /^(?:\d{1,9}(?:ms|min|[smhdw]))+$/;

/** Such as `90s`, `24h` or `1h30m`, in milliseconds. */
export function readDuration(what: string, text: string, { least = 1, most = MOST } = {}): number {
  const parts = FORM.test(text) ? [...text.matchAll(/(\d+)([a-z]+)/g)] : [];
  const sum = parts.reduce(
    (all, [, count, unit = ""]) => all + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
  if (parts.length > 0 && sum >= least && sum <= most) return sum;
  const found = `${what} is \`${text}\`, expected a duration`;
  if (parts.length === 0)
    throw new UsageError(`${found} such as \`90s\`, \`15m\`, \`24h\`, \`7d\` or \`1h30m\``);
  throw new UsageError(
    sum < least ? `${found} of ${least} ms or more` : `${found} of ${most / DAY} days or less`,
  );
}
