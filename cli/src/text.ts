/** Control, format (bidirectional, zero-width), surrogate, private and unassigned characters. */
export const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Foreign text that is safe to print: nothing in it moves the cursor or reorders the line. */
export function printable(text: string, longest = 2000): string {
  const cut = text.length > longest;
  const shown = cut ? text.slice(0, longest) : text;
  const safe = shown.replace(
    UNPRINTABLE,
    (one) => SHORT[one] ?? `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return cut ? `${safe}… (${text.length} characters)` : safe;
}

const MULTIBYTE = /([\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})/;
const NOT_PLAIN = new RegExp(`${MULTIBYTE.source}|\\\\|[^ -~]`, "g");

/**
 * The first bytes of a body, safe to print and without ambiguity: a backslash is doubled, and a
 * byte that is not UTF-8 is `\xNN`.
 */
export function preview(bytes: Uint8Array, longest: number): string {
  const start = Buffer.from(bytes.subarray(0, longest)).toString("latin1");
  const text = start.replace(NOT_PLAIN, (one: string, multibyte: string | undefined) => {
    if (one === "\\") return "\\\\";
    if (multibyte === undefined) return SHORT[one] ?? hex(one);
    const character = Buffer.from(multibyte, "latin1").toString("utf8");
    return character.includes("\ufffd") ? hex(one) : printable(character);
  });
  return bytes.length > longest ? `${text}…` : text;
}

function hex(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("hex").replace(/../g, "\\x$&");
}

export function plural(count: number, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`;
}

/** An age in seconds, as a person says it. */
export function ago(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const span = duration(whole);
  return seconds < 0 && whole > 0 ? `${span} in the future` : `${span} ago`;
}

/** Seconds in their two largest units. */
export function duration(seconds: number): string {
  const units: [string, number][] = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return "0 s";
  let rest = seconds;
  return units
    .slice(first, first + 2)
    .map(([unit, size]): [number, string] => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return [count, unit];
    })
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** Rows in columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Text in lines of up to `width` characters, broken at spaces. A single character begins no line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && word.length > 1 && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A list as a person says it. */
export function listed(items: readonly string[], conjunction = "and"): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
