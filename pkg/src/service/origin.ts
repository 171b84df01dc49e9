import { problem } from "./problem.js";
import type { Outcome } from "./step.js";
import type { Target } from "./target.js";

/** Names and addresses of this machine alone, with a port or without. */
const LOOPBACK = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Why a request to a laptop is refused, if it is. Web pages make the browser send requests there, also
 * under names of their own that they point at it: such a name is no name of this machine, and a page
 * from elsewhere must not change anything.
 */
export function refusal(target: Target, method: string, headers: Headers): Outcome | undefined {
  if (!LOOPBACK.test(target.host)) {
    const detail = `\`${target.host.slice(0, 256)}\` is no name of this machine: open mode answers \`localhost\` alone`;
    return problem(403, "foreign_host", detail);
  }
  if (method === "GET" || method === "HEAD") return undefined;
  const origin = headers.get("origin");
  if (origin === null || origin === target.origin) return undefined;
  const detail = `a page of \`${origin.slice(0, 256)}\` may not change anything here`;
  return problem(403, "foreign_origin", detail);
}
