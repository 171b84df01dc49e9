import { kindOf } from "../input.js";
import type { Api, Question } from "./api.js";
import { Facts } from "./facts.js";
import { messageOf } from "./log.js";
import type { Settings } from "./options.js";
import type { Answer, Changes, Outcome, Read, Situation } from "./step.js";

/** How often something is decided anew. Beyond it the store is changed faster than it is read. */
const MOST_CONFLICTS = 10;

/** Where the request's id stands among the texts of a question. */
const REQUEST_ID = 3;

/** Why nothing was decided, or why what was decided does not hold. */
export interface Fault {
  fault: Situation;
  cause?: string;
}

/**
 * Asks the module what is to be done, reads what it asks for, and asks again, until it has decided; then
 * writes what belongs to that. Where others changed meanwhile what the decision stands on, it is made
 * anew.
 *
 * @throws what `decide` throws
 */
export async function carryOut<Done extends Changes>(
  decide: () => Read | Done,
  facts: Facts,
  { store, locks }: Settings,
): Promise<Done | Fault> {
  const unavailable = (cause: string): Fault => ({ fault: "unavailable", cause });
  let held: string | undefined;
  try {
    for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts++) {
      let step = decide();
      while ("read" in step) {
        if (locks && "lock" in step && step.lock !== undefined && held === undefined) {
          await locks.take(step.lock);
          held = step.lock;
        }
        try {
          const fault = await facts.read(step);
          if (fault) return { fault };
        } catch (error) {
          return unavailable(messageOf(error));
        }
        step = decide();
      }
      const { puts, deletes } = step;
      if (puts.length === 0 && deletes.length === 0) return step;
      try {
        const isWritten: unknown = await store.commit({ checks: facts.checks, puts, deletes });
        if (isWritten === true) return step;
        // What may have been written is not written again.
        if (isWritten !== false) {
          throw new TypeError(
            `the store's commit answered ${kindOf(isWritten)}, expected a boolean`,
          );
        }
      } catch (error) {
        return unavailable(messageOf(error));
      }
      facts.forget();
    }
    return unavailable("the store kept changing under what was decided");
  } finally {
    if (held !== undefined) locks?.release(held);
  }
}

/**
 * Decides a request, and writes what belongs to its answer.
 *
 * @throws what the module throws
 */
export async function decideRequest(
  api: Api,
  texts: Question["texts"],
  request: Request,
  settings: Settings,
  now: number,
): Promise<Answer | Outcome> {
  const facts = new Facts(settings, { request, now });
  const question = { texts, facts: facts.texts };
  let principal: string | undefined;
  const decide = () => {
    const step = api.decide(question, settings.random, now);
    texts[REQUEST_ID] = step.requestId;
    ({ principal } = step);
    return step;
  };
  const decided = await carryOut<Answer>(decide, facts, settings);
  if (!("fault" in decided)) return decided;
  const { fault, cause } = decided;
  const outcome: Outcome = { ...api.fail(question, fault), principal };
  return cause === undefined ? outcome : { ...outcome, cause };
}
