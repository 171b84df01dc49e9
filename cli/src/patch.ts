import { InputError, UsageError } from "./usage.js";

/** A JSON Merge Patch of an object. */
export type Patch = Record<string, unknown>;

/** The JSON object that a file holds. */
export function parseObject(bytes: Uint8Array, path: string): Patch {
  const where = path === "-" ? "standard input" : `\`${path}\``;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new InputError(`the data in ${where} is not JSON`);
  }
  if (isObject(value)) return value;
  throw new InputError(`the data in ${where} is JSON, but no object`);
}

/** Adds to a patch what `--set data.PATH=VALUE` says. `data` is what the patch will be applied to. */
export function setPath(patch: Patch, option: string, data: unknown): void {
  const equals = option.indexOf("=");
  const [root, ...keys] = option.slice(0, Math.max(equals, 0)).split(".");
  if (root !== "data" || keys.length === 0 || keys.includes("")) {
    throw new UsageError(
      `\`--set\` is \`${option}\`, expected \`data.PATH=VALUE\`, such as \`data.amount=5\``,
    );
  }
  let place = patch;
  let patched = data;
  for (const [index, key] of keys.entries()) {
    if (Array.isArray(patched)) {
      const list = ["data", ...keys.slice(0, index)].join(".");
      throw new UsageError(`\`${list}\` is a list, which is set as a whole: \`${list}=[…]\``);
    }
    if (index === keys.length - 1) {
      define(place, key, readValue(option.slice(equals + 1), option));
      return;
    }
    const before = member(place, key);
    patched = before ?? member(patched, key);
    const inner = isObject(before) ? before : {};
    if (!Array.isArray(patched)) define(place, key, inner);
    place = inner;
  }
}

function member(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** JSON, or text that does not look like it. */
function readValue(text: string, option: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (!/^\s*["[{]/.test(text)) return text;
    throw new UsageError(`\`--set\` is \`${option}\`: the value begins as JSON, and is none`);
  }
  // `5.00` would be sent as 5, and a large number with other digits.
  return typeof value === "number" && String(value) !== text ? text : value;
}

/** Also of a key called `__proto__`. */
function define(object: Patch, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function isObject(value: unknown): value is Patch {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
