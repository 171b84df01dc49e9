import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { reason } from "./input.js";
import { plural, printable, table } from "./text.js";
import { InputError } from "./usage.js";

/** A line of a file, numbered from 1, without its end. */
export interface Line {
  number: number;
  text: string;
}

export interface LineFault {
  line: number;
  message: string;
}

/** A file of lines with faults. */
export class LinesError extends InputError {
  constructor(
    readonly path: string,
    readonly faults: readonly LineFault[],
  ) {
    super(`${shown(path)} has ${plural(faults.length, "fault")}`);
  }

  /** A fault on each line, after the number of its own. */
  override report(): string {
    const rows = this.faults
      .slice(0, SHOWN)
      .map(({ line, message }) => [`${printable(this.path)}:${line}`, printable(message)]);
    const more = this.faults.length - SHOWN;
    return table(rows) + (more > 0 ? `\nand ${plural(more, "more fault")}` : "");
  }
}

const SHOWN = 100;

/** No record of the service comes near it; without a limit a file could fill the memory. */
const LONGEST = 16 << 20;

/** A path as a message names it. */
export const shown = (path: string): string => (path === "-" ? "standard input" : `\`${path}\``);

/** Whether what was read from there can be read once more: not from a pipe. */
export async function canReadAgain(path: string): Promise<boolean> {
  if (path === "-") return false;
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(`cannot read ${shown(path)}: ${reason(error)}`);
  });
  return found.isFile();
}

/**
 * The lines of a file in UTF-8, or of standard input where the path is `-`. Empty ones are passed over.
 *
 * @throws {LinesError} at a line that is too long or no UTF-8
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const source = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let number = 0;
  /** Pieces of a line that has not ended yet. */
  let begun: Buffer[] = [];
  let length = 0;
  const fault = (message: string): LinesError => new LinesError(path, [{ line: number, message }]);
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length > LONGEST) {
      number += 1;
      throw fault(`is longer than ${LONGEST} bytes`);
    }
    begun.push(piece);
  };
  const end = (): Line => {
    number += 1;
    const bytes = begun.length === 1 ? (begun[0] as Buffer) : Buffer.concat(begun);
    begun = [];
    length = 0;
    try {
      return { number, text: decoder.decode(bytes).trim() };
    } catch {
      throw fault("is not UTF-8");
    }
  };
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      let start = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
        take(chunk.subarray(start, at));
        start = at + 1;
        const line = end();
        if (line.text !== "") yield line;
      }
      take(chunk.subarray(start));
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`cannot read ${shown(path)}: ${reason(error)}`);
  }
  const last = end();
  if (last.text !== "") yield last;
}

/** The line as a JSON object, or what is wrong with it. */
export function parseLine({ text }: Line): Record<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON.parse quotes the text, which may hold a secret.
    return "is not JSON";
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  return "is no JSON object";
}
