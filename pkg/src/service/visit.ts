import type { Api, Question } from "./api.js";
import type { RequestLog } from "./log.js";
import type { Settings } from "./options.js";
import type { Outcome } from "./step.js";
import { type Target, targetOf } from "./target.js";

/** A request that came. */
export interface Arrival {
  request: Request;
  target: Target;
  /** In Unix milliseconds. */
  now: number;
  /** The same by the clock that takes the time. */
  started: number;
}

/** A request, and where it leads. */
export interface Visit extends Arrival {
  /** HEAD asks for what GET does. */
  method: string;
  api: Api;
}

export function visitOf(request: Request, { apis, control, clock }: Settings): Visit {
  const target = targetOf(request.url);
  const end = target.path.indexOf("/", 1);
  const api = apis.get(target.path.slice(1, end < 0 ? undefined : end)) ?? control;
  const method = request.method === "HEAD" ? "GET" : request.method;
  return { request, method, target, api, now: clock(), started: performance.now() };
}

/** What the API is asked. A provider's takes the path below its own name. */
export function textsOf({ request, method, target, api }: Visit): Question["texts"] {
  const { headers } = request;
  const { provider } = api;
  const path = provider === undefined ? target.path : target.path.slice(provider.length + 1);
  const contentType = headers.get("content-type") ?? undefined;
  const texts = [method, path || "/", target.query, undefined, contentType];
  for (const name of api.headers) texts.push(headers.get(name) ?? undefined);
  return texts;
}

/** The provider that a request is about: of the control API's, the one that its path names. */
export function providerOf({ api, target }: Visit, { apis }: Settings): string | undefined {
  if (api.provider !== undefined) return api.provider;
  const [, , name = ""] = target.path.split("/", 3);
  return apis.has(name) ? name : undefined;
}

/** What a log is told of a request that is answered now. */
export function entryOf(visit: Arrival, outcome: Outcome, provider?: string): RequestLog {
  const { request, target, now, started } = visit;
  const { status, requestId, principal } = outcome;
  const path = target.path.slice(0, LONGEST_PATH);
  const duration = performance.now() - started;
  const entry: RequestLog = {
    time: now,
    method: request.method,
    path,
    status,
    duration,
    requestId,
  };
  if (provider !== undefined) entry.provider = provider;
  if (principal !== undefined) entry.key = principal;
  for (const name of ["operation", "error", "cause"] as const) {
    if (outcome[name] !== undefined) entry[name] = outcome[name];
  }
  return entry;
}

const LONGEST_PATH = 256;
