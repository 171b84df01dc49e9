import { constants } from "node:fs";
import { copyFile, link, open, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

let count = 0;

/**
 * Makes a file that its owner alone can read: as a whole or not at all, also where this process is
 * killed, and never in place of another one. Resolves to whether there was none.
 */
export async function makeFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.${++count}.tmp`);
  const file = await open(draft, "wx", 0o600);
  try {
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(draft).catch(() => {});
  }
}

/** Of file systems that have no links. */
const NO_LINKS: readonly unknown[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"];

async function place(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code)) throw error;
    await copyFile(draft, path, constants.COPYFILE_EXCL);
  }
}
