/** Raw HTTP, as people paste it: a start line, header lines, an empty line, a body. */
import { utf8 } from "./bytes.js";

export interface HeaderLines {
  /** Each name in the spelling of its first line, with its values in order. */
  headers: Record<string, string[]>;
  count: number;
  /** The numbers of the lines that are no headers, from 1. */
  ignored: number[];
}

const START_LINE = /^(?:[A-Z]+ \S+ HTTP\/\d(?:\.\d)?|HTTP\/\d(?:\.\d)? \d{3}\b.*)$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/;
/** `:method: POST`: HTTP/2's form of the start line, as browsers' tools show it. */
const PSEUDO_HEADER = /^:[a-z]+:/;

export function readHeaderLines(text: string): HeaderLines {
  // Without a prototype, a header called `__proto__` or `constructor` is like any other.
  const headers = Object.create(null) as Record<string, string[]>;
  const spellings = new Map<string, string>();
  const ignored: number[] = [];
  let count = 0;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === "" || START_LINE.test(line) || PSEUDO_HEADER.test(line)) continue;
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      ignored.push(index + 1);
      continue;
    }
    const lower = name.toLowerCase();
    const spelling = spellings.get(lower) ?? name;
    spellings.set(lower, spelling);
    (headers[spelling] ??= []).push(value);
    count += 1;
  }
  return { headers, count, ignored };
}

/** The only value of a header; `undefined` if it is missing or repeated. */
export function headerValue(headers: HeaderLines["headers"], name: string): string | undefined {
  const found = Object.keys(headers).find((one) => one.toLowerCase() === name.toLowerCase());
  const values = found === undefined ? [] : (headers[found] ?? []);
  return values.length === 1 ? values[0] : undefined;
}

/** Header lines with some of them set anew; the others stay as they are. */
export function withHeaders(text: string, headers: Record<string, string>): string {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const kept = text.split("\n").filter((line) => {
    const name = HEADER_LINE.exec(line)?.[1]?.toLowerCase();
    return line.trim() !== "" && !(name !== undefined && names.has(name));
  });
  return [...kept, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join(
    "\n",
  );
}

/**
 * The header lines and the body of a raw request; `undefined` if the text is something else: it has
 * neither a start line, nor headers followed by an empty line and a body.
 */
export function splitRequest(text: string): { headers: string; body: string } | undefined {
  const request = text.replace(/^(?:\r?\n)+/, "");
  const gap = /\r?\n\r?\n/.exec(request);
  const head = gap ? request.slice(0, gap.index) : request;
  const body = gap ? request.slice(gap.index + gap[0].length) : "";
  const [first = "", ...others] = head.split(/\r?\n/);
  const started = START_LINE.test(first);
  const lines = (started ? others : [first, ...others]).filter((line) => line !== "");
  const allHeaders = lines.length > 0 && lines.every((line) => HEADER_LINE.test(line));
  if (!started && !(allHeaders && body.trim() !== "")) return undefined;
  return { headers: lines.join("\n"), body: cutToLength(lines.join("\n"), body) };
}

/** Without the line ends that copying put behind the body, where `Content-Length` tells them. */
function cutToLength(headers: string, body: string): string {
  const length = headerValue(readHeaderLines(headers).headers, "content-length");
  const trimmed = body.replace(/[\r\n]+$/, "");
  for (let end = body.length; end >= trimmed.length; end--) {
    if (String(utf8(body.slice(0, end)).length) === length) return body.slice(0, end);
  }
  return body;
}
