import { type FileHandle, open, unlink } from "node:fs/promises";
import { once } from "node:events";
import { reason } from "./input.js";
import { InputError } from "./usage.js";

/** Characters that are written at once. */
const CHUNK = 1 << 16;

/**
 * Writes lines to standard output where the path is `-`, else to a new file that its owner alone can
 * read. A file that cannot be written as a whole is removed.
 */
export async function writeLines(
  path: string,
  lines: AsyncIterable<string>,
  { force }: { force: boolean },
): Promise<void> {
  if (path === "-") return writeChunks(lines, writeOut);
  const fail = (error: unknown): never => {
    throw new InputError(`cannot write \`${path}\`: ${reason(error)}`, {
      cause: error,
    });
  };
  // One that is overwritten may be readable to others.
  if (force) await unlink(path).catch(() => {});
  const file = await open(path, "wx", 0o600).catch(fail);
  try {
    await writeChunks(lines, (text) => file.appendFile(text).catch(fail));
    await file.sync().catch(fail);
    await file.close();
  } catch (error) {
    await remove(path, file);
    throw error;
  }
}

async function remove(path: string, file: FileHandle): Promise<void> {
  await file.close().catch(() => {});
  await unlink(path).catch(() => {});
}

async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

async function writeChunks(
  lines: AsyncIterable<string>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  let chunk = "";
  for await (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    await write(chunk);
    chunk = "";
  }
  await write(chunk);
}
