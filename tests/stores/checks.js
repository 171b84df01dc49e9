// What the checks of the suite are made of.

const encoder = new TextEncoder();

export const bytes = (text) => encoder.encode(text);

/** Bytes as characters, one for each: what they are is then seen in a message. */
export function text(value) {
  let characters = "";
  for (const byte of value) characters += String.fromCharCode(byte);
  return characters;
}

/** Entries, or one that was got, without their versions. */
export const plain = (found) =>
  Array.isArray(found)
    ? found.map(({ key, value }) => [key, text(value)])
    : found && text(found.value);

/** Fails unless the two are the same JSON. */
export function equal(found, wanted) {
  const [a, b] = [found, wanted].map((value) => String(JSON.stringify(value)));
  if (a === b) return;
  const at = [...a].findIndex((character, index) => character !== b[index]);
  const [from, cut] = [
    Math.max(0, at - 100),
    (json) => json.slice(Math.max(0, at - 100), at + 200),
  ];
  throw new Error(
    `found ${from > 0 ? "…" : ""}${cut(a)}, expected ${from > 0 ? "…" : ""}${cut(b)}`,
  );
}

/** Fails unless the call throws a `TypeError`. */
export async function refused(call) {
  try {
    await call();
  } catch (error) {
    if (error instanceof TypeError) return;
    throw new Error(`threw ${error}, expected a TypeError`);
  }
  throw new Error("threw nothing, expected a TypeError");
}

/** Numbers from 0 up, in an order that is always the same and has nothing to do with theirs. */
export function shuffled(count) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  let state = 1;
  for (let index = count - 1; index > 0; index--) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (index + 1);
    [numbers[index], numbers[other]] = [numbers[other], numbers[index]];
  }
  return numbers;
}
