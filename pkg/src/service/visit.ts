import type { RequestLog } from "./log.js";
import type { Settings } from "./options.js";
import type { ProviderApi, Question } from "./provider-api.js";
import type { Outcome } from "./step.js";
import { type Target, targetOf } from "./target.js";

/** A request, and where it leads. */
export interface Visit {
  request: Request;
  /** HEAD asks for what GET does. */
  method: string;
  target: Target;
  /** The provider whose API it is for. */
  api: ProviderApi | undefined;
  /** When it came, in Unix milliseconds. */
  now: number;
  /** The same by the clock that takes the time. */
  started: number;
}

export function visitOf(request: Request, { apis, clock }: Settings): Visit {
  const target = targetOf(request.url);
  const end = target.path.indexOf("/", 1);
  const api = apis.get(target.path.slice(1, end < 0 ? undefined : end));
  const method = request.method === "HEAD" ? "GET" : request.method;
  return { request, method, target, api, now: clock(), started: performance.now() };
}

/** What is asked of the provider's API. */
export function textsOf({ request, method, target }: Visit, api: ProviderApi): Question["texts"] {
  const { headers } = request;
  const path = target.path.slice(api.id.length + 1) || "/";
  const contentType = headers.get("content-type") ?? undefined;
  const texts = [method, path, target.query, undefined, contentType];
  for (const name of api.headers) texts.push(headers.get(name) ?? undefined);
  return texts;
}

/** What a log is told of a request that is answered now. */
export function entryOf(visit: Visit, outcome: Outcome): RequestLog {
  const { request, target, api, now, started } = visit;
  const { status, requestId } = outcome;
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
  if (api) entry.provider = api.id;
  for (const name of ["operation", "error", "cause"] as const) {
    if (outcome[name] !== undefined) entry[name] = outcome[name];
  }
  return entry;
}

const LONGEST_PATH = 256;
