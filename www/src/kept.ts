/** The user's own provider file in the browser's storage, if the user has said so. */

const KEY = "anyhook.provider";

export function kept(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    // Some browsers have no storage for a page opened from a file.
    return undefined;
  }
}

/** Keeps a text, or forgets it where there is none; whether one is kept now. */
export function keep(text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, text);
  } catch {
    return false;
  }
  return text !== undefined;
}
