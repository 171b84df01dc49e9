/** Where an operation's answer has what belongs to a webhook. */
import type { ProviderInfo } from "anyhook";

/** The keys that lead to a value; `*` is every item of a list. */
export type Place = readonly string[];

/** The places of a value such as `record.id`, where it stands as it is. */
export function placesOf(info: ProviderInfo, operation: string, value: string): Place[] {
  const found: Place[] = [];
  const walk = (template: unknown, place: Place): void => {
    if (typeof template !== "object" || template === null) return;
    const form = template as Record<string, unknown>;
    if ("$" in form) {
      if (form["$"] === value) found.push(place);
    } else if ("$each" in form) walk(form["as"], [...place, "*"]);
    else if ("$if" in form) walk(form["then"], place);
    else if ("$use" in form) {
      walk(info.templates?.[String(form["$use"])], place);
      walk(form["with"], place);
    } else if (!("$mask" in form)) {
      for (const [key, member] of Object.entries(form)) walk(member, [...place, key]);
    }
  };
  walk(info.operations?.[operation]?.success.body, []);
  return found;
}

/** What an answer has at a place: one value, or one for each item. */
export function valuesAt(answer: unknown, [key, ...rest]: Place): unknown[] {
  if (key === undefined) return [answer];
  if (typeof answer !== "object" || answer === null) return [];
  if (key === "*") return Object.values(answer).flatMap((item) => valuesAt(item, rest));
  return Object.hasOwn(answer, key) ? valuesAt((answer as never)[key], rest) : [];
}

const SECRETS = ["record.secret", "record.generatedSecret"];

/** Where an operation's answer shows a signing secret. */
export const secretPlaces = (info: ProviderInfo, operation: string): Place[] =>
  SECRETS.flatMap((value) => placesOf(info, operation, value));
