// Deliveries, as the control API tells of them.
import { type Answer, type Ask, printRefusal } from "./control.js";
import { readDuration } from "./duration.js";
import { style } from "./output.js";
import { isPath } from "./definition.js";
import type { ChosenProvider } from "./provider.js";
import { listed, printable } from "./text.js";
import { didYouMean, UsageError } from "./usage.js";

export interface Delivery {
  id: string;
  event: { id: string; type: string; data?: unknown };
  account: string;
  webhook: string;
  url: string;
  status: "pending" | "held" | "succeeded" | "failed" | "cancelled";
  /** As ISO 8601, like all points in time here. */
  createdAt: string;
  nextAttemptAt?: string;
  attempts: Attempt[];
}

export interface Attempt {
  at: string;
  /** Milliseconds. */
  duration: number;
  /** What was answered, or why nothing was. */
  status?: number;
  error?: string;
  /** The beginning of the answer's body. */
  response?: string;
}

/** The API refused. */
export class RefusedError extends Error {
  constructor(readonly answer: Answer) {
    super(`it answered ${answer.status}`);
  }
}

/** Does what asks the API, and prints why it refused, if it did. */
export async function orRefusal(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) return printRefusal(error.answer);
    throw error;
  }
}

/** The body of an answer with this status. */
export function answered(answer: Answer, status: number): unknown {
  if (answer.status === status) return answer.body;
  throw new RefusedError(answer);
}

export const filterOptions = {
  account: { value: "NAME", help: "those of one account alone" },
  webhook: { value: "ID", help: "those of one webhook alone" },
  event: { value: "ID", help: "those of one event, or of all events of a type" },
  status: { value: "STATUS", help: "`pending`, `held`, `succeeded`, `failed` or `cancelled`" },
  since: { value: "TIME", help: "made within `1h`, say, or since a time in ISO 8601" },
} as const;

type Filter = Readonly<Partial<Record<keyof typeof filterOptions, string | undefined>>>;

const STATUSES: readonly string[] = ["pending", "held", "succeeded", "failed", "cancelled"];

/** The query of a list. */
export function readFilter(filter: Filter): URLSearchParams {
  const { status, since, ...names } = filter;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(names)) {
    if (value !== undefined) query.set(name, value);
  }
  if (status !== undefined) query.set("status", readStatus(status));
  if (since !== undefined) query.set("since", readSince(since));
  return query;
}

export function readStatus(status: string): string {
  if (STATUSES.includes(status)) return status;
  const choice = listed(
    STATUSES.map((one) => `\`${one}\``),
    "or",
  );
  const near = didYouMean(status, STATUSES);
  throw new UsageError(`\`--status\` is \`${status}\`, expected ${choice}${near}`);
}

/** A span is one of the service's clock, which may be another than this machine's. */
function readSince(since: string): string {
  if (/^\d{4}-\d\d-\d\d/.test(since)) {
    const time = new Date(since);
    if (!Number.isNaN(time.getTime())) return time.toISOString();
  }
  return `${readDuration("--since", since)}ms`;
}

/** The most that the API gives at once. */
const PAGE = 100;

/** Some deliveries, and what is known besides. */
export interface Page {
  data: Delivery[];
  nextCursor?: string | null;
  /** Of an event's: whether there may be events that are still to become deliveries. */
  expanding?: boolean;
}

/** Deliveries in the API's order, the newest first, until there are `limit`. */
export async function* pagesOf(
  { info }: ChosenProvider,
  query: URLSearchParams,
  ask: Ask,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Page> {
  let left = limit;
  let cursor: string | undefined;
  do {
    const part = new URLSearchParams(query);
    part.set("limit", `${Math.min(left, PAGE)}`);
    if (cursor !== undefined) part.set("cursor", cursor);
    const answer = await ask("GET", `/_/${info.id}/deliveries?${part.toString()}`);
    const page = answered(answer, 200) as Page;
    yield page;
    left -= page.data.length;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && left > 0);
}

export async function* deliveriesOf(...args: Parameters<typeof pagesOf>): AsyncGenerator<Delivery> {
  for await (const { data } of pagesOf(...args)) yield* data;
}

/** What has to be known of a provider that is one of the user's own. */
export const filesOf = ({ name }: ChosenProvider): string[] => (isPath(name) ? [name] : []);

/** An id of a delivery, which goes into a path. */
export function readId(id: string): string {
  if (/^dlv_[0-9a-f]{31}$/.test(id)) return id;
  throw new UsageError(`\`${id}\` is no id of a delivery: \`dlv_\` and 31 hexadecimal digits`);
}

/** What an attempt came to. */
export function attemptText({ status, error, duration }: Attempt): string {
  const outcome = [status, error].filter((one) => one !== undefined).join(" ");
  return `${printable(outcome)}, ${Math.round(duration)} ms`;
}

export function statusText(status: Delivery["status"]): string {
  if (status === "succeeded") return style("green", status);
  return status === "failed" ? style("red", status) : printable(status);
}
