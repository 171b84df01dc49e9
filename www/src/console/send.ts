/** Sends a request, and takes down what came of it. */
import type { ApiRequest } from "./request.js";
import { isHeaderValue } from "./credentials.js";
import { type Ask, pageService, type Place } from "./service.js";
import { serverAnswers, startWords, type Target } from "./target.js";

export interface Answer {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
  /** How long it took, in milliseconds. */
  duration: number;
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
    const body = await response.text();
    const duration = performance.now() - from;
    return { ...sending, at, answer: { status, headers: [...headers], body, duration, cause } };
  } catch (error) {
    const answer = error instanceof Error ? error.message : String(error);
    return { ...sending, at, answer };
  }
}

/** The server that the page comes from. */
export const askServer: Ask = async (request) => {
  try {
    return { response: await fetch(request) };
  } catch (error) {
    // It may be there, and have cut the connection.
    throw (await serverAnswers()) ? error : new Error(startWords());
  }
};

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
