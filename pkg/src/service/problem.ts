import { requestId } from "./random.js";
import type { Outcome } from "./step.js";

const TITLES = { 403: "Forbidden", 500: "Internal Server Error" };

/** An error that is told outside of the module, as a problem document (RFC 9457). */
export function problem(status: keyof typeof TITLES, error: string, detail: string): Outcome {
  return {
    requestId: requestId(),
    status,
    headers: [["content-type", "application/problem+json"]],
    body: JSON.stringify({ title: TITLES[status], status, detail }),
    error,
  };
}
