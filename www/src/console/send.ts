/** Sends a request, and takes down what came of it. */
import type { ApiRequest } from "./request.js";
import { isHeaderValue } from "./credentials.js";
import { type Ask, PAGE_BASE, pageService, type Place } from "./service.js";

/** Who answers: the service in the page, or the one that serves the page. */
export type Target = "page" | "server";

export const baseOf = (target: Target): string => (target === "page" ? PAGE_BASE : location.origin);

export interface Answer {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
  /** What went wrong inside; the page's own service alone tells. */
  cause?: string | undefined;
}

export interface Exchange {
  provider: string;
  operation: string;
  target: Target;
  request: ApiRequest;
  /** The webhook that it is about. */
  subject: string | undefined;
  at: Date;
  /** Milliseconds. */
  duration: number;
  /** Or why there is none. */
  answer: Answer | string;
}

export type Sending = Pick<Exchange, "provider" | "operation" | "target" | "request" | "subject">;

export async function send(sending: Sending, place: Place): Promise<Exchange> {
  const at = new Date();
  try {
    const asked = requestOf(sending.request);
    // To load the service is no part of its answer.
    const ask: Ask = sending.target === "page" ? await pageService(place) : askServer;
    const from = performance.now();
    const { response, cause } = await ask(asked);
    const { status, headers } = response;
    const answer = { status, headers: [...headers], body: await response.text(), cause };
    return { ...sending, at, duration: performance.now() - from, answer };
  } catch (error) {
    const answer = error instanceof Error ? error.message : String(error);
    return { ...sending, at, duration: 0, answer };
  }
}

const askServer: Ask = async (request) => ({ response: await fetch(request) });

function requestOf({ method, url, headers, body }: ApiRequest): Request {
  const wrong = headers.find(([, value]) => !isHeaderValue(value));
  if (wrong) throw new Error(`\`${wrong[0]}\` holds characters that no header can carry`);
  return new Request(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    body: body ?? null,
    credentials: "omit",
    cache: "no-store",
    redirect: "manual",
  });
}

let found: Promise<boolean> | undefined;

/** Whether the server that the page comes from has the service too. */
export const hasServer = (): Promise<boolean> => (found ??= findServer());

async function findServer(): Promise<boolean> {
  try {
    const response = await fetch("/_/health", { credentials: "omit", cache: "no-store" });
    // A server of files may answer every path with a page.
    return response.ok && /^application\/json\b/.test(response.headers.get("content-type") ?? "");
  } catch {
    // A page that was opened from a file has no server.
    return false;
  }
}
