/** The parts that every page of the providers is made of. */
import { isAssumed } from "anyhook";
import { partsOf } from "../provider/parts.js";
import type { Known } from "../registry.js";
import { h, prose } from "./dom.js";

type Content = Node | string | undefined | false;

/** What the router shows, and goes on within. */
export interface View {
  element: HTMLElement;
  /** Shows a place of the page. */
  show?(item: string | undefined, part: string | undefined): void;
}

/**
 * The mark of what no source states; the legend at the top of the page explains it. What the format
 * gives where the file says nothing has no place in the file.
 */
export function mark(...places: string[]): HTMLElement {
  const where = places.length > 0 ? `: ${places.join(", ")}` : "";
  const title = `Assumed, no source states this${where}`;
  return h(
    "span",
    { class: "ours", title, "data-places": places.join(" ") },
    h("span", { class: "unseen" }, " (assumed)"),
  );
}

/** The mark, if one of these places of the provider's file is assumed. */
export function assumed({ input }: Known, ...pointers: string[]): HTMLElement | undefined {
  const places = pointers.filter((pointer) => isAssumed(input, pointer));
  return places.length > 0 ? mark(...places) : undefined;
}

/** As `assumed`, unless the mark of the whole stands beside it already. */
export function assumedWithin(
  known: Known,
  whole: string,
  ...pointers: string[]
): HTMLElement | undefined {
  return isAssumed(known.input, whole) ? undefined : assumed(known, ...pointers);
}

/** What of a template's JSON is assumed, where not all of it is. */
export function assumedParts(
  known: Known,
  template: unknown,
  pointer: string,
): HTMLElement | undefined {
  if (isAssumed(known.input, pointer)) return undefined;
  const found = partsOf(template, pointer, known.info.templates ?? {}, (at) =>
    isAssumed(known.input, at),
  );
  if (found.length === 0) return undefined;
  const parts = found.flatMap(({ text, at }, index) => [
    index > 0 ? ", " : "",
    ...prose(text),
    mark(at),
  ]);
  return h("p", { class: "meta" }, "Assumed in this body: ", ...parts);
}

export function card(title: string, ...content: Content[]): HTMLElement {
  return titledCard([title], [], ...content);
}

/** A card with more beside its title: marks within the heading, controls beside it. */
export function titledCard(
  title: Content[],
  controls: Content[],
  ...content: Content[]
): HTMLElement {
  const heading = h("h2", {}, ...title);
  const head = controls.length > 0 ? h("div", { class: "title" }, heading, ...controls) : heading;
  return h("section", { class: "card" }, head, ...content);
}

export type Fact = [term: string, content: Content[]];

export function facts(rows: readonly (Fact | undefined | false)[]): HTMLElement {
  const given = rows.filter((row): row is Fact => Array.isArray(row));
  const parts = given.map(([term, content]) =>
    h("div", {}, h("dt", {}, term), h("dd", {}, ...content)),
  );
  return h("dl", { class: "facts" }, ...parts);
}

/** JSON to read: its own scroll region, reached with the keyboard. */
export function json(label: string, value: unknown): HTMLElement {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return h("pre", { role: "region", "aria-label": label, tabindex: "0" }, text);
}

/** A message as a sentence with a capital, and no period where it is one fact. */
export function capital(message: string): (Node | string)[] {
  return prose(message.charAt(0).toUpperCase() + message.slice(1));
}

/**
 * Two columns on a wide page: what there is, and the one that is looked at.
 *
 * @param role the class of the right one; a narrow page is scrolled to `detail`
 */
export function halves(left: Content[], right: Content[], role = "detail"): HTMLElement {
  return h(
    "div",
    { class: "halves" },
    h("div", { class: "column" }, ...left),
    h("div", { class: `column ${role}` }, ...right),
  );
}

/** Marks the row of this address in a list as the one that is shown, and no other. */
export function choose(list: HTMLElement, address: string): void {
  for (const link of list.querySelectorAll("a[href]")) {
    if (link.getAttribute("href") !== address) {
      link.removeAttribute("aria-current");
      continue;
    }
    link.setAttribute("aria-current", "true");
    // The list alone is scrolled: the page stays where it is.
    const row = link.getBoundingClientRect();
    const { top, bottom } = list.getBoundingClientRect();
    if (row.top < top || row.bottom > bottom) list.scrollTop += row.top - top - 60;
  }
}
