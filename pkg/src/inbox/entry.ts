import type { Verdict } from "./verdict.js";

/**
 * A request that an inbox took.
 *
 * @example import type { InboxEntry } from "anyhook/inbox";
 */
export interface InboxEntry {
  /** Counts from 1. */
  readonly number: number;
  /** When it came, in Unix milliseconds. */
  readonly time: number;
  readonly method: string;
  /** With its query, in which `***` stands for the value of what is called a token, key or the like. */
  readonly path: string;
  /** In lower case, apart from those that carry a secret. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The names of these. */
  readonly withheld: readonly string[];
  /** Exactly as it came; empty where it was refused. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Why the body was not read to its end, and so nothing was verified. */
  readonly refused?: InboxRefusal;
  readonly verdict?: Verdict;
  /** The delivery's id, where it tells one. */
  readonly id?: string;
  /** How often this id was there, this time included: 2 is the first repetition. */
  readonly seen?: number;
  /** The number of the first entry with this id, where this is not the first. */
  readonly duplicateOf?: number;
  /** What it was answered with; absent until then, and where the sender gave up before. */
  readonly status?: number;
}

/** Why a request was refused. */
export interface InboxRefusal {
  code: "body_too_large" | "body_incomplete" | "body_timeout";
  message: string;
}

/** The id that tells deliveries apart, if there is one: signed rather than not. */
export function deliveryId(verdict: Verdict): string | undefined {
  if (verdict.valid === false) return undefined;
  const { event } = verdict;
  const told = event && !("unreadable" in event) ? event : undefined;
  return told?.id ?? (verdict.valid ? verdict.id : undefined) ?? told?.unsignedId;
}

/** Counts ids, and forgets those that were not seen for the longest time. */
export class Ids {
  readonly #seen = new Map<string, { first: number; times: number }>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** What an entry says of its id. */
  count(verdict: Verdict, number: number): Pick<InboxEntry, "id" | "seen" | "duplicateOf"> {
    const id = deliveryId(verdict);
    if (id === undefined) return {};
    // A longer one is nobody's, and would be kept.
    if (id.length > LONGEST_ID) return {};
    const before = this.#seen.get(id);
    const { first, times } = before ?? { first: number, times: 0 };
    this.#seen.delete(id);
    this.#seen.set(id, { first, times: times + 1 });
    if (this.#seen.size > this.#most) {
      const [oldest] = this.#seen.keys();
      this.#seen.delete(oldest as string);
    }
    return { id, seen: times + 1, ...(before && { duplicateOf: first }) };
  }

  clear(): void {
    this.#seen.clear();
  }
}

const LONGEST_ID = 512;
