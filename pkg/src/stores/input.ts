// What a store's callers may hand in: checked, and with what was left out filled in. Adapters of your
// own can take it from `anyhook/stores/input`.
import type { ListOptions, StoreChanges, StoreCheck, StorePut } from "../service/store.js";

const KEY = /^(?!\.{1,2}$)[ -~]{1,512}$/;
const START_OF_KEY = /^[ -~]{0,512}$/;
const LONGEST_PAGE = 1000;

/**
 * A key that may be one.
 *
 * @throws {TypeError} otherwise
 * @example import { readKey } from "anyhook/stores/input";
 */
export function readKey(key: string): string {
  if (typeof key === "string" && KEY.test(key)) return key;
  throw new TypeError(
    `the key ${shown(key)} is not 1 to 512 printable ASCII characters other than \`.\` and \`..\``,
  );
}

/**
 * Which page to list; of the first one, `after` is empty.
 *
 * @throws {TypeError} for a limit, or a start of a key, that means nothing
 * @example import { readList } from "anyhook/stores/input";
 */
export function readList(options: ListOptions): { prefix: string; after: string; limit: number } {
  const { prefix, after = "", limit = LONGEST_PAGE } = options;
  for (const [name, start] of Object.entries({ prefix, after })) {
    if (typeof start === "string" && START_OF_KEY.test(start)) continue;
    throw new TypeError(
      `\`${name}\` is ${shown(start)}, expected at most 512 printable ASCII characters`,
    );
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE) {
    throw new TypeError(`the limit is ${shown(limit)}, expected an integer from 1 to 1000`);
  }
  return { prefix, after, limit };
}

/**
 * What to check and to write, with bytes that nobody else has.
 *
 * @throws {TypeError} for a bad key, value or version, or a key that is written twice
 * @example import { readChanges } from "anyhook/stores/input";
 */
export function readChanges({ checks = [], puts = [], deletes = [] }: StoreChanges): {
  checks: readonly StoreCheck[];
  puts: readonly StorePut[];
  deletes: readonly string[];
} {
  for (const { key, version } of checks) {
    readKey(key);
    if (typeof version === "string" || version === null) continue;
    throw new TypeError(
      `the version to check is ${shown(version)}, expected a string, or null for absent`,
    );
  }
  const copied = puts.map(({ key, value }) => ({ key: readKey(key), value: copyOf(value) }));
  const written = [...puts.map(({ key }) => key), ...deletes.map(readKey)];
  if (new Set(written).size < written.length) {
    const twice = written.find((key, index) => written.indexOf(key) < index);
    throw new TypeError(`the key ${shown(twice)} is written twice at once`);
  }
  return { checks, puts: copied, deletes };
}

function copyOf(value: Uint8Array): Uint8Array<ArrayBuffer> {
  // By its name, since bytes of another realm are of another class.
  if (Object.prototype.toString.call(value) === "[object Uint8Array]") return new Uint8Array(value);
  throw new TypeError(`the value is ${shown(value)}, expected a Uint8Array`);
}

/** A value of the caller's as a message tells it. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return "an object";
  return `\`${typeof value === "string" && value.length > 80 ? `${value.slice(0, 80)}…` : String(value)}\``;
}
