import { readInput } from "./input.js";
import { InputError } from "./usage.js";

export type Header = readonly [name: string, value: string];

/** The headers in the form that `anyhook` takes: a header that occurs twice stays two. */
export type Headers = Record<string, string[]>;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads `Name: value`. */
export function parseHeader(line: string, where: string): Header {
  const colon = line.indexOf(":");
  if (colon < 0) throw new InputError(`${where} is no header: expected \`Name: value\``);
  const name = line.slice(0, colon);
  if (!TOKEN.test(name)) throw new InputError(`${where}: \`${name}\` is no name of a header`);
  const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "");
  // The characters that end a header, and those that no connection carries.
  if (/[\0\r\n]/.test(value))
    throw new InputError(`${where}: \`${name}\` has no value for a header`);
  return [name, value];
}

/** The headers of `--header` options. */
export function parseHeaderOptions(options: readonly string[]): Header[] {
  return options.map((option, index) => {
    const where = options.length > 1 ? `\`--header\` number ${index + 1}` : "`--header`";
    return parseHeader(option, where);
  });
}

/** The headers of a file of `Name: value` lines, such as `anyhook sign` prints. */
export async function readHeaderFile(path: string): Promise<Header[]> {
  const bytes = await readInput(path, "the headers");
  // Latin-1, as HTTP servers read headers: each byte is a character.
  const lines = Buffer.from(bytes).toString("latin1").split("\n");
  const file = path === "-" ? "standard input" : `\`${path}\``;
  return lines.flatMap((line, index) => {
    const text = line.replace(/\r$/, "");
    return text === "" ? [] : [parseHeader(text, `line ${index + 1} of ${file}`)];
  });
}

/** Gathers the values of each name, in lower case. */
export function gather(headers: Iterable<Header>): Headers {
  // Without a prototype, so that a header called `__proto__` is a name like any other.
  const gathered: Headers = Object.create(null);
  for (const [name, value] of headers) (gathered[name.toLowerCase()] ??= []).push(value);
  return gathered;
}
