/** Where something stands in a text, as editors count: from 1, columns in UTF-16 units. */
export interface Place {
  line: number;
  column: number;
}

/** A string, a punctuation mark, or a word such as a number. White space lies between. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/** Finds what JSON Pointers point to in the text of a JSON document. */
export class Places {
  readonly #text: string;
  /** By pointer, where its key or item begins. */
  #offsets: ReadonlyMap<string, number> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The place of a pointer; of what should hold it, where it points to nothing. */
  of(pointer: string): Place {
    this.#offsets ??= index(this.#text);
    let found = pointer;
    while (found !== "" && !this.#offsets.has(found))
      found = found.slice(0, found.lastIndexOf("/"));
    return this.#place(this.#offsets.get(found) ?? 0);
  }

  /** The place of a byte of the text in UTF-8. */
  atByte(byte: number): Place {
    const before = Buffer.from(this.#text).subarray(0, byte).toString("utf8");
    return this.#place(before.length);
  }

  #place(offset: number): Place {
    const before = this.#text.slice(0, offset);
    const lineStart = before.lastIndexOf("\n") + 1;
    return { line: before.split("\n").length, column: offset - lineStart + 1 };
  }
}

/** Where each member's key and each item of a document begins. What is not JSON is read as far as it is. */
function index(text: string): Map<string, number> {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({
    word: match[0],
    offset: match.index,
  }));
  const offsets = new Map([["", tokens[0]?.offset ?? 0]]);
  let next = 0;
  const isAt = (...words: string[]): boolean => words.includes(tokens[next]?.word ?? "}");
  const value = (pointer: string): void => {
    const opening = tokens[next++]?.word;
    if (opening !== "{" && opening !== "[") return;
    for (let count = 0; !isAt("}", "]"); count += 1) {
      const { word, offset } = tokens[next] ?? { word: "", offset: 0 };
      const inner = `${pointer}/${opening === "[" ? count : token(word)}`;
      if (opening === "{") next += 2; // the key and its colon
      offsets.set(inner, offset);
      value(inner);
      if (isAt(",")) next += 1;
    }
    next += 1;
  };
  value("");
  return offsets;
}

/** A key, as JSON text, in the form that it has in a pointer. */
function token(key: string): string {
  try {
    return String(JSON.parse(key)).replaceAll("~", "~0").replaceAll("/", "~1");
  } catch {
    return key;
  }
}
