import { requestId } from "./random.js";
import type { Outcome } from "./step.js";

const TITLES = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Payload Too Large",
  500: "Internal Server Error",
};

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
