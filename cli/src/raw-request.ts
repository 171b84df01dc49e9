import { type Header, parseHeader } from "./headers.js";
import { InputError } from "./usage.js";

export interface RawRequest {
  headers: Header[];
  body: Uint8Array;
}

const START_LINE = /^[A-Za-z-]+ \S+ HTTP\/\d(\.\d)?$/;
const NEWLINE = 10;

/**
 * Reads an HTTP request as it crosses the wire: start line, headers, an empty line, the body's
 * bytes. Lines end in CRLF, or in LF alone as editors write them.
 *
 * @param mayBeHeadersAlone whether the start line may be left out, as where `anyhook sign` has
 *   printed the headers
 */
export function parseRequest(
  bytes: Uint8Array,
  { mayBeHeadersAlone = false } = {},
): RawRequest & { method?: string } {
  const { lines, end } = head(bytes);
  const [start = ""] = lines;
  const isRequest = START_LINE.test(start);
  if (!isRequest && !(mayBeHeadersAlone && /^[^\s:]+:/.test(start))) {
    throw new InputError("line 1 of the request is not such as `POST /webhooks HTTP/1.1`");
  }
  const first = isRequest ? 1 : 0;
  const headers = lines
    .slice(first)
    .map((line, index) => parseHeader(line, `line ${index + 1 + first} of the request`));
  const [method] = isRequest ? start.split(" ") : [];
  return { ...(method && { method }), headers, body: bodyOf(headers, bytes.subarray(end)) };
}

/** The lines before the empty one, and where the body begins. */
function head(bytes: Uint8Array): { lines: string[]; end: number } {
  const lines: string[] = [];
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) throw new InputError("the request has no empty line between headers and body");
    const line = Buffer.from(bytes.subarray(start, end)).toString("latin1").replace(/\r$/, "");
    start = end + 1;
    if (line === "") return { lines, end: start };
    lines.push(line);
  }
}

/** As many bytes as `Content-Length` says, or all that there are. */
function bodyOf(headers: readonly Header[], bytes: Uint8Array): Uint8Array {
  const values = (name: string): string[] =>
    headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
  if (values("transfer-encoding").length > 0) {
    throw new InputError(
      "the request has a `Transfer-Encoding`: save its body decoded, and leave that header out",
    );
  }
  const lengths = [...new Set(values("content-length"))];
  const [length] = lengths;
  if (length === undefined) return bytes;
  if (lengths.length > 1 || !/^\d{1,15}$/.test(length)) {
    throw new InputError("the request's `Content-Length` is not one number");
  }
  const expected = Number(length);
  if (bytes.length < expected) {
    throw new InputError(`the request's body has ${bytes.length} bytes of ${expected}`);
  }
  const surplus = bytes.subarray(expected);
  // An editor ends the file with a line break, which belongs to no body.
  if (!/^\r?\n?$/.test(Buffer.from(surplus.subarray(0, 3)).toString("latin1"))) {
    throw new InputError(`${surplus.length} bytes follow the request's body of ${expected} bytes`);
  }
  return bytes.subarray(0, expected);
}
