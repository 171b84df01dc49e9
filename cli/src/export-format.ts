// An export: lines of JSON. The first says what it is, the last how many entries are between them.
import type { StorePut } from "anyhook/service";
import { readKey } from "anyhook/stores/input";
import { entriesOf, type Listing } from "./entries.js";
import { IMPORT_MARK } from "./import-mark.js";
import { type Line, LinesError, parseLine } from "./lines.js";
import type { Progress } from "./progress.js";

const VERSION = 1;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The lines of all that a store has. */
export async function* exportLines(
  store: Listing,
  now: Date,
  progress: Progress,
): AsyncGenerator<string> {
  yield JSON.stringify({
    anyhook: "export",
    version: VERSION,
    createdAt: now.toISOString(),
  });
  let entries = 0;
  for await (const entry of entriesOf(store)) {
    yield entryLine(entry);
    progress(++entries);
  }
  yield JSON.stringify({ entries });
}

function entryLine({ key, value }: StorePut): string {
  try {
    return JSON.stringify({ key, value: decoder.decode(value) });
  } catch {
    return JSON.stringify({
      key,
      base64: Buffer.from(value).toString("base64"),
    });
  }
}

/** Whether the first line of a file says that it is an export; a fault where it is one of another version. */
export function isExport(path: string, first: Line): boolean {
  const header = parseLine(first);
  if (typeof header === "string" || header["anyhook"] === undefined) return false;
  if (header["anyhook"] === "export" && header["version"] === VERSION) return true;
  const version = JSON.stringify(header["version"]);
  const message =
    header["anyhook"] === "export"
      ? `is of version ${version} of exports, and this anyhook reads version ${VERSION}: take the one that wrote it, or a newer one`
      : "is no header of an export";
  throw new LinesError(path, [{ line: first.number, message }]);
}

/**
 * The entries of an export, from the line below its header on.
 *
 * @throws {LinesError} at the first line that no export has, and where it is cut off
 */
export async function* readEntries(
  path: string,
  lines: AsyncIterable<Line>,
): AsyncGenerator<StorePut> {
  let entries = 0;
  let before = "";
  let last = 1;
  let ended = false;
  for await (const line of lines) {
    last = line.number;
    const fail = (message: string): never => {
      throw new LinesError(path, [{ line: line.number, message }]);
    };
    if (ended) fail("follows the last line of the export");
    const object = parseLine(line);
    if (typeof object === "string") return fail(object);
    if ("entries" in object) {
      ended = true;
      if (object["entries"] === entries) continue;
      fail(
        `says that there are ${JSON.stringify(object["entries"])} entries, but there are ${entries}`,
      );
    }
    const entry = readEntry(object);
    if (typeof entry === "string") return fail(entry);
    // An export is in order, so that no key can be there twice unnoticed.
    if (entry.key <= before)
      fail("is not in the order of an export: its key comes before the last one");
    before = entry.key;
    entries += 1;
    yield entry;
  }
  if (ended) return;
  const message = "is the last line: the export is cut off";
  throw new LinesError(path, [{ line: last, message }]);
}

function readEntry({ key, value, base64, ...rest }: Record<string, unknown>): StorePut | string {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `has a member \`${unknown}\`, which no entry of an export has`;
  try {
    readKey(key as string);
  } catch {
    return "has no key that a store could have";
  }
  if (key === IMPORT_MARK) return "has a key that no export has";
  if (typeof value === "string" && base64 === undefined && !/\p{Cs}/u.test(value)) {
    return { key: key as string, value: Buffer.from(value) };
  }
  const bytes = typeof base64 === "string" && value === undefined && Buffer.from(base64, "base64");
  if (bytes && bytes.toString("base64") === base64) return { key: key as string, value: bytes };
  return "has neither a `value` that is text nor bytes in `base64`";
}
