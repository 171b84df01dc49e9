import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "./lmdb-environment.js";

/** What is written at once, and by how much the file grows at least. */
const ZEROS = new Uint8Array(1 << 20);

/** Pages for LMDB's list of free ones, and for what is new at the top of its tree. */
const SPARE_PAGES = 256;
/** The most existing pages that one write copies: down the tree, and neighbours that it merges. */
const COPIED_PAGES = 24;
/** The most pages that one write adds. */
const ADDED_PAGES = 3;

/** What is used of LMDB's environment, which its types leave out. */
interface Environment {
  info(): { lastPageNumber: number };
  stat(): { pageSize: number };
}

/**
 * Room in LMDB's file, of zeros, for what a transaction may write. LMDB corrupts the program's memory
 * when the disk is full in the middle of a write; so it writes only where the disk has given room.
 */
export class Space {
  readonly #environment: Environment;
  readonly #file: number;
  readonly #pageSize: number;
  #size = 0;

  constructor(directory: string, database: Database) {
    this.#environment = (database as unknown as { env: Environment }).env;
    this.#pageSize = this.#environment.stat().pageSize;
    this.#file = openSync(join(directory, "data.mdb"), "r+");
  }

  /**
   * Makes room for so many writes of so many bytes. Only within a write transaction, so that nobody else
   * writes behind the file's end.
   *
   * @throws if the disk has no more
   */
  reserve(writes: number, bytes: number): void {
    const pages = this.#environment.info().lastPageNumber + 1;
    const copied = Math.min(pages, writes * COPIED_PAGES);
    const values = writes * ADDED_PAGES + (2 * bytes) / this.#pageSize;
    const end = Math.ceil(pages + copied + values + SPARE_PAGES) * this.#pageSize;
    if (end <= this.#size) return;
    this.#size = fstatSync(this.#file).size;
    while (this.#size < end) {
      this.#size += writeSync(this.#file, ZEROS, 0, ZEROS.length, this.#size);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
