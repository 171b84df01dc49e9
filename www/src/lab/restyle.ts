/**
 * A body in the forms that it may have had before something wrote it anew: the white space and
 * escapes of common serializers, and the usual mishaps of line ends and byte order marks. It works
 * on tokens, so numbers and the order of keys stay as they are.
 */
import { textOf, utf8 } from "./bytes.js";

type Spacing = { indent?: string; comma: string; colon: string };

const SPACINGS: readonly Spacing[] = [
  { comma: ",", colon: ":" },
  { comma: ", ", colon: ": " },
  ...["  ", "    ", "\t"].map((indent) => ({ indent, comma: ",", colon: ": " })),
];

const ESCAPES: readonly ((literal: string) => string)[] = [
  (literal) => literal,
  (literal) => literal.replace(/[^\0-\x7f]/g, escapeUnit),
  (literal) => literal.replace(/\\(?:\/|u([0-9a-f]{4})|.)/gi, unescaped),
  (literal) => literal.replaceAll("\\/", "/").replaceAll("/", "\\/"),
];

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Deeper documents are left out: indentation makes them grow with the square of their depth. */
const DEEPEST = 64;

export function variants(body: Uint8Array): Uint8Array[] {
  const text = textOf(body);
  if (text === undefined) return [];
  const unix = text.replaceAll("\r", "");
  const trimmed = text.replace(/[ \t\r\n]+$/, "");
  const forms = [
    text.replace(/^\ufeff/, ""),
    trimmed,
    `${text}\n`,
    unix,
    unix.replaceAll("\n", "\r\n"),
  ];
  const tokens = /^[{[]/.test(trimmed) ? (trimmed.match(TOKEN) ?? []) : [];
  for (const escape of ESCAPES) {
    for (const spacing of SPACINGS) {
      const form = tokens.length > 0 && write(tokens, spacing, escape);
      if (form) forms.push(form);
    }
  }
  return [...new Set(forms)].filter((form) => form !== text).map(utf8);
}

function write(
  tokens: readonly string[],
  { indent, comma, colon }: Spacing,
  escape: (literal: string) => string,
): string | undefined {
  let out = "";
  let depth = 0;
  const line = () => (indent === undefined ? "" : `\n${indent.repeat(depth)}`);
  for (const [index, token] of tokens.entries()) {
    if (token === "{" || token === "[") {
      if (++depth > DEEPEST) return undefined;
      const next = tokens[index + 1];
      out += token + (next === "}" || next === "]" ? "" : line());
    } else if (token === "}" || token === "]") {
      if (--depth < 0) return undefined;
      const last = tokens[index - 1];
      out += (last === "{" || last === "[" ? "" : line()) + token;
    } else if (token === ",") out += comma + line();
    else if (token === ":") out += colon;
    else out += token.startsWith('"') ? escape(token) : token;
  }
  return depth === 0 ? out : undefined;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The character of an escape, where it is not ASCII; else the escape itself, but for `\/`. */
function unescaped(escape: string, hex: string | undefined): string {
  if (escape === "\\/") return "/";
  const unit = hex === undefined ? 0 : Number.parseInt(hex, 16);
  return unit > 0x7f ? String.fromCharCode(unit) : escape;
}
