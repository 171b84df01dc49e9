/** What the templates of a provider's file give: its answers, with values that look real. */
import {
  exampleEvent,
  generateId,
  generateSecret,
  maskSecret,
  validate,
  type Violation,
} from "anyhook";
import type { Known } from "../registry.js";
import { pointerTo, wireName } from "./schema.js";

/** What paths such as `record.url` lead to. */
type Scope = Record<string, unknown>;

const ABSENT = Symbol("absent");
const AT = "2026-03-12T09:41:27.318Z";
const URL = "https://example.com/webhooks";

const records = new WeakMap<Known["info"], Scope>();

/** A webhook and what belongs to it; the same at every look. */
function scopeOf(known: Known): Scope {
  let scope = records.get(known.info);
  if (!scope) {
    scope = makeScope(known);
    records.set(known.info, scope);
  }
  return scope;
}

function makeScope({ info, input }: Known): Scope {
  const types = Object.keys(info.events.types);
  const [type = "event"] = types;
  const id = (kind: string) => (info.ids[kind] ? generateId(input, kind) : "1");
  const { active } = info.subscription ?? {};
  const values = typeof active === "object" ? active.values : undefined;
  const on = values?.find(([, meaning]) => meaning)?.[0] ?? true;
  const secret = generateSecret(input);
  const payload: unknown = JSON.parse(new TextDecoder().decode(exampleBody({ info, input })));
  const record = {
    id: id("webhook"),
    url: URL,
    events: types.slice(0, 2),
    active: on,
    name: "Orders",
    description: "Orders of the shop",
    client: id("client"),
    encrypted: false,
    secret,
    generatedSecret: secret,
    createdAt: AT,
    updatedAt: AT,
    failureCount: 0,
    lastTriggeredAt: AT,
    totalEvents: 12,
    successfulDeliveries: 11,
    failedDeliveries: 1,
    lastDelivery: AT,
    disabled: false,
  };
  return {
    record,
    records: [record],
    request: { id: id("request"), path: `/${info.id}/webhooks` },
    page: { number: 1, limit: 20, total: 1, hasMore: false },
    events: [{ id: id("delivery"), type, createdAt: AT, data: payload }],
    deliveries: [{ event: type, url: URL, payload, success: true, status: 200, at: AT }],
    event: { id: id("delivery"), type, createdAt: AT, data: payload },
  };
}

function exampleBody({ info, input }: Pick<Known, "info" | "input">): Uint8Array {
  const [type = ""] = Object.keys(info.events.types);
  try {
    return exampleEvent(input, type).body;
  } catch {
    // A receiver's file may say nothing of what bodies look like.
    return new TextEncoder().encode("{}");
  }
}

/** An operation's answer; `undefined` where it has no body. */
export function sampleAnswer(known: Known, operation: string): unknown {
  const body = known.info.operations?.[operation]?.success.body;
  return body === undefined ? undefined : expand(body, scopeOf(known), known);
}

/** The body of a refusal. */
export function sampleError(known: Known, situation: string): unknown {
  const { errors } = known.info;
  const refusal = errors?.cases[situation];
  if (!errors || !refusal) return undefined;
  const { status, code, message, members = {} } = refusal;
  const about = situation === "not_found" || situation === "invalid_id";
  const violations = violationsOf(known, situation);
  const error = { code, message, status, reason: REASONS[status] ?? "Error", violations };
  const scope: Scope = {
    ...scopeOf(known),
    error: about ? { ...error, id: (scopeOf(known)["record"] as Scope)["id"] } : error,
  };
  const body = expand(errors.body, scope, known);
  return Object.assign(body as object, expand(members, scope, known));
}

/** Bodies of which everything is wrong that a situation is about. */
const BROKEN: Record<string, (known: Known) => object> = {
  invalid_body: () => ({}),
  invalid_url: ({ info }) => ({ [wireName(info, "url") ?? "url"]: "ftp://example.com/" }),
  invalid_events: ({ info }) => ({ [wireName(info, "events") ?? "events"]: ["no.such.event"] }),
};

/** What the library finds wrong with such a body. */
function violationsOf(known: Known, situation: string): Violation[] | undefined {
  const broken = BROKEN[situation]?.(known);
  if (!broken || !known.info.operations?.["create"]?.body) return undefined;
  const result = validate(known.input, "create", broken);
  const [name] = Object.keys(broken);
  const all = result.valid ? [] : result.violations;
  return name === undefined ? all : all.filter(({ path }) => path.startsWith(pointerTo(name)));
}

export const REASONS: Record<number, string> = {
  200: "OK",
  201: "Created",
  204: "No Content",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** The value of a template. */
function expand(template: unknown, scope: Scope, known: Known): unknown {
  const value = expandOr(template, scope, known);
  return value === ABSENT ? undefined : value;
}

function expandOr(template: unknown, scope: Scope, known: Known): unknown {
  if (Array.isArray(template)) {
    return template.map((item) => expandOr(item, scope, known)).filter((item) => item !== ABSENT);
  }
  if (typeof template !== "object" || template === null) return template;
  const form = template as Record<string, unknown>;
  if ("$" in form) {
    const value = follow(form["$"] as string, scope);
    if (value !== undefined) return value;
    return "else" in form ? expandOr(form["else"], scope, known) : ABSENT;
  }
  if ("$each" in form) {
    const path = form["$each"] as string;
    const items = follow(path, scope);
    const name = SINGULAR[path] ?? path;
    if (!Array.isArray(items)) return ABSENT;
    return items.map((item) => expand(form["as"], { ...scope, [name]: item }, known));
  }
  if ("$if" in form) {
    const holds = follow(form["$if"] as string, scope);
    return holds === undefined || holds === false ? ABSENT : expandOr(form["then"], scope, known);
  }
  if ("$mask" in form)
    return maskSecret(known.input, String(follow(form["$mask"] as string, scope)));
  if ("$count" in form) return (follow(form["$count"] as string, scope) as unknown[]).length;
  if ("$use" in form) {
    const base = expandOr(known.info.templates?.[form["$use"] as string], scope, known);
    return Object.assign({}, base, expandOr(form["with"] ?? {}, scope, known));
  }
  const members = Object.entries(form).map(
    ([key, inner]) => [key, expandOr(inner, scope, known)] as const,
  );
  return Object.fromEntries(members.filter(([, value]) => value !== ABSENT));
}

const SINGULAR: Record<string, string> = {
  records: "record",
  deliveries: "delivery",
  events: "event",
  "error.violations": "violation",
};

function follow(path: string, scope: Scope): unknown {
  let value: unknown = scope;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Scope)[key];
  }
  return value;
}
