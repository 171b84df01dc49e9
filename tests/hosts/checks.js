// What the checks of the suite are made of.

/** Fails unless the two are the same JSON, in whatever order the keys are. */
export function equal(found, wanted) {
  const [a, b] = [found, wanted].map((value) => JSON.stringify(sorted(value)));
  if (a !== b) throw new Error(`found ${a}, expected ${b}`);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .filter((key) => value[key] !== undefined)
      .map((key) => [key, sorted(value[key])]),
  );
}

/** The code that a call fails with; an error of another kind is thrown on. */
export function codeOf(anyhook, call) {
  try {
    call();
  } catch (error) {
    if (error instanceof anyhook.WebhookError) return error.code;
    throw error;
  }
  return undefined;
}

/** A text, or one that is too long for the file. */
export const long = (value) =>
  typeof value === "string" ? value : value.first + value.repeat.repeat(value.times) + value.last;

export const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
