/** Who answers the console: the service in the page, or the server that the page comes from. */
import { keep, kept, TARGET } from "../kept.js";

export type Target = "page" | "server";

/** Where `npm start` and `anyhook serve` are, unless they are told otherwise. */
const USUAL_BASE = "http://localhost:8787";

let target: Target = kept(TARGET) === "server" ? "server" : "page";

export const chosenTarget = (): Target => target;

/** For whoever comes back, too. */
export function chooseTarget(chosen: Target): void {
  target = chosen;
  keep(TARGET, chosen === "server" ? chosen : undefined);
}

/** In the page it is but a name: nothing listens, and the service wants a name of this machine. */
export const baseOf = (asked: Target): string => (asked === "page" ? USUAL_BASE : location.origin);

let found: boolean | undefined;
let finding: Promise<void> | undefined;

/** Whether the server that the page comes from has the service too; `undefined` until that is known. */
export const serverFound = (): boolean | undefined => found;

/** Asks once. Where there is none the page answers, whatever was chosen at another time. */
export const findServer = (): Promise<void> =>
  (finding ??= serverAnswers().then((answers) => {
    found = answers;
    if (!answers) target = "page";
  }));

/** Whether the server is there now. */
export async function serverAnswers(): Promise<boolean> {
  try {
    const response = await fetch("/_/health", { credentials: "omit", cache: "no-store" });
    // A server of files may answer every path with a page.
    return response.ok && /^application\/json\b/.test(response.headers.get("content-type") ?? "");
  } catch {
    // A page that was opened from a file has no server.
    return false;
  }
}

/** Where code outside of the page is answered: at the page's server, or at one yet to be started. */
export const codeBase = (): string => (found ? location.origin : USUAL_BASE);

/**
 * What whoever takes the code along has to know; nothing where it asks whom the console asks.
 *
 * @param own whether the provider is the user's own
 */
export function codeNote(own: boolean): string {
  if (target === "server") return "";
  if (found) {
    const knows = own ? ", and knows your file if it was started with it" : "";
    return `for this page's server: it has webhooks of its own, not this page's${knows}`;
  }
  const command = `npx anyhook serve${own ? " --provider-file FILE" : ""}`;
  return `nothing outside reaches the service of this page: \`${command}\` answers there, with webhooks of its own`;
}

/** What to do where the server is gone. */
export function startWords(): string {
  const port = location.port || "80";
  const command = port === new URL(USUAL_BASE).port ? "npm start" : `PORT=${port} npm start`;
  return `nothing answers at \`${location.origin}\` any more: \`${command}\` starts it again`;
}
