/** The keys that a JSON Pointer (RFC 6901) leads through. */
export const tokens = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));

/** A member of what was parsed. What all objects inherit, by somebody's mistake, is none of its own. */
export const own = <T extends object, Key extends keyof T>(
  object: T,
  key: Key,
): T[Key] | undefined => (Object.hasOwn(object, key) ? object[key] : undefined);

/** The value that a JSON Pointer leads to. */
export function lookUp(value: unknown, pointer: string): unknown {
  let found = value;
  for (const key of tokens(pointer)) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
