/** The fields of a request: credentials, path, query and body. */
import type { OperationInfo } from "anyhook";
import { type Draft, objectIn } from "../console/request.js";
import type { Webhook } from "../console/session.js";
import { pointerTo } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { choiceControl } from "./controls.js";
import { credentialsForm } from "./credentials-form.js";
import { h, prose } from "./dom.js";
import { assumed, titledCard } from "./page.js";
import { propertyAt, schemaForm } from "./schema-form.js";
import { webhookControl } from "./webhook-control.js";

/** The id of the form: what sends it may stand elsewhere. */
export const REQUEST_FORM = "request-form";

export interface RequestForm {
  element: HTMLElement;
  /** Shows what the JSON of the body has. */
  showBody(text: string, wrong: readonly string[]): void;
  /** Offers these webhooks wherever one is named. */
  offer(webhooks: readonly Webhook[]): void;
}

interface Acts {
  /** Changed in place as one types. */
  draft: Draft;
  changed(): void;
  setBody(text: string): void;
  send(): void;
}

export function requestForm(
  known: Known,
  name: string,
  operation: OperationInfo,
  { draft, changed, setBody, send }: Acts,
): RequestForm {
  const query = schemaForm(known, name, "query", (parameter, value) => setQuery(parameter, value));
  const body = schemaForm(known, name, "body", (property, value) => {
    const before = objectIn(draft.body);
    if (before) setBody(JSON.stringify(withMember(before, property, value), null, 2));
  });
  const pickers = [...body.pickers];
  /** The id where no schema has it. */
  const picker = (
    id: string,
    label: string,
    value: unknown,
    note: string,
    set: (value: unknown) => void,
  ) => {
    const control = webhookControl(id, set);
    control.show(value);
    pickers.push(control);
    const mark = assumed(known, id === "path-id" ? `${at}/path` : `${at}/id/query`);
    const named = h("span", { class: "name" }, h("label", { for: id }, h("code", {}, label)), mark);
    return h(
      "div",
      { class: "field" },
      h("div", { class: "label" }, named),
      control.element,
      h("p", { class: "meta", id: `${id}-note` }, ...prose(note)),
    );
  };
  const setQuery = (parameter: string, value: unknown) => {
    draft.query = withMember(draft.query, parameter, value);
    query.show(draft.query);
    changed();
  };
  const at = `/operations${pointerTo(name)}`;
  const place = operation.id ?? {};
  const inPath = operation.path.includes("{id}") && [
    picker("path-id", "id", draft.id, "One that was made here, or any other.", (value) => {
      draft.id = typeof value === "string" ? value : "";
      changed();
    }),
  ];
  const inQuery = [...query.rows];
  if (place.query !== undefined) {
    const parameter = place.query;
    const note = place.body === undefined ? "" : `Does instead of \`${place.body}\` of the body.`;
    const set = (value: unknown) => setQuery(parameter, value);
    inQuery.push(picker("query-id", parameter, draft.query[parameter], note, set));
  }
  query.show(draft.query);

  const bodyNote = h("p", { class: "meta body-note", role: "status" });
  const bodyPart = operation.body && part("Body", ...body.rows);
  const names = Object.keys((operation.body as { properties?: object })?.properties ?? {});

  const methods = [operation.method, ...(operation.alternatives ?? [])];
  const method =
    methods.length > 1 &&
    choiceControl(
      "method",
      methods,
      (value) => {
        draft.method = String(value);
        changed();
      },
      undefined,
    );
  if (method) method.show(draft.method);

  const form = h(
    "form",
    { class: "stack", id: REQUEST_FORM },
    method &&
      part("Method", h("label", { for: "method", class: "unseen" }, "Method"), method.element),
    credentialsForm(known, changed),
    inPath && part("Path", ...inPath),
    inQuery.length > 0 && part("Query", ...inQuery),
    bodyPart,
    bodyPart && bodyNote,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  return {
    element: titledCard(
      [operation.summary ?? name, assumed(known, at, `${at}/summary`)],
      [h("code", { class: "meta" }, `${operation.method} ${operation.path}`)],
      form,
    ),
    showBody(text, wrong) {
      const values = objectIn(text);
      if (bodyPart) bodyPart.disabled = values === undefined;
      bodyNote.textContent = values ? "" : "The JSON is no object: mend it there.";
      if (values) body.show(values);
      const marked = wrong.flatMap((path) => propertyAt(path, names) ?? []);
      body.mark(new Set(marked));
    },
    offer(webhooks) {
      for (const one of pickers) one.offer(webhooks);
    },
  };
}

function part(title: string, ...content: Node[]): HTMLFieldSetElement {
  return h("fieldset", { class: "part" }, h("legend", {}, title), ...content);
}

/** In its place where it was there already; `undefined` takes it away. */
function withMember(
  before: Record<string, unknown>,
  name: string,
  value: unknown,
): Record<string, unknown> {
  const entries = Object.entries(before);
  const at = entries.findIndex(([key]) => key === name);
  if (value === undefined) return Object.fromEntries(entries.filter(([key]) => key !== name));
  if (at < 0) entries.push([name, value]);
  else entries[at] = [name, value];
  return Object.fromEntries(entries);
}
