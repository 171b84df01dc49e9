import type { Outcome } from "./step.js";

/** The response of an answer; one to HEAD has no body. */
export function responseOf(
  { status, headers, body, requestId }: Outcome,
  isHead: boolean,
): Response {
  // As an object: servers take it as it is, where a `Headers` would be read again.
  const all: Record<string, string> = {};
  for (const [name, value] of headers) all[name] = value;
  all["cache-control"] = "no-store";
  all["x-content-type-options"] = "nosniff";
  all["x-request-id"] = requestId;
  return new Response(isHead ? null : body, { status, headers: all });
}
