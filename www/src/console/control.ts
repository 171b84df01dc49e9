/** Events and deliveries, by the service's control API: of the page's own, or of the server's. */
import type { ProviderInfo } from "anyhook";
import { ask } from "./session.js";
import { baseOf, type Target } from "./target.js";

export type DeliveryStatus = "pending" | "held" | "succeeded" | "failed" | "cancelled";

export interface Attempt {
  /** ISO 8601. */
  at: string;
  /** Milliseconds. */
  duration: number;
  status?: number;
  error?: string;
  response?: string;
}

export interface Delivery {
  id: string;
  event: { id: string; type: string; data?: unknown };
  account: string;
  webhook: string;
  url: string;
  status: DeliveryStatus;
  createdAt: string;
  nextAttemptAt?: string;
  attempts: Attempt[];
}

/** As many are shown. */
const SHOWN = 50;

const below = ({ id }: ProviderInfo, path: string): string => `/_/${encodeURIComponent(id)}${path}`;

/** @throws what the service says against it */
export const publish = (
  target: Target,
  info: ProviderInfo,
  type: string,
  data: unknown,
): Promise<{ id: string }> =>
  call(target, "POST", below(info, "/events"), { type, ...(data !== undefined && { data }) });

/** The newest first. */
export async function deliveries(target: Target, info: ProviderInfo): Promise<Delivery[]> {
  const path = below(info, `/deliveries?limit=${SHOWN}`);
  return (await call<{ data: Delivery[] }>(target, "GET", path)).data;
}

/** One of them, with its event's data and what endpoints have answered. */
export const delivery = (target: Target, info: ProviderInfo, id: string): Promise<Delivery> =>
  call(target, "GET", below(info, `/deliveries/${id}`));

export const resend = (target: Target, info: ProviderInfo, id: string): Promise<unknown> =>
  call(target, "POST", below(info, `/deliveries/${id}/resend`));

/** What time it is at the server, and whether that can be set forward. */
export const serverTime = (): Promise<{ time: string; manual: boolean }> =>
  call("server", "GET", "/_/time");

export const advanceServer = (milliseconds: number): Promise<unknown> =>
  call("server", "POST", "/_/time", { advance: milliseconds });

interface Problem {
  title?: string;
  detail?: string;
  violations?: { path: string; message: string }[];
}

/** @throws what the service says against it */
export async function call<T>(
  target: Target,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const request = new Request(`${baseOf(target)}${path}`, {
    method,
    credentials: "omit",
    cache: "no-store",
    ...(body && {
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const { response, cause } = await ask(target, request);
  const text = await response.text();
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  throw new Refused(response.status, cause ?? problemWords(response.status, text));
}

/** That the service answers with an error. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function problemWords(status: number, text: string): string {
  try {
    const { title, detail, violations = [] } = JSON.parse(text) as Problem;
    const faults = violations.map(({ path, message }) => `\`${path}\` ${message}`);
    return faults.length > 0 ? faults.join("; ") : (detail ?? title ?? `status ${status}`);
  } catch {
    return `the server answers ${status}`;
  }
}
