// Markdown as prettier would write it: that makes it in a tenth of the time, and `npm test` checks it.
import { DAGGER } from "./marks.js";

/** The anchor that code hosts give to a heading. */
export const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");

export const link = (text, heading) => `[${text}](#${anchor(heading)})`;

/** A code span; in a table, its bars are escaped with those of the other cells. */
export const code = (text) => (text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``);

export const codes = (texts) => texts.map(code).join(", ");

export const value = (json) => code(JSON.stringify(json));

export const fence = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;

export const json = (shown) => fence("json", print(shown, ""));

/** JSON with an object's members a line each, and arrays of texts and numbers on one that holds them. */
function print(shown, indent) {
  const isList = Array.isArray(shown);
  if (typeof shown !== "object" || shown === null) return JSON.stringify(shown);
  const [open, close] = isList ? "[]" : "{}";
  const inner = `${indent}  `;
  const items = isList
    ? shown.map((item) => print(item, inner))
    : Object.entries(shown).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner)}`);
  const flat = items.join(", ");
  if (items.length === 0 || (isList && !flat.includes("\n") && flat.length < 60)) {
    return `${open}${flat}${close}`;
  }
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
}

export const bullets = (items) =>
  items
    .filter(Boolean)
    .map((item) => `- ${item}`)
    .join("\n");

/** Paragraphs, tables and the like, with those left out that are empty. */
export const blocks = (...parts) => parts.flat().filter(Boolean).join("\n\n");

/** Text of a provider file: code spans stay, other characters lose their meaning. */
export const text = (plain) =>
  plain
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replace(/[\\*_<[\]]/g, "\\$&")))
    .join("");

/**
 * A table without its empty columns. A cell is text or `{ text, at, row }`: `at` is the pointer of
 * what it shows, `row` that of what the row's first cell marks for all of them. A column that is
 * assumed all the way down is marked at its head; in an assumed `section`, nothing is.
 */
export function table(marks, heads, rows, section) {
  if (rows.length === 0) return "";
  const quiet = section && marks.covers(section);
  const columns = heads.map((head, index) => {
    const cells = rows.map((row) =>
      typeof row[index] === "object" ? row[index] : { text: row[index] },
    );
    const filled = cells.filter((cell) => cell.text);
    if (filled.length === 0) return undefined;
    const whole = !quiet && filled.every(({ at }) => at && marks.covers(at));
    const mark = (cell) =>
      cell.at && cell.text && !quiet && !whole ? marks.of(cell.at, cell.row) : "";
    return [
      whole ? `${head} ${DAGGER}` : head,
      ...cells.map((cell) => `${cell.text ?? ""}${mark(cell)}`.replaceAll("|", "\\|")),
    ];
  });
  const shown = columns.filter(Boolean);
  const widths = shown.map((column) => Math.max(3, ...column.map((cell) => cell.length)));
  const line = (cells, fill = " ") =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index], fill)).join(" | ")} |`;
  const lines = [
    line(shown.map(([head]) => head)),
    line(
      shown.map(() => ""),
      "-",
    ),
  ];
  rows.forEach((_, index) => lines.push(line(shown.map((column) => column[index + 1]))));
  return lines.join("\n");
}
