import { kindOf } from "../input.js";
import type { Api, Question } from "./api.js";
import { Facts } from "./facts.js";
import { messageOf } from "./log.js";
import type { Settings } from "./options.js";
import type { Outcome, Situation, Step } from "./step.js";

/** How often an answer is decided anew. Beyond it the store is changed faster than it is read. */
const MOST_CONFLICTS = 10;

/** Where the request's id stands among the texts of a question. */
const REQUEST_ID = 3;

/**
 * Asks the module what is to be done, reads what it asks for, and asks again, until it answers; then
 * writes what belongs to the answer. Where others changed meanwhile what the answer stands on, it is
 * decided anew.
 *
 * @throws what the module throws
 */
export async function settle(
  api: Api,
  texts: Question["texts"],
  request: Request,
  settings: Settings,
  now: number,
): Promise<Outcome> {
  const { store, locks, random } = settings;
  const facts = new Facts(request, settings, now);
  const question = { texts, facts: facts.texts };
  let principal: string | undefined;
  const decide = (): Step => {
    const step = api.decide(question, random, now);
    texts[REQUEST_ID] = step.requestId;
    ({ principal } = step);
    return step;
  };
  const fail = (situation: Situation): Outcome => ({ ...api.fail(question, situation), principal });
  const unavailable = (cause: string): Outcome => ({ ...fail("unavailable"), cause });

  let held: string | undefined;
  try {
    for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts++) {
      let step = decide();
      while ("read" in step) {
        if (locks && "lock" in step && held === undefined) {
          await locks.take(step.lock);
          held = step.lock;
        }
        try {
          const fault = await facts.read(step);
          if (fault) return fail(fault);
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
