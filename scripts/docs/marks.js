// What no source states: the `assumed` pointers of a provider file, and the mark that shows them.

export const DAGGER = "†";

/** The JSON Pointer of what lies below `pointer` under these keys. */
export const below = (pointer, ...keys) =>
  [pointer, ...keys.map((key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1"))].join(
    "/",
  );

const tokens = (pointer) => pointer.split("/").slice(1);

export class Marks {
  #assumed;
  #shown = new Set();

  constructor(assumed = []) {
    this.#assumed = assumed.map((pointer) => [pointer, tokens(pointer)]);
  }

  /** Whether what stands at `pointer` is assumed, itself or with what it is a part of. */
  covers(pointer) {
    const path = tokens(pointer);
    const isPrefix = (keys) =>
      keys.length <= path.length && keys.every((key, index) => key === "*" || key === path[index]);
    const covering = this.#assumed.filter(([, keys]) => isPrefix(keys));
    for (const [text] of covering) this.#shown.add(text);
    return covering.length > 0;
  }

  /** The mark to put behind what stands at `pointer`, unless that of `whole` covers it. */
  of(pointer, whole) {
    const isMarked = this.covers(pointer) && !(whole && this.covers(whole));
    return isMarked ? ` ${DAGGER}` : "";
  }

  /** The pointers that no mark has shown: a page that has them is not complete. */
  unshown() {
    return this.#assumed.map(([text]) => text).filter((text) => !this.#shown.has(text));
  }
}
