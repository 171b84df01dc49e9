/** A form from a schema: a field for each property, with what is known of it. */
import { eventTypes, generateId, generateSecret } from "anyhook";
import { endpointOf } from "../console/endpoint.js";
import { chosenTarget } from "../console/target.js";
import { type Field, fieldsOf, pointerTo, type Schema, wireName } from "../provider/schema.js";
import type { Known } from "../registry.js";
import {
  choiceControl,
  type Control,
  jsonOnly,
  linesControl,
  numberControl,
  textControl,
  ticksControl,
} from "./controls.js";
import { button, h, prose } from "./dom.js";
import { assumed, assumedWithin, capital } from "./page.js";
import { webhookControl, type WebhookControl } from "./webhook-control.js";

export interface SchemaForm {
  rows: HTMLElement[];
  /** Shows the values of properties by name. */
  show(values: Record<string, unknown>): void;
  /** The properties that are wrong. */
  mark(names: ReadonlySet<string>): void;
  /** Those of its controls that take a webhook's id. */
  pickers: WebhookControl[];
}

export function schemaForm(
  known: Known,
  operation: string,
  part: "body" | "query",
  set: (name: string, value: unknown) => void,
): SchemaForm {
  const schema = (known.info.operations?.[operation]?.[part] ?? {}) as Schema;
  const fields = fieldsOf(known.info, operation, part).filter(({ path }) => isOutermost(path));
  const controls = new Map<string, Control>();
  const pickers: WebhookControl[] = [];
  const rows = Object.entries(schema.properties ?? {}).map(([name, property], index) => {
    const field = fields[index] as Field;
    const id = `${part}-field-${index}`;
    const described = { name, property, id, field, change: (value: unknown) => set(name, value) };
    const control = controlOf(known, operation, part, described);
    if ("offer" in control) pickers.push(control as WebhookControl);
    controls.set(name, control);
    return fieldRow(known, described, control);
  });
  return {
    rows,
    pickers,
    show(values) {
      for (const [name, control] of controls) {
        control.show(Object.hasOwn(values, name) ? values[name] : undefined);
      }
    },
    mark(names) {
      for (const [name, { element, isGroup }] of controls) {
        const typed = isGroup ? undefined : (element.querySelector("input") ?? element);
        typed?.setAttribute("aria-invalid", String(names.has(name)));
      }
    },
  };
}

const isOutermost = (path: string) => path.lastIndexOf("/") === 0;

interface Described {
  name: string;
  property: Schema;
  id: string;
  field: Field;
  change(value: unknown): void;
}

function controlOf(
  known: Known,
  operation: string,
  part: "body" | "query",
  { name, property, id, field, change }: Described,
): Control {
  const { info, input } = known;
  const { required } = field;
  if (part === "body") {
    if (name === info.operations?.[operation]?.id?.body) return webhookControl(id, change);
    if (name === wireName(info, "url")) {
      const text = () => endpointOf(chosenTarget(), known).url;
      const make = { label: "Use the inbox for the URL", words: "Use the inbox", text };
      return textControl(id, change, { required, make });
    }
    if (name === wireName(info, "events")) {
      const all = eventTypes(input).map(({ type, selector }) => ({ text: type, strong: selector }));
      return ticksControl(
        [...all.filter((one) => one.strong), ...all.filter((one) => !one.strong)],
        change,
      );
    }
    if (name === wireName(info, "client") && info.ids["client"]) {
      const make = { label: "Make a client id", text: () => generateId(input, "client") };
      return textControl(id, change, { required, make });
    }
    if (name === wireName(info, "secret") || (operation === "secret" && name === "secret")) {
      const make = { label: "Make a secret", text: () => generateSecret(input) };
      return textControl(id, change, { required, make });
    }
  }
  const options = optionsOf(property);
  if (options) return choiceControl(id, options, change, required ? undefined : "left out");
  const type = Array.isArray(property.type) ? property.type[0] : property.type;
  if (type === "integer" || type === "number") return numberControl(id, change);
  if (type === "string") return textControl(id, change, { required });
  const { items } = property;
  if (type !== "array" || !items) return jsonOnly();
  const each = items.enum?.every((one) => typeof one === "string") ? (items.enum as string[]) : [];
  if (each.length > 0)
    return ticksControl(
      each.map((text) => ({ text, strong: false })),
      change,
    );
  return items.type === "string" ? linesControl(id, change) : jsonOnly();
}

/** The few values that there are. */
function optionsOf({ type, enum: values, const: only }: Schema): unknown[] | undefined {
  if (only !== undefined) return [only];
  return values ?? (type === "boolean" ? [true, false] : undefined);
}

function fieldRow(
  known: Known,
  { name, id, field, change }: Described,
  control: Control,
): HTMLElement {
  const { pointer, required, requiredAt, description, constraints, constraintsAt } = field;
  const { default: defaults } = field;
  const { element, isGroup = false, tools = [] } = control;
  const within = (...places: string[]) => assumedWithin(known, pointer, ...places);
  const marks = assumed(known, pointer, ...(required ? [requiredAt] : []), `${pointer}/type`);
  const drop = button("Leave out", () => change(undefined), {
    "aria-label": `Leave ${name} out`,
  });
  const said = [
    description !== "" && [...prose(description), within(`${pointer}/description`)],
    constraints.length > 0 && [...capital(constraints.join("; ")), within(...constraintsAt)],
    defaults !== undefined && ["Default ", h("code", {}, defaults), within(`${pointer}/default`)],
  ].filter((one) => one !== false);
  const notes = said.flatMap((one, index) => (index > 0 ? [" · ", ...one] : one));
  const note = h("p", { class: "meta", id: `${id}-note` }, ...notes);
  const label = h(
    isGroup ? "span" : "label",
    isGroup ? { id: `${id}-name` } : { for: id },
    h("code", {}, name),
    " ",
    h("span", { class: "need", "data-required": required }, required ? "required" : "optional"),
  );
  for (const one of [element, ...element.querySelectorAll("input")]) {
    if (one.id === id) one.setAttribute("aria-describedby", `${id}-note`);
  }
  // Texts and choices have an empty state of their own.
  const canDrop = isGroup && !required;
  return h(
    "div",
    { class: "field", ...(isGroup && { role: "group", "aria-labelledby": `${id}-name` }) },
    h(
      "div",
      { class: "label" },
      h("span", { class: "name" }, label, marks),
      ...tools,
      canDrop && drop,
    ),
    element,
    note,
  );
}

/** The property that a violation is in. */
export function propertyAt(path: string, names: readonly string[]): string | undefined {
  return names.find((name) => `${path}/`.startsWith(`${pointerTo(name)}/`));
}
