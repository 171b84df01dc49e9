/** What the user has said that the browser's storage should keep. */

/** The user's own provider file. */
export const OWN_FILE = "anyhook.provider";
/** The console's credentials and webhooks; what its service holds is in IndexedDB then. */
export const CONSOLE = "anyhook.console";
/** That the console asks the server, where it does. */
export const TARGET = "anyhook.console.target";

type Key = typeof OWN_FILE | typeof CONSOLE | typeof TARGET;

export function kept(key: Key): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    // Some browsers have no storage for a page opened from a file.
    return undefined;
  }
}

/** Keeps a text, or forgets it where there is none; whether one is kept now. */
export function keep(key: Key, text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    return false;
  }
  return text !== undefined;
}
