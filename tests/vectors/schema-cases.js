// Generated schemas and bodies, with what ajv says of them.
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** A generator of numbers from 0 up to a limit, the same ones in every run (mulberry32). */
function seeded(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const NAMES = ["url", "name", "event_types", "status", "a/b", "~", "__proto", "é"];
const TEXTS = [
  "",
  "a",
  "ab",
  "abc",
  "active",
  "inactive",
  "é",
  "😀",
  "😀😀",
  "a\nb",
  "1",
  '"',
  "aab",
];
const INSTANTS = ["2026-11-21T08:30:00Z", "2026-02-29T00:00:00Z", "2024-02-29T23:59:59.5+01:00"];
const UUIDS = ["123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-a456-42661417400"];
const PATTERNS = ["^a", "b$", "^[a-c]+$", "^(a|ab)*$", "^[^,]{1,2}$", "[^a]", "^a?b{2,3}$", "é|😀"];
const NUMBERS = [0, 1, -1, 2, 3, 1.5, -0.5, 10, 1e21, 2 ** 53, 0.1];
const TYPES = ["null", "boolean", "number", "integer", "string", "array", "object"];

class Generator {
  constructor(seed) {
    this.random = seeded(seed);
  }

  pick(list) {
    return list[this.random(list.length)];
  }

  some(list, most) {
    return [...new Set(Array.from({ length: this.random(most + 1) }, () => this.pick(list)))];
  }

  chance(percent) {
    return this.random(100) < percent;
  }

  /** A schema; `place` tells whether a default may stand in it, as the loader does. */
  schema(depth, place = "root") {
    if (depth < 3 && this.chance(4)) return this.chance(60);
    const schema = {};
    const kind = this.pick(depth > 0 ? ["array", "object", "object", "string", "number"] : TYPES);
    if (this.chance(70)) schema.type = kind;
    else if (this.chance(30)) schema.type = [...new Set([kind, this.pick(TYPES)])];
    if (this.chance(8)) schema.enum = Array.from({ length: 3 }, () => this.value(1));
    if (this.chance(4)) schema.const = this.value(1);
    if (kind === "string") this.stringKeywords(schema);
    if (kind === "number" || kind === "integer") this.bounds(schema, "minimum", "maximum", NUMBERS);
    if (kind === "array") this.arrayKeywords(schema, depth);
    if (kind === "object") this.objectKeywords(schema, depth, place);
    return schema;
  }

  stringKeywords(schema) {
    this.bounds(schema, "minLength", "maxLength", [0, 1, 2, 3]);
    if (this.chance(30)) schema.pattern = this.pick(PATTERNS);
    if (this.chance(10)) schema.format = this.pick(["date-time", "uuid"]);
  }

  arrayKeywords(schema, depth) {
    this.bounds(schema, "minItems", "maxItems", [0, 1, 2, 3]);
    if (this.chance(40)) schema.uniqueItems = true;
    if (this.chance(70)) schema.items = this.schema(depth - 1, "none");
  }

  objectKeywords(schema, depth, place) {
    if (this.chance(90)) {
      schema.properties = {};
      const inner = place === "none" ? "none" : "property";
      for (const name of this.some(NAMES, 4)) {
        schema.properties[name] = this.schema(depth - 1, inner);
      }
    }
    if (this.chance(40)) schema.required = this.some(NAMES, 2);
    if (this.chance(40)) {
      schema.additionalProperties = this.chance(60) ? false : this.schema(depth - 1, "none");
    }
    if (place === "none") return;
    for (const property of Object.values(schema.properties ?? {})) {
      if (typeof property !== "object" || !this.chance(30)) continue;
      const value = this.fitting(property, 1);
      if (verdict(property, value).length === 0) property.default = value;
    }
  }

  bounds(schema, least, most, values) {
    const [low, high] = [this.pick(values), this.pick(values)].sort((one, two) => one - two);
    if (this.chance(35)) schema[least] = low;
    if (this.chance(35)) schema[most] = high;
  }

  /** A value that may or may not fit a schema, and often does. */
  fitting(schema, depth) {
    if (typeof schema !== "object" || this.chance(6)) return this.value(depth);
    if ("const" in schema && this.chance(80)) return schema.const;
    if (schema.enum && this.chance(80)) return this.pick(schema.enum);
    const type = [schema.type ?? this.pick(TYPES)].flat()[0];
    if (type === "array") {
      return Array.from({ length: this.random(4) }, () => this.fitting(schema.items, depth - 1));
    }
    if (type === "object") {
      const names = [...(schema.required ?? []), ...Object.keys(schema.properties ?? {})];
      const chosen = names.filter(() => this.chance(80));
      if (this.chance(20)) chosen.push(this.pick(NAMES));
      const rest = schema.additionalProperties;
      const of = (name) => this.fitting(schema.properties?.[name] ?? rest, depth - 1);
      return Object.fromEntries(chosen.map((name) => [name, of(name)]));
    }
    if (schema.format === "date-time") return this.pick(INSTANTS);
    if (schema.format === "uuid") return this.pick(UUIDS);
    return this.ofType(type, depth);
  }

  value(depth) {
    return this.ofType(this.pick(depth > 0 ? TYPES : TYPES.slice(0, 5)), depth);
  }

  ofType(type, depth) {
    switch (type) {
      case "null":
        return null;
      case "boolean":
        return this.chance(50);
      case "number":
        return this.pick(NUMBERS);
      case "integer":
        return this.pick(NUMBERS.filter(Number.isInteger));
      case "string":
        return this.pick(TEXTS);
      case "array":
        return Array.from({ length: this.random(4) }, () => this.value(depth - 1));
      default:
        return Object.fromEntries(this.some(NAMES, 3).map((name) => [name, this.value(depth - 1)]));
    }
  }

  /** JSON text in other writing than that of `JSON.stringify`, here and there. */
  text(value) {
    if (Array.isArray(value)) return `[${value.map((item) => this.text(item)).join(this.comma())}]`;
    if (value !== null && typeof value === "object") {
      const entry = ([key, of]) => `${this.text(key)}:${this.text(of)}`;
      return `{${Object.entries(value).map(entry).join(this.comma())}}`;
    }
    if (typeof value === "number") {
      const ways = [`${value}`];
      if (Number.isSafeInteger(value)) ways.push(`${value}.0`, `${value}E+0`);
      if (Number.isSafeInteger(value) && value !== 0) ways.push(`${value}0e-1`);
      if (!Number.isInteger(value)) ways.push(`${value}0`, `${value * 10}e-1`);
      return this.pick(ways);
    }
    const plain = JSON.stringify(value);
    const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return typeof value === "string" && !plain.includes("\\") && this.chance(10)
      ? plain.replaceAll(/[a-zé\ud800-\udfff]/g, escape)
      : plain;
  }

  comma() {
    return this.chance(20) ? " ,\n" : ",";
  }
}

const CODES = {
  type: "type",
  enum: "enum",
  const: "const",
  pattern: "pattern",
  format: "format",
  minLength: "min_length",
  maxLength: "max_length",
  minimum: "minimum",
  maximum: "maximum",
  minItems: "min_items",
  maxItems: "max_items",
  uniqueItems: "unique_items",
  required: "required",
  additionalProperties: "additional_properties",
  "false schema": "false_schema",
};

const options = { allErrors: true, strict: false, allowUnionTypes: true };
const [checking, filling] = [{}, { useDefaults: true }].map((more) => {
  const ajv = new Ajv2020({ ...options, ...more });
  addFormats.default(ajv);
  return ajv;
});

/**
 * The schema with each `uniqueItems` apart from its `items`: beside them, ajv compares only the items
 * that have the type that `items` asks for.
 */
function apart(schema) {
  if (typeof schema !== "object") return schema;
  const { uniqueItems, items, properties, additionalProperties, ...rest } = schema;
  if (uniqueItems !== undefined) rest.allOf = [{ uniqueItems }];
  if (items !== undefined) rest.items = apart(items);
  if (additionalProperties !== undefined) rest.additionalProperties = apart(additionalProperties);
  if (properties === undefined) return rest;
  const entries = Object.entries(properties).map(([name, inner]) => [name, apart(inner)]);
  return { ...rest, properties: Object.fromEntries(entries) };
}

/** What ajv finds, as `PATH CODE`, in alphabetical order. */
function verdict(schema, value) {
  const validate = checking.compile(apart(schema));
  if (validate(value)) return [];
  const found = validate.errors.map(({ instancePath, keyword, params }) => {
    const member = params.missingProperty ?? params.additionalProperty;
    const token = member?.replaceAll("~", "~0").replaceAll("/", "~1");
    const path = member === undefined ? instancePath : `${instancePath}/${token}`;
    return { path, holder: instancePath, code: CODES[keyword] };
  });
  // anyhook tells nothing more of a value that has another type, nor of what is in it.
  const mistyped = found.filter(({ code }) => code === "type").map(({ path }) => path);
  const isNews = ({ holder, code }) =>
    !mistyped.some((path) => (holder === path ? code !== "type" : holder.startsWith(`${path}/`)));
  return [...new Set(found.filter(isNews).map(({ path, code }) => `${path} ${code}`))].sort();
}

function filled(schema, value) {
  const holder = { value: structuredClone(value) };
  filling.validate({ properties: { value: schema } }, holder);
  return holder.value;
}

export function schemaCases(count = 150, seed = 3) {
  const generator = new Generator(seed);
  return Array.from({ length: count }, () => {
    const schema = generator.schema(3);
    const bodies = Array.from({ length: 6 }, () => {
      const value = generator.fitting(schema, 3);
      const violations = verdict(schema, value);
      const body = generator.text(value);
      return violations.length > 0
        ? { body, violations }
        : { body, violations, value: filled(schema, value) };
    });
    return { schema, bodies };
  });
}
