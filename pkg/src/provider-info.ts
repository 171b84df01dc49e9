import type { Source } from "./scheme.js";

/**
 * What is known of a provider: its file, as it was written. `provider.schema.json`, which comes with
 * this package, describes each field.
 */
export interface ProviderInfo {
  id: string;
  name: string;
  description?: string;
  sources: Source[];
  /**
   * JSON Pointers of everything that no source states, and that is anyhook's own assumption; the
   * token `*` stands for every member. `isAssumed` reads them.
   */
  assumed: string[];
  auth?: { anyOf: { headers: Record<string, string> }[] };
  /** By kind, such as `webhook`. */
  ids: Record<string, { pattern: string; generate: GeneratorInfo }>;
  secret: {
    encoding: "utf8" | "base64";
    pattern?: string;
    generate: GeneratorInfo;
    mask?: { first?: number; stars?: number; last?: number };
    /** Whose it is: each subscription has its own, unless the account has one for all. */
    owner?: "subscription" | "account";
    /** Seconds that a replaced secret still signs beside the new one. */
    grace?: number;
    /** Characters; 256, unless given. */
    maxLength?: number;
  };
  events: {
    /** Whether there are types that the provider's pages do not list. */
    open?: boolean;
    types: Record<string, { description?: string; example?: string; merge?: object }>;
    examples?: Record<string, object>;
    selectors?: Record<string, { description?: string; prefix?: string; types?: string[] }>;
    /** JSON Pointers into the data: the first that leads somewhere tells whose event it is. */
    client?: string[];
  };
  /** The record's field, and the name that bodies have for it. */
  subscription?: Record<string, string | { field: string; values?: [unknown, boolean][] }>;
  urls?: { schemes?: ("https" | "http")[]; maxLength?: number };
  operations?: Record<string, OperationInfo>;
  templates?: Record<string, unknown>;
  errors?: {
    contentType: string;
    body: object;
    cases: Record<string, { status: number; code?: string; message: string; members?: object }>;
  };
  delivery: {
    headers?: Record<string, unknown>;
    body?: unknown;
    signature: object;
    receive: object;
    /** Seconds; percent; seconds; seconds. */
    retry?: { delays: number[]; jitter?: number; retryAfter?: number; within?: number };
    /** What is pending then waits until the webhook is active again, unless `keepsPending` is `false`. */
    disable?: { after: number; keepsPending?: boolean };
    encryption?: string;
    /** What an attempt without an answer shows as its status. */
    unanswered?: { timeout: number; other: number };
  };
  limits?: { body?: number; requestsPerHour?: { production?: number; development?: number } };
  rules?: {
    maxWebhooks?: number;
    uniqueUrl?: boolean;
    idempotency?: { header: string; seconds: number };
    updateEnables?: boolean;
  };
}

/** How a new id or secret is made. */
export interface GeneratorInfo {
  form: "base64" | "base64url" | "hex" | "characters" | "uuid" | "ksuid";
  prefix?: string;
  bytes?: number;
  alphabet?: string;
  length?: number;
}

/** An operation of a provider's API. */
export interface OperationInfo {
  summary?: string;
  description?: string;
  method: string;
  /** Further methods that do the same. */
  alternatives?: string[];
  path: string;
  scope?: string;
  /** Where the webhook's id is, if not in the path. */
  id?: { body?: string; query?: string };
  /** JSON Schemas. */
  query?: object;
  body?: object;
  paging?: { form: "page" | "cursor"; page?: string; cursor?: string; limit: string };
  success: { status: number; body?: unknown };
  /** Parameters of the query, and the field of webhooks that each selects by. */
  filter?: Record<string, string>;
  /** Parameters of the query that ask for recent events with a webhook. */
  recentEvents?: { include: string; limit: string };
  /** The event that the API itself publishes. */
  publishes?: { type: string; data: unknown };
}
