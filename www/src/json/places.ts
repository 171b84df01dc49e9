/** Where in a JSON text the values are that JSON Pointers lead to. */

export interface Place {
  start: number;
  end: number;
}

/** Nobody nests deeper, and the stack stays small. */
const DEEPEST = 64;

const VALUE_END = /[\s,\]}]/;

/**
 * Every value's place. The text has been read as JSON before: of a text that is none, places are
 * found up to where it goes wrong.
 */
export function places(text: string): Map<string, Place> {
  const found = new Map<string, Place>();
  let at = 0;
  const skip = () => {
    while (at < text.length && " \t\r\n".includes(text.charAt(at))) at++;
  };
  const string = (): string => {
    const start = at++;
    while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at = Math.min(at + 1, text.length);
    return text.slice(start, at);
  };
  const value = (pointer: string, depth: number): boolean => {
    skip();
    const start = at;
    const opening = text[at];
    let whole = true;
    if (opening === "{" || opening === "[") {
      whole = depth < DEEPEST && members(pointer, depth, opening);
    } else if (opening === '"') {
      string();
    } else {
      while (at < text.length && !VALUE_END.test(text.charAt(at))) at++;
    }
    found.set(pointer, { start, end: at });
    return whole && at > start;
  };
  const members = (pointer: string, depth: number, opening: string): boolean => {
    const closing = opening === "{" ? "}" : "]";
    at++;
    for (let index = 0; ; index++) {
      skip();
      if (text[at] === closing) return Boolean(++at);
      let token = String(index);
      if (opening === "{") {
        if (text[at] !== '"') return false;
        token = keyOf(string());
        skip();
        if (text[at++] !== ":") return false;
      }
      if (!value(`${pointer}/${token}`, depth + 1)) return false;
      skip();
      if (text[at] === ",") at++;
      else if (text[at] !== closing) return false;
    }
  };
  value("", 0);
  return found;
}

function keyOf(literal: string): string {
  let key: string;
  try {
    key = JSON.parse(literal) as string;
  } catch {
    key = literal.slice(1, -1);
  }
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The place of a value, or of the nearest one around it where there is none, as of a missing one. */
export function nearest(found: ReadonlyMap<string, Place>, pointer: string): Place | undefined {
  for (let path = pointer; ; path = path.slice(0, path.lastIndexOf("/"))) {
    const place = found.get(path);
    if (place || path === "") return place;
  }
}

/** What the library's readers of JSON say of where a text goes wrong: their only word of the place. */
const AT_BYTE = /at byte (\d+)$/;

/** The place that a message names by its byte, as an index of the text. */
export function namedPlace(text: string, message: string): Place | undefined {
  const byte = AT_BYTE.exec(message)?.[1];
  if (byte === undefined) return undefined;
  let left = Number(byte);
  let start = 0;
  for (const character of text) {
    if (left <= 0) break;
    const code = character.codePointAt(0) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    start += character.length;
  }
  return { start, end: Math.min(start + 1, text.length) };
}
