const LONGEST_BLOCK = 512;

/** Keys in order, in blocks: to insert one into the middle of a long array would move half of it. */
export class SortedKeys {
  readonly #blocks: string[][] = [[]];

  /** Adds a key that is not there. */
  add(key: string): void {
    const index = this.#blockOf(key);
    const block = this.#block(index);
    block.splice(lowerBound(block, key), 0, key);
    if (block.length > LONGEST_BLOCK) {
      this.#blocks.splice(index + 1, 0, block.splice(LONGEST_BLOCK / 2));
    }
  }

  /** Removes a key that is there. */
  delete(key: string): void {
    const index = this.#blockOf(key);
    const block = this.#block(index);
    block.splice(lowerBound(block, key), 1);
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(index, 1);
  }

  /** The first keys beyond `after` that start with `prefix`. */
  page(prefix: string, after: string, limit: number): string[] {
    const start = after > prefix ? after : prefix;
    const page: string[] = [];
    let index = this.#blockOf(start);
    let at = lowerBound(this.#block(index), start);
    for (; index < this.#blocks.length; index++, at = 0) {
      const block = this.#block(index);
      for (; at < block.length; at++) {
        const key = block[at] as string;
        if (key === after) continue;
        if (page.length === limit || !key.startsWith(prefix)) return page;
        page.push(key);
      }
    }
    return page;
  }

  /** Which block a key belongs in: the last one that starts with it or before it, else the first. */
  #blockOf(key: string): number {
    let [low, high] = [0, this.#blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#block(middle)[0] as string) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #block(index: number): string[] {
    return this.#blocks[index] as string[];
  }
}

/** Where in a block the first key is that is not before `key`. */
function lowerBound(block: readonly string[], key: string): number {
  let [low, high] = [0, block.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((block[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
