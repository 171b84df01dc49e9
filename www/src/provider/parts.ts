/** Where in a body the parts of its template are. */
import { pointerTo } from "./schema.js";

export interface Part {
  /** What it is to the reader, with code between backticks. */
  text: string;
  /** A JSON Pointer into the provider's file. */
  at: string;
}

/** The outermost parts of a template, below the whole, of which `holds` is true. */
export function partsOf(
  template: unknown,
  pointer: string,
  templates: Record<string, unknown>,
  holds: (at: string) => boolean,
): Part[] {
  const found: Part[] = [];
  const look = (inner: unknown, path: string, at: string, text = `\`${path}\``) => {
    if (path !== "" && holds(at)) found.push({ text, at });
    else walk(inner, path, at);
  };
  const walk = (inner: unknown, path: string, at: string): void => {
    if (typeof inner !== "object" || inner === null) return;
    const form = inner as Record<string, unknown>;
    if ("$" in form) {
      look(undefined, path, `${at}/$`, `what \`${path}\` holds`);
      const instead = `that \`${path}\` may be \`${JSON.stringify(form["else"])}\``;
      if ("else" in form) look(form["else"], path, `${at}/else`, instead);
    } else if ("$each" in form) look(form["as"], `${path}[]`, `${at}/as`);
    else if ("$if" in form) look(form["then"], path, `${at}/then`);
    else if ("$use" in form) {
      const name = String(form["$use"]);
      walk(templates[name], path, `/templates${pointerTo(name)}`);
      walk(form["with"], path, `${at}/with`);
    } else {
      for (const [key, member] of Object.entries(form)) {
        if (!key.startsWith("$"))
          look(member, path === "" ? key : `${path}.${key}`, at + pointerTo(key));
      }
    }
  };
  walk(template, "", pointer);
  return found;
}
