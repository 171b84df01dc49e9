import { invalidArgument } from "../errors.js";
import { kindOf } from "../input.js";
import type { ReceivedRequest } from "./received.js";

/**
 * What an endpoint does with a request: it answers with a status, or with more than that; or it does not
 * answer at all, in one of these ways:
 * - `timeout`: it takes longer than the service waits, which takes a test no time
 * - `refused`: it does not take the connection
 * - `tls`: its certificate is not accepted
 *
 * @example import type { EndpointAnswer } from "anyhook/testing";
 */
export type EndpointAnswer = number | EndpointFailure | EndpointResponse | Response;

/**
 * Ways in which there is no answer.
 *
 * @example import type { EndpointFailure } from "anyhook/testing";
 */
export type EndpointFailure = "timeout" | "refused" | "tls";

/**
 * An answer of an endpoint.
 *
 * @example import type { EndpointResponse } from "anyhook/testing";
 */
export interface EndpointResponse {
  /** 200, unless given. */
  status?: number | undefined;
  /** The header `Retry-After`: seconds, or a date as HTTP writes it. */
  retryAfter?: number | string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: string | undefined;
}

/**
 * A receiver of webhooks: your own, or one that decides by what has come. What it throws is answered with
 * 500, and thrown on by whatever waits for the deliveries.
 *
 * @example import type { EndpointHandler } from "anyhook/testing";
 */
export type EndpointHandler = (
  request: Request,
  received: ReceivedRequest,
) => EndpointAnswer | undefined | Promise<EndpointAnswer | undefined>;

/** By what the service tells them apart: the codes of Node's errors. */
const FAILURES: Record<EndpointFailure, [code: string, message: string]> = {
  timeout: ["ETIMEDOUT", "the endpoint did not answer in time"],
  refused: ["ECONNREFUSED", "the endpoint refused the connection"],
  tls: ["CERT_HAS_EXPIRED", "the endpoint's certificate has expired"],
};

/** Without a body, whatever is said. */
const BODILESS: readonly number[] = [204, 205, 304];

/**
 * Checks an answer that a test gives.
 *
 * @throws {WebhookConfigurationError} `invalid_argument`
 */
export function readAnswer(answer: EndpointAnswer): EndpointAnswer {
  if (answer instanceof Response) return answer;
  if (typeof answer === "string" && Object.hasOwn(FAILURES, answer)) return answer;
  if (typeof answer === "number") {
    readStatus(answer);
    return answer;
  }
  if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) {
    readStatus(answer.status ?? 200);
    return { ...answer };
  }
  const found = typeof answer === "string" ? `\`${String(answer)}\`` : kindOf(answer);
  const failures = Object.keys(FAILURES).map((name) => `\`${name}\``);
  throw invalidArgument(
    `the answer is ${found}, expected a status, ${failures.join(", ")}, an object or a Response`,
  );
}

function readStatus(status: unknown): void {
  if (Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599) return;
  throw invalidArgument(`the status is ${kindOf(status)}, expected a whole number from 200 to 599`);
}

/**
 * Carries an answer out.
 *
 * @throws where there is none, as a transport does
 */
export function carryOut(answer: EndpointAnswer): Response {
  if (answer instanceof Response) return answer.bodyUsed ? answer : answer.clone();
  if (typeof answer === "string") {
    const [code, message] = FAILURES[answer];
    throw Object.assign(new Error(message), { code });
  }
  const {
    status = 200,
    retryAfter,
    headers,
    body = null,
  } = typeof answer === "number" ? { status: answer } : answer;
  const all = new Headers(headers);
  if (retryAfter !== undefined) all.set("retry-after", String(retryAfter));
  return new Response(BODILESS.includes(status) ? null : body, { status, headers: all });
}
