/** Finds events, fields, errors, operations and ids in every provider's file. */
import { type Known, known } from "../registry.js";
import { href } from "../router.js";
import { fieldsOf } from "./schema.js";

export interface Hit {
  kind: "Provider" | "Event" | "Selector" | "Operation" | "Field" | "Error" | "Id";
  name: string;
  /** What stands beside the name. */
  about: string;
  provider: string;
  href: string;
}

interface Entry extends Hit {
  /** All that a word may be in, in lower case. */
  text: string;
  lowerName: string;
}

export function indexAll(): Entry[] {
  return known().flatMap(entriesOf);
}

function entriesOf({ info }: Known): Entry[] {
  const { id, name: provider } = info;
  const hits: Hit[] = [
    { kind: "Provider", name: provider, about: info.description ?? "", provider, href: href(id) },
  ];
  const add = (kind: Hit["kind"], name: string, about: string, address: string) =>
    hits.push({ kind, name, about, provider, href: address });
  for (const [type, { description = "" }] of Object.entries(info.events.types)) {
    add("Event", type, description, href(id, "events", type));
  }
  for (const [type, { description = "" }] of Object.entries(info.events.selectors ?? {})) {
    add("Selector", type, description, href(id, "events", type));
  }
  for (const [name, { method, path, summary = "" }] of Object.entries(info.operations ?? {})) {
    add("Operation", `${method} ${path}`, summary, href(id, "operations", name));
    for (const part of ["body", "query"] as const) {
      for (const field of fieldsOf(info, name, part)) {
        const about = `${name} · ${field.description}`;
        add("Field", field.path.slice(1), about, href(id, "operations", name, field.path));
      }
    }
  }
  for (const [situation, { status, code, message }] of Object.entries(info.errors?.cases ?? {})) {
    const label = code === undefined || code === situation ? situation : `${code} (${situation})`;
    add("Error", `${status} ${label}`, message, href(id, "errors", situation));
  }
  for (const kind of Object.keys(info.ids)) {
    add("Id", `${kind} id`, info.ids[kind]?.pattern ?? "", href(id, "ids", kind));
  }
  return hits.map((hit) => ({
    ...hit,
    text: `${hit.kind} ${hit.name} ${hit.about} ${provider} ${id}`.toLowerCase(),
    lowerName: hit.name.toLowerCase(),
  }));
}

/** Every entry that has all the words, those first whose names have them. */
export function search(index: readonly Entry[], query: string): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const rank = ({ lowerName }: Entry) => {
    const [first = ""] = words;
    if (lowerName === words.join(" ")) return 0;
    if (lowerName.startsWith(first)) return 1;
    return words.some((word) => lowerName.includes(word)) ? 2 : 3;
  };
  return index
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .map((entry) => ({ entry, rank: rank(entry) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}
