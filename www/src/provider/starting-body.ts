/** A body to begin with: one that is valid as far as its schema can tell. */
import { generateId, generateSecret } from "anyhook";
import type { Known } from "../registry.js";
import { type Schema, wireName } from "./schema.js";

export type Fullness = "required" | "all";

export function startingBody(known: Known, operation: string, fullness: Fullness): string {
  const schema = (known.info.operations?.[operation]?.body ?? {}) as Schema;
  // A body of nothing at all teaches nothing.
  const full = fullness === "all" || (schema.required ?? []).length === 0;
  const names = Object.keys(schema.properties ?? {}).filter(
    (name) => full || schema.required?.includes(name),
  );
  const body = names.map((name) => {
    const property = schema.properties?.[name] ?? {};
    return [name, wireValue(known, operation, name) ?? valueOf(property)];
  });
  return JSON.stringify(Object.fromEntries(body), null, 2);
}

/** A value of a field whose form the file's other blocks tell. */
function wireValue(known: Known, operation: string, name: string): unknown {
  const { info, input } = known;
  if (name === wireName(info, "url")) return "https://example.com/webhooks";
  if (name === wireName(info, "events")) return Object.keys(info.events.types).slice(0, 2);
  if (name === wireName(info, "name")) return "Orders";
  if (name === wireName(info, "client") && info.ids["client"]) return generateId(input, "client");
  const takesSecret = operation === "secret" && name === "secret";
  if (name === wireName(info, "secret") || takesSecret) return generateSecret(input);
  if (name === info.operations?.[operation]?.id?.body) return generateId(input, "webhook");
  return undefined;
}

function valueOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || schema.properties) {
    const required = (schema.required ?? []).map((name) => [
      name,
      valueOf(schema.properties?.[name] ?? {}),
    ]);
    return Object.fromEntries(required);
  }
  if (type === "array")
    return Array.from({ length: schema.minItems ?? 0 }, () => valueOf(schema.items ?? {}));
  if (type === "boolean") return true;
  if (type === "null") return null;
  if (type === "integer" || type === "number")
    return schema.minimum ?? Math.min(1, schema.maximum ?? 1);
  if (schema.format === "uuid") return "0b5d1d9e-5f5a-4f0e-9a9b-6c2f2a1d7e30";
  if (schema.format === "date-time") return "2026-03-12T09:41:27.318Z";
  return "Example".padEnd(schema.minLength ?? 0, ".").slice(0, schema.maxLength);
}
