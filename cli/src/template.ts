import { ASSUMED } from "./provider.js";
import type { Key, Mark } from "./provider-page.js";

/** A template on one line, with `{event.id}` for what is put there, and what is assumed marked. */
export function shortTemplate(template: unknown, at: Key[], mark: Mark): string {
  const text = written(template, at, mark);
  const marked = mark(text, at);
  // The mark of the whole does for its parts.
  return marked === text ? text : mark(text.replaceAll(` ${ASSUMED}`, ""), at);
}

function written(template: unknown, at: Key[], mark: Mark): string {
  if (Array.isArray(template)) {
    return `[${template.map((item, index) => shortTemplate(item, [...at, index], mark)).join(", ")}]`;
  }
  if (typeof template !== "object" || template === null) return JSON.stringify(template);
  const form = template as Record<string, unknown>;
  if (typeof form["$"] === "string") {
    const value = mark(`{${form["$"]}}`, [...at, "$"]);
    if (!("else" in form)) return value;
    return `${value} or ${shortTemplate(form["else"], [...at, "else"], mark)}`;
  }
  const members = Object.entries(form).map(
    ([key, inner]) => `${JSON.stringify(key)}: ${shortTemplate(inner, [...at, key], mark)}`,
  );
  return `{${members.join(", ")}}`;
}
