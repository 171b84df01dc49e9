/** What the person at the keyboard has to put right: printed without a stack, exit code 2. */
export class InputError extends Error {
  /** What follows the message, on lines of its own. */
  report(): string | undefined {
    return undefined;
  }
}

/** The same of the command line itself, so that its help is of use. */
export class UsageError extends InputError {}

/** "; did you mean `x`?" for the candidate nearest to `word`, or nothing when none is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(word, candidate);
    if (edits < least) [nearest, least] = [candidate, edits];
  }
  return nearest === undefined ? "" : `; did you mean \`${nearest}\`?`;
}

/** How many characters have to be put in, left out or changed to make one word of the other. */
function distance(from: string, to: string): number {
  // What is much longer is no slip of the fingers, and not worth the work.
  if (Math.abs(from.length - to.length) > 8) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, character] of [...from].entries()) {
    let diagonal = line;
    let left = line + 1;
    row = row.map((above, column) => {
      if (column === 0) return left;
      const changed = diagonal + (character === to[column - 1] ? 0 : 1);
      diagonal = above;
      left = Math.min(changed, above + 1, left + 1);
      return left;
    });
  }
  return row.at(-1) ?? 0;
}
