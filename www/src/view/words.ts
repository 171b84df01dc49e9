/** Numbers as people say them. */

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** Such as `2nd`. */
export function ordinal(number: number): string {
  const isTeen = number % 100 > 10 && number % 100 < 14;
  return `${number}${(isTeen ? undefined : ["th", "st", "nd", "rd"][number % 10]) ?? "th"}`;
}

const UNITS: readonly [string, number][] = [
  ["year", 31_557_600],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** A length of time by its two largest units, such as `2 hours 3 minutes`. */
export function duration(seconds: number): string {
  const at = UNITS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = UNITS[at] ?? ["second", 1];
  const [smaller, smallerSize] = UNITS[at + 1] ?? ["second", Infinity];
  const rest = Math.floor((seconds % size) / smallerSize);
  const whole = count(Math.floor(seconds / size), unit);
  return at < 0 || rest === 0 ? whole : `${whole} ${count(rest, smaller)}`;
}

/** How a timestamp lies to the receiver's clock. */
export function age(seconds: number): string {
  if (seconds === 0) return "just now";
  return seconds > 0 ? `${duration(seconds)} ago` : `${duration(-seconds)} ahead of the clock`;
}

/** Unix seconds as a date, `undefined` beyond what a date can be. */
export function date(seconds: number): string | undefined {
  const time = new Date(seconds * 1000);
  if (Number.isNaN(time.getTime())) return undefined;
  return time.toISOString().replace("T", " ").replace(".000Z", " UTC");
}
