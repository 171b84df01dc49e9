import { type Delivery, type Explanation, explain, sign, WebhookConfigurationError } from "anyhook";
import type { Headers } from "./headers.js";
import { judge, type Outcome } from "./outcome.js";
import { builtIn, type Chosen } from "./scheme.js";
import { InputError } from "./usage.js";

/** What is found out of one request. */
export interface Finding {
  outcome: Outcome | Unrecognized;
  /** Other schemes that the same signature is good under. */
  also: string[];
  /** Why it is invalid. */
  cause?: string;
}

/** A request that no scheme could be tried on. */
export interface Unrecognized {
  valid: false;
  code: "missing_header" | "malformed_secret";
  message: string;
}

/** A scheme, and those of the secrets that have its form. */
interface Candidate {
  chosen: Chosen;
  secrets: readonly string[];
  /** Where each of them stands among all. */
  indices: readonly number[];
}

const MOST_EXPLAINED = 2;

/** Verifies what arrives: under one scheme, or under whichever its headers belong to. */
export class Receiver {
  readonly #candidates: readonly Candidate[];

  constructor(chosen: Chosen | undefined, secrets: readonly string[]) {
    if (chosen) {
      // The error of a malformed secret, before anything arrives.
      sign(chosen.scheme, { secret: secrets, body: "" });
      this.#candidates = [{ chosen, secrets, indices: [...secrets.keys()] }];
      return;
    }
    this.#candidates = builtIn().map((one) => {
      const indices = [...secrets.keys()].filter((index) => fits(one, secrets[index] as string));
      return { chosen: one, indices, secrets: indices.map((index) => secrets[index] as string) };
    });
    const unused = secrets.findIndex((_, index) =>
      this.#candidates.every(({ indices }) => !indices.includes(index)),
    );
    if (unused >= 0)
      throw new InputError(`no scheme has secrets of the form of secret ${unused + 1}`);
  }

  examine(headers: Headers, body: Uint8Array): Finding {
    const delivery = { headers, body };
    const single = this.#candidates.length === 1;
    const fitting = single ? this.#candidates : this.#fitting(headers);
    const usable = fitting.filter(({ secrets }) => secrets.length > 0);
    if (usable.length === 0) return { outcome: unrecognized(fitting), also: [] };
    const outcomes = usable.map((candidate) => verdict(candidate, delivery));
    const [best, ...others] = outcomes
      .filter((outcome) => outcome.valid)
      .sort((one, other) => rank(other) - rank(one));
    if (best) return { outcome: best, also: others.map(({ scheme }) => scheme) };
    // A request that carries the headers of many schemes is made to be slow to explain.
    const first = usable.slice(0, MOST_EXPLAINED);
    const explained = first.map(({ chosen, secrets }, index) => {
      const explanation = explain(chosen.scheme, { ...delivery, secret: secrets });
      return { outcome: outcomes[index] as Outcome, explanation };
    });
    const [closest] = explained.sort(
      (one, other) => closeness(other.explanation) - closeness(one.explanation),
    );
    if (!closest) throw new Error("no scheme was tried");
    return { outcome: closest.outcome, also: [], cause: closest.explanation.cause };
  }

  /** The schemes whose headers are all there; failing that, those of which one is. */
  #fitting(headers: Headers): Candidate[] {
    const present = (name: string): boolean => Object.hasOwn(headers, name.toLowerCase());
    const whole = this.#candidates.filter(({ chosen }) => chosen.info.headers.every(present));
    if (whole.length > 0) return whole;
    return this.#candidates.filter(({ chosen }) => chosen.info.headers.some(present));
  }
}

/** Whether a secret has the form that the scheme's secrets have. */
function fits({ scheme }: Chosen, secret: string): boolean {
  try {
    sign(scheme, { secret, body: "" });
    return true;
  } catch (error) {
    if (error instanceof WebhookConfigurationError && error.code === "malformed_secret")
      return false;
    throw error;
  }
}

function verdict({ chosen, secrets, indices }: Candidate, delivery: Delivery): Outcome {
  const outcome = judge(chosen, { ...delivery, secret: secrets });
  if (!outcome.valid) return outcome;
  return { ...outcome, secretIndex: indices[outcome.secretIndex] ?? outcome.secretIndex };
}

/** Two providers may sign alike: the likelier one is whose event the body reads as. */
function rank(outcome: Outcome): number {
  if (!outcome.valid || !outcome.event) return 1;
  if ("unreadable" in outcome.event) return 0;
  return outcome.event.known ? 3 : 2;
}

/** How near a delivery came to be valid. */
function closeness({ signatureMatches, alternatives }: Explanation): number {
  return signatureMatches ? 2 : alternatives.length > 0 ? 1 : 0;
}

function unrecognized(fitting: readonly Candidate[]): Unrecognized {
  if (fitting.length === 0) {
    const message = "the request carries the signature header of no known scheme";
    return { valid: false, code: "missing_header", message };
  }
  const names = fitting.map(({ chosen }) => chosen.info.id).join(" or ");
  const message = `the headers are those of ${names}, and no secret given has the form of its secrets`;
  return { valid: false, code: "malformed_secret", message };
}
