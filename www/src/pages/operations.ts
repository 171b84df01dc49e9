/** The operations of a provider's API: what one takes and answers, and a body to check. */
import type { OperationInfo } from "anyhook";
import { sampleAnswer } from "../provider/sample.js";
import { type Field, fieldsOf, pointerTo } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { href } from "../router.js";
import { bodyCheck } from "../view/body-check.js";
import { h, prose } from "../view/dom.js";
import {
  assumed,
  assumedParts,
  assumedWithin,
  capital,
  card,
  choose,
  type Fact,
  facts,
  halves,
  json,
  titledCard,
  type View,
} from "../view/page.js";

export function operations(known: Known): View {
  const all = Object.entries(known.info.operations ?? {});
  const [first] = all;
  if (!first) {
    const text = "This file describes a receiver alone: it has no operations.";
    return { element: card("Operations", h("p", {}, text)) };
  }
  const rows = all.map(([name, { method, path, summary = "" }]) =>
    h(
      "li",
      {},
      h(
        "a",
        { href: href(known.info.id, "operations", name) },
        h("code", {}, h("b", {}, method), ` ${path}`),
      ),
      h(
        "span",
        { class: "says" },
        summary,
        assumed(known, `/operations${pointerTo(name)}`, `/operations${pointerTo(name)}/summary`),
      ),
    ),
  );
  const list = h("ul", { class: "index" }, ...rows);
  const docs = h("div", { class: "stack" });
  const side = h("div", { class: "stack" });
  let current: string | undefined;
  const show = (item = first[0], part?: string) => {
    const found = all.find(([name]) => name === item) ?? first;
    if (current !== found[0]) {
      current = found[0];
      choose(list, href(known.info.id, "operations", current));
      docs.replaceChildren(...describe(known, ...found));
      side.replaceChildren(
        ...(found[1].body ? [bodyCheck(known, current)] : [noBody(found[1].method)]),
        ...answer(known, ...found),
      );
    }
    for (const row of docs.querySelectorAll<HTMLElement>("[data-path]")) {
      const wanted = row.dataset["path"] === part;
      row.toggleAttribute("data-wanted", wanted);
      if (wanted) row.scrollIntoView({ block: "nearest" });
    }
  };
  show();
  return { element: halves([card("Operations", list), docs], [side]), show };
}

function noBody(method: string): HTMLElement {
  return card("Check a body", h("p", { class: "meta" }, `This ${method} takes no body.`));
}

function describe(known: Known, name: string, operation: OperationInfo): HTMLElement[] {
  const at = `/operations${pointerTo(name)}`;
  const { method, alternatives = [], path, scope, id, publishes, paging, summary } = operation;
  const { description, filter = {}, recentEvents } = operation;
  const within = (...keys: string[]) =>
    assumedWithin(known, at, ...keys.map((key) => `${at}/${key}`));
  const others = alternatives.length > 0 && ` (also ${alternatives.join(", ")})`;
  const where = [
    id?.body !== undefined && `\`${id.body}\` of the body`,
    id?.query !== undefined && `\`${id.query}\` of the query`,
  ].filter((text) => text !== false);
  const rows: (Fact | undefined | false)[] = [
    ["Request", [h("code", {}, `${method} ${path}`), others, within("path", "alternatives")]],
    scope !== undefined && ["Scope", [h("code", {}, scope), within("scope")]],
    where.length > 0 && [
      "The id",
      [...prose(where.join(" or ")), within("id", "id/body", "id/query")],
    ],
    paging && ["Pages", [...capital(pagingWords(paging)), within("paging")]],
    publishes && ["Publishes", [h("code", {}, publishes.type), within("publishes")]],
    recentEvents && [
      "Events",
      [
        ...prose(
          `With \`${recentEvents.include}=true\`, up to \`${recentEvents.limit}\` recent ones`,
        ),
        within("recentEvents"),
      ],
    ],
    Object.keys(filter).length > 0 && [
      "Filter",
      [
        ...prose(
          Object.keys(filter)
            .map((name) => `\`${name}\``)
            .join(", "),
        ),
        within("filter"),
      ],
    ],
  ];
  const body = fieldTable(known, name, "body", "Fields of the body");
  const query = fieldTable(known, name, "query", "Parameters of the query");
  const title = [summary ?? name, assumed(known, at, `${at}/summary`)];
  const about =
    description !== undefined && h("p", {}, ...prose(description), within("description"));
  const address = href(known.info.id, "console", name);
  const attempt = h("p", {}, h("a", { href: address }, "Try it in the API console"));
  const cards = [titledCard(title, [], about, facts(rows), attempt), body, query];
  return cards.filter((one): one is HTMLElement => one !== undefined);
}

function pagingWords({ form, page, cursor, limit }: NonNullable<OperationInfo["paging"]>): string {
  return form === "page"
    ? `by number: \`${page ?? "page"}\` counts them from 1, \`${limit}\` is the length of one`
    : `by cursor: \`${cursor ?? "cursor"}\` takes that of the page before, \`${limit}\` is the length of one`;
}

function fieldTable(
  known: Known,
  operation: string,
  part: "body" | "query",
  title: string,
): HTMLElement | undefined {
  const fields = fieldsOf(known.info, operation, part);
  if (fields.length === 0) return undefined;
  return card(
    title,
    h("ul", { class: "fields" }, ...fields.map((field) => fieldRow(known, field))),
  );
}

function fieldRow(known: Known, field: Field): HTMLElement {
  const within = (...places: string[]) => assumedWithin(known, field.pointer, ...places);
  const { path, pointer, type, required, constraints, description } = field;
  const need = h(
    "span",
    { class: "need", "data-required": required ? "" : undefined },
    required ? "required" : "optional",
  );
  const rules = capital(constraints.join("; "));
  return h(
    "li",
    { "data-path": path },
    h(
      "p",
      { class: "name" },
      h("code", {}, path.slice(1).replaceAll("/*", "[]").replaceAll("/", ".")),
      h("span", { class: "type" }, type),
      need,
      assumed(known, pointer, ...(required ? [field.requiredAt] : []), `${pointer}/type`),
    ),
    description !== "" && h("p", {}, ...prose(description), within(`${pointer}/description`)),
    constraints.length > 0 && h("p", { class: "meta" }, ...rules, within(...field.constraintsAt)),
    field.default !== undefined &&
      h(
        "p",
        { class: "meta" },
        "Default ",
        h("code", {}, field.default),
        within(`${pointer}/default`),
      ),
  );
}

function answer(known: Known, name: string, { success }: OperationInfo): HTMLElement[] {
  const at = `/operations${pointerTo(name)}/success`;
  const sample = sampleAnswer(known, name);
  const status = h("code", { class: "status-code" }, String(success.status));
  const body =
    sample === undefined
      ? h("p", { class: "meta" }, "Without a body.")
      : json(`Answer of ${name}`, sample);
  const marks = assumed(known, at, `${at}/status`, `${at}/body`);
  const parts = assumedParts(known, success.body, `${at}/body`);
  return [titledCard(["Answer ", status, marks], [], body, parts)];
}
