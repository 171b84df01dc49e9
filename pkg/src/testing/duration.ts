import { invalidArgument } from "../errors.js";
import { kindOf } from "../input.js";

/**
 * How long something takes: milliseconds, or a text such as `90s`, `15m`, `24h`, `7d` or `1h30m`, as the
 * command takes it.
 *
 * @example import type { Duration } from "anyhook/testing";
 */
export type Duration = number | string;

/** In milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const FORM = /^(?:\d{1,9}(?:ms|min|[smhdw]))+$/;

/** Ten years: more is a mistake in the unit. */
const MOST = 3660 * 86_400_000;

/** @throws {WebhookConfigurationError} `invalid_argument` */
export function readDuration(duration: Duration): number {
  const milliseconds = typeof duration === "string" ? sumOf(duration) : duration;
  if (Number.isSafeInteger(milliseconds) && milliseconds >= 0 && milliseconds <= MOST) {
    return milliseconds;
  }
  const found = typeof duration === "string" ? `\`${duration.slice(0, 40)}\`` : kindOf(duration);
  throw invalidArgument(
    `the duration is ${found}, expected one such as \`90s\`, \`24h\` or \`1h30m\`, or whole milliseconds, up to ten years`,
  );
}

function sumOf(text: string): number {
  if (!FORM.test(text)) return Number.NaN;
  const parts = [...text.matchAll(/(\d+)([a-z]+)/g)];
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}
