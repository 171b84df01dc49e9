import { readFile } from "node:fs/promises";
import { InputError, UsageError } from "./usage.js";

/** What standard input was read for: it can be read for one thing only. */
let claimed: string | undefined;

/** The bytes of a file, or of standard input where the path is `-`. */
export async function readInput(path: string, what: string): Promise<Uint8Array> {
  if (path === "-") return readStandardInput(what);
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(`cannot read ${what} from \`${path}\`: ${reason(error)}`);
  }
}

/** The body, from the file that was named or else from what is piped in. */
export async function readBody(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined && process.stdin.isTTY) {
    throw new UsageError("no body: give `--body FILE`, or pipe it in");
  }
  return readInput(path ?? "-", "the body");
}

async function readStandardInput(what: string): Promise<Uint8Array> {
  if (claimed !== undefined) {
    throw new UsageError(`standard input holds ${claimed} already: give ${what} in a file`);
  }
  claimed = what;
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EEXIST: "it exists already (`--force` overwrites it)",
  ENOTDIR: "a part of the path is no folder",
  ENOSPC: "the disk is full",
  ERR_FS_FILE_TOO_LARGE: "it is larger than 2 GiB",
};

/** Why a file cannot be read or written, in words. */
export function reason(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
