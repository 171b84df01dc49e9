import { WebhookConfigurationError } from "../errors.js";
import { type Explanation, explain } from "../explain.js";
import { type Delivery, readSecrets, type SecretInput } from "../hook.js";
import { findHeaders, type HeadersInput } from "../input.js";
import { resolve, type Scheme, type SchemeInput, type SchemeName, schemes } from "../scheme.js";
import { sign } from "../sign.js";
import {
  type EventSummary,
  type InvalidVerdict,
  judge,
  summaryOf,
  type UnverifiedVerdict,
  type ValidVerdict,
  type Verdict,
} from "./verdict.js";

/** What deliveries are verified with. */
export interface InboxKeys {
  /** A scheme or provider; the built-in one that the headers belong to, unless given. */
  scheme?: SchemeInput | undefined;
  /** One secret, or several, all of which are tried. Without any, nothing is verified. */
  secret?: SecretInput | undefined;
}

/** A scheme, and those of the secrets that have its form. */
interface Candidate {
  scheme: Scheme;
  secrets: readonly string[];
  /** Where each of them stands among all. */
  indices: readonly number[];
}

/** A request that carries the headers of many schemes is made to be slow to explain. */
const MOST_EXPLAINED = 2;

/** Verifies what arrives: under one scheme, or under whichever its headers belong to. */
export class Examiner {
  readonly #candidates: readonly Candidate[];
  readonly #hasSecrets: boolean;

  /** @throws {WebhookConfigurationError} for a secret that has not the scheme's form, or any one's */
  constructor({ scheme, secret }: InboxKeys) {
    const secrets = secret === undefined ? [] : readSecrets(secret);
    this.#hasSecrets = secrets.length > 0;
    if (scheme !== undefined) {
      const resolved = resolve(scheme);
      if (this.#hasSecrets) sign(resolved, { secret: secrets, body: "" });
      this.#candidates = [{ scheme: resolved, secrets, indices: [...secrets.keys()] }];
      return;
    }
    this.#candidates = schemes().map(({ id }) => {
      const one = resolve(id as SchemeName);
      const indices = [...secrets.keys()].filter((index) => fits(one, secrets[index] as string));
      return { scheme: one, indices, secrets: indices.map((index) => secrets[index] as string) };
    });
    const unused = secrets.findIndex((_, index) =>
      this.#candidates.every(({ indices }) => !indices.includes(index)),
    );
    if (unused < 0) return;
    throw new WebhookConfigurationError(
      "malformed_secret",
      `no scheme has secrets of the form of secret ${unused + 1}`,
    );
  }

  examine(delivery: Delivery): Verdict {
    const single = this.#candidates.length === 1;
    const fitting = single ? this.#candidates : fittingOf(this.#candidates, delivery.headers);
    if (!this.#hasSecrets) return unverified(fitting, delivery);
    const usable = fitting.filter(({ secrets }) => secrets.length > 0);
    if (usable.length === 0) return unrecognized(fitting);
    const verdicts = usable.map((candidate) => verdictOf(candidate, delivery));
    const [best, ...others] = verdicts
      .filter((verdict) => verdict.valid)
      .sort((one, other) => rank(other.event) - rank(one.event));
    if (best) {
      const also = others.map(({ scheme }) => scheme);
      return also.length > 0 ? { ...best, also } : best;
    }
    return explained(usable, verdicts as InvalidVerdict[], delivery);
  }
}

/**
 * The names of the built-in schemes that headers belong to: those whose headers are all there; failing
 * that, those of which one is.
 *
 * @example import { recognize } from "anyhook/inbox";
 */
export function recognize(headers: HeadersInput): SchemeName[] {
  const all = schemes().map(({ id }) => ({ scheme: resolve(id as SchemeName) }));
  return fittingOf(all, headers).map(({ scheme }) => scheme.info.id as SchemeName);
}

function fittingOf<T extends { scheme: Scheme }>(all: readonly T[], headers: HeadersInput): T[] {
  const found = all.map((one) => {
    const values = findHeaders(headers, one.scheme.headerNames);
    return { one, present: values.filter((value) => value !== undefined).length };
  });
  const whole = found.filter(({ one, present }) => present === one.scheme.headerNames.length);
  const fitting = whole.length > 0 ? whole : found.filter(({ present }) => present > 0);
  return fitting.map(({ one }) => one);
}

/** Whether a secret has the form that the scheme's secrets have. */
function fits(scheme: Scheme, secret: string): boolean {
  try {
    sign(scheme, { secret, body: "" });
    return true;
  } catch (error) {
    if (error instanceof WebhookConfigurationError && error.code === "malformed_secret")
      return false;
    throw error;
  }
}

function verdictOf({ scheme, secrets, indices }: Candidate, delivery: Delivery) {
  const verdict = judge(scheme, { ...delivery, secret: secrets });
  if (!verdict.valid) return verdict;
  return { ...verdict, secretIndex: indices[verdict.secretIndex] ?? verdict.secretIndex };
}

/** The verdict of the scheme that comes nearest to being the one, with the likely cause. */
function explained(
  candidates: readonly Candidate[],
  verdicts: readonly InvalidVerdict[],
  delivery: Delivery,
): InvalidVerdict {
  const tried = candidates.slice(0, MOST_EXPLAINED).map(({ scheme, secrets }, index) => ({
    verdict: verdicts[index] as InvalidVerdict,
    explanation: explain(scheme, { ...delivery, secret: secrets }),
  }));
  const [closest] = tried.sort(
    (one, other) => closeness(other.explanation) - closeness(one.explanation),
  );
  if (!closest) throw new Error("no scheme was tried");
  const { cause } = closest.explanation;
  return { ...closest.verdict, ...(cause && { cause }) };
}

/** Two providers may sign alike: the likelier one is whose event the body reads as. */
function rank(event: ValidVerdict["event"]): number {
  if (!event) return 1;
  if ("unreadable" in event) return 0;
  return event.known ? 3 : 2;
}

/** How near a delivery came to be valid. */
function closeness({ signatureMatches, alternatives }: Explanation): number {
  return signatureMatches ? 2 : alternatives.length > 0 ? 1 : 0;
}

const NO_SCHEME = "the request carries the signature header of no known scheme";

function unrecognized(fitting: readonly Candidate[]): InvalidVerdict {
  if (fitting.length === 0) return { valid: false, code: "missing_header", message: NO_SCHEME };
  const message = `the headers are those of ${namesOf(fitting)}, and no secret given has the form of its secrets`;
  return { valid: false, code: "malformed_secret", message };
}

function unverified(fitting: readonly Candidate[], delivery: Delivery): UnverifiedVerdict {
  const readable = fitting
    .filter(({ scheme }) => scheme.info.provider)
    .map(({ scheme }) => summaryOf({ scheme }, delivery))
    .filter((event): event is EventSummary => !("unreadable" in event));
  const [event] = readable.sort((one, other) => rank(other) - rank(one));
  const message =
    fitting.length === 0
      ? NO_SCHEME
      : `the headers are those of ${namesOf(fitting)}, and no secret is known to verify them with`;
  const ids = fitting.map(({ scheme }) => scheme.info.id);
  return { valid: null, code: "no_secret", message, schemes: ids, ...(event && { event }) };
}

const namesOf = (candidates: readonly Candidate[]): string =>
  candidates.map(({ scheme }) => scheme.info.id).join(" or ");
