// The templates of a provider file: rendered with samples, and walked to tell what they show.
import { below } from "./marks.js";

/** What is not always there: a template's `$` of it drops its key without it. */
const SOMETIMES = new Set([
  "record.name",
  "record.client",
  "record.description",
  "record.generatedSecret",
  "record.lastTriggeredAt",
  "record.lastDelivery",
  "delivery.status",
  "delivery.error",
  "delivery.at",
  "error.violations",
  "error.scope",
  "page.next",
]);

const singular = {
  records: "record",
  deliveries: "delivery",
  events: "event",
  violations: "violation",
};

const lookUp = (path, context) => path.split(".").reduce((found, key) => found?.[key], context);

/** The template with the values of `context`; undefined where it drops. */
export function render(template, context) {
  if (Array.isArray(template)) {
    return template.map((item) => render(item, context)).filter((item) => item !== undefined);
  }
  if (typeof template !== "object" || template === null) return template;
  if ("$" in template) {
    const found = lookUp(template.$, context);
    return found === undefined && "else" in template ? render(template.else, context) : found;
  }
  if ("$each" in template) {
    const name = singular[template.$each.split(".").at(-1)];
    const list = lookUp(template.$each, context);
    return list?.map((item) => render(template.as, { ...context, [name]: item }));
  }
  if ("$if" in template) {
    return lookUp(template.$if, context) ? render(template.then, context) : undefined;
  }
  if ("$mask" in template) return context.mask(lookUp(template.$mask, context));
  if ("$count" in template) return lookUp(template.$count, context).length;
  if ("$use" in template) {
    const used = render(context.templates[template.$use], context);
    return { ...used, ...render(template.with ?? {}, context) };
  }
  const members = Object.entries(template).map(([key, inner]) => [key, render(inner, context)]);
  return Object.fromEntries(members.filter(([, rendered]) => rendered !== undefined));
}

/**
 * Everything in a template: `path` is where it is in what is rendered, as `data[].id`, and `pointer`
 * where it is in the file. `whole` is the pointer of what it is a part of; `isValue` is of what a `$`
 * puts, beside its key.
 */
export function* walk(template, pointer, templates, path = "", whole = pointer) {
  if (typeof template !== "object" || template === null) {
    return yield { path, pointer, whole };
  }
  const inner = (key, at) => walk(template[key], below(pointer, key), templates, at, pointer);
  if ("$" in template) {
    yield { path, pointer, whole, shows: template.$, sometimes: SOMETIMES.has(template.$) };
    yield { path, pointer: below(pointer, "$"), whole: pointer, isValue: true };
    if ("else" in template)
      yield { path, pointer: below(pointer, "else"), whole: pointer, otherwise: template.else };
  } else if ("$mask" in template) {
    yield { path, pointer, whole, shows: template.$mask, masked: true };
  } else if ("$count" in template) {
    yield { path, pointer, whole };
  } else if ("$each" in template) {
    yield { path, pointer, whole, sometimes: SOMETIMES.has(template.$each) };
    yield* inner("as", `${path}[]`);
  } else if ("$if" in template) {
    yield { path, pointer, whole, sometimes: true };
    yield* inner("then", path);
  } else if ("$use" in template) {
    const used = below("/templates", template.$use);
    yield* walk(templates[template.$use], used, templates, path, used);
    if (template.with) yield* inner("with", path);
  } else {
    yield { path, pointer, whole };
    for (const key of Object.keys(template)) yield* inner(key, path ? `${path}.${key}` : key);
  }
}
