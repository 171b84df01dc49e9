/** A body's JSON Schema as rows that people read. */
import type { ProviderInfo } from "anyhook";
import { count } from "../view/words.js";

/** The keywords of a schema that the format has. */
export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  default?: unknown;
  description?: string;
  deprecated?: boolean;
}

export interface Field {
  /** A JSON Pointer into the body. */
  path: string;
  /** A JSON Pointer into the provider's file. */
  pointer: string;
  type: string;
  required: boolean;
  /** A JSON Pointer to the list of those that are. */
  requiredAt: string;
  /** As JSON. */
  default: string | undefined;
  /** What a value must keep besides its type, as messages with code between backticks. */
  constraints: string[];
  /** The JSON Pointers of those that its schema has. */
  constraintsAt: string[];
  description: string;
}

/** The keywords that the constraints of a field tell of. */
const CONSTRAINTS: readonly (keyof Schema)[] = [
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "uniqueItems",
  "pattern",
  "format",
  "additionalProperties",
  "deprecated",
  "items",
];

const escape = (token: string) => token.replaceAll("~", "~0").replaceAll("/", "~1");

/** A JSON Pointer through these keys. */
export const pointerTo = (...keys: string[]): string =>
  keys.map((key) => `/${escape(key)}`).join("");

/** The fields of an operation's body or query, each before those within it. */
export function fieldsOf(info: ProviderInfo, operation: string, part: "body" | "query"): Field[] {
  const schema = info.operations?.[operation]?.[part] as Schema | undefined;
  if (!schema) return [];
  const rows: Field[] = [];
  const walk = (inner: Schema, path: string, pointer: string) => {
    for (const [name, property] of Object.entries(inner.properties ?? {})) {
      const at = {
        path: path + pointerTo(name),
        pointer: `${pointer}/properties${pointerTo(name)}`,
      };
      const wire = path === "" && part === "body" ? wireRule(info, operation, name) : [];
      rows.push({
        ...at,
        type: typeOf(property),
        required: inner.required?.includes(name) ?? false,
        requiredAt: `${pointer}/required`,
        default: property.default === undefined ? undefined : JSON.stringify(property.default),
        constraints: [...constraintsOf(property), ...wire],
        constraintsAt: CONSTRAINTS.filter((key) => property[key] !== undefined).map(
          (key) => `${at.pointer}/${key}`,
        ),
        description: property.description ?? "",
      });
      walk(property, at.path, at.pointer);
      if (property.items) walk(property.items, `${at.path}/*`, `${at.pointer}/items`);
    }
  };
  walk(schema, "", `/operations${pointerTo(operation, part)}`);
  return rows;
}

function typeOf({ type, enum: values, const: only, items }: Schema): string {
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (type === undefined) return "anything";
  if (type === "array" && items) return `array of ${typeOf(items)}`;
  return Array.isArray(type) ? type.join(" or ") : type;
}

function constraintsOf(schema: Schema): string[] {
  const all = [
    range(schema.minLength, schema.maxLength, "character"),
    range(schema.minItems, schema.maxItems, "item"),
    range(schema.minimum, schema.maximum, ""),
    schema.uniqueItems ? "no item twice" : "",
    schema.pattern === undefined ? "" : `matches \`${schema.pattern}\``,
    schema.format === undefined ? "" : `a \`${schema.format}\``,
    schema.additionalProperties === false ? "no other fields" : "",
    schema.deprecated ? "deprecated" : "",
    ...(schema.items ? constraintsOf(schema.items).map((text) => `each: ${text}`) : []),
  ];
  return all.filter((text) => text !== "");
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const measure = (number: number) =>
    unit === "" ? number.toLocaleString("en") : count(number, unit);
  if (least !== undefined && most !== undefined) {
    return `${least.toLocaleString("en")} to ${measure(most)}`;
  }
  if (least !== undefined) return `at least ${measure(least)}`;
  return most === undefined ? "" : `at most ${measure(most)}`;
}

/** The name that bodies have for a record's field. */
export function wireName(info: ProviderInfo, field: string): string | undefined {
  const wire = info.subscription?.[field];
  return typeof wire === "object" ? wire.field : wire;
}

/** What the file's other blocks ask of a field, which its schema does not repeat. */
function wireRule(info: ProviderInfo, operation: string, name: string): string[] {
  const { events, ids, secret } = info;
  if (name === wireName(info, "url")) return [urlRule(info)];
  if (name === wireName(info, "events")) {
    const selectors = Object.keys(events.selectors ?? {}).length;
    const types = count(Object.keys(events.types).length, "event type");
    return [`of the ${types}${selectors > 0 ? ` and ${count(selectors, "selector")}` : ""}`];
  }
  if (name === wireName(info, "client") && ids["client"]) {
    return [`matches \`${ids["client"].pattern}\``];
  }
  const takesSecret = operation === "secret" && name === "secret";
  if (name === wireName(info, "secret") || takesSecret) return [secretRule(secret)];
  if (name === info.operations?.[operation]?.id?.body && ids["webhook"]) {
    return [`matches \`${ids["webhook"].pattern}\``];
  }
  return [];
}

export function urlRule({ urls }: ProviderInfo): string {
  const schemes = (urls?.schemes ?? ["http", "https"]).map((scheme) => `\`${scheme}\``);
  const most = (urls?.maxLength ?? 2048).toLocaleString("en");
  return `an absolute ${schemes.join(" or ")} URL of at most ${most} characters`;
}

export function secretRule({ pattern, maxLength }: ProviderInfo["secret"]): string {
  const most = (maxLength ?? 256).toLocaleString("en");
  const form = pattern === undefined ? "any text" : `matches \`${pattern}\``;
  return `${form}, at most ${most} characters`;
}
