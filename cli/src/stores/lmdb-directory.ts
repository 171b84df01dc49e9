// What has to be so before LMDB opens a directory. Its bindings end the program where LMDB cannot open
// its files, so every such fault is looked for here and told as an error.
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** As many bytes as LMDB has in its lock file, or more. */
const LOCK_FILE_BYTES = 16_384;
/** What the disk must have for a new store. */
const FIRST_BYTES = 2 << 20;

/**
 * Makes the directory if it is not there, and throws what would keep LMDB from opening it.
 *
 * @returns whether LMDB will make a new store
 */
export function prepareDirectory(directory: string): boolean {
  makeDirectory(directory);
  accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  const data = join(directory, "data.mdb");
  const lock = join(directory, "lock.mdb");
  for (const path of [data, lock]) checkAccess(path);
  const isNew = (statSync(data, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (isNew) makeFile(directory, FIRST_BYTES, undefined);
  else checkHeader(data);
  // LMDB writes into this one through memory, and its own is a hole: whoever writes into a hole when the
  // disk is full is ended by a signal. This one has its place on the disk.
  if (!existsSync(lock)) makeFile(directory, LOCK_FILE_BYTES, lock);
  return isNew;
}

/** Brings the names of new files to the disk, and that of their directory. */
export function flushNames(directory: string): void {
  if (process.platform === "win32") return;
  for (const path of [directory, dirname(directory)]) {
    const file = openSync(path, "r");
    fsyncSync(file);
    closeSync(file);
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    // Node takes a disk that is read-only for a path that leads nowhere.
    if (existsSync(dirname(directory))) accessSync(dirname(directory), constants.W_OK);
    throw error;
  }
}

function checkAccess(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isFile()) throw new Error(`\`${path}\` is not a file`);
  accessSync(path, constants.R_OK | constants.W_OK);
}

/** Writes so many zeros, and then names them, if nobody was faster, or lets go of the room again. */
function makeFile(directory: string, bytes: number, path: string | undefined): void {
  const made = join(directory, `${process.pid}.new`);
  try {
    writeFileSync(made, new Uint8Array(bytes), { mode: 0o600 });
    if (path) linkSync(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(made, { force: true });
  }
}

/** Of LMDB's first two pages: what they begin with, and where it stands. */
const META_BYTES = 160;
const META_PAGE = 8;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const FLAGS = 8;

/** Refuses a file that is not LMDB's, and one whose end is missing: to read that would end the program. */
function checkHeader(path: string): void {
  const file = openSync(path, "r");
  try {
    const first = readMeta(file, 0);
    const second = first && readMeta(file, first.pageSize);
    if (!second || second.pageSize !== first.pageSize) {
      throw new Error("its data.mdb is of another program, or damaged");
    }
    const { lastPage, pageSize } = second.transaction > first.transaction ? second : first;
    const needed = (lastPage + 1) * pageSize;
    const { size } = statSync(path);
    if (size < needed) {
      throw new Error(`its data.mdb is cut off: it has ${size} bytes of ${needed}`);
    }
  } finally {
    closeSync(file);
  }
}

function readMeta(file: number, position: number) {
  const page = Buffer.alloc(META_BYTES);
  const isWhole = readSync(file, page, 0, META_BYTES, position) === META_BYTES;
  const isMeta = isWhole && page.readUInt16LE(18) === META_PAGE && page.readUInt32LE(24) === MAGIC;
  const isKnown =
    isMeta && page.readUInt32LE(28) === DATA_VERSION && page.readUInt16LE(52) === FLAGS;
  const pageSize = page.readUInt32LE(48);
  if (!isKnown || ![4096, 8192, 16_384, 32_768, 65_536].includes(pageSize)) return undefined;
  return {
    pageSize,
    lastPage: Number(page.readBigUInt64LE(144)),
    transaction: page.readBigUInt64LE(152),
  };
}
