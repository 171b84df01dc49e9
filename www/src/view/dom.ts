/** The page's elements. Text goes in as text alone: nothing here parses HTML. */

type Child = Node | string | undefined | false;

type Attributes = Record<string, string | boolean | undefined>;

/** A new element. An attribute that is `true` is set empty; one that is `false` is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** The page's element of this id. */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`the page has no ${type.name} \`${id}\``);
}

export function button(
  label: string,
  act: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = h("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

/** A message with what stands between backticks as code. */
export function prose(message: string): (Node | string)[] {
  return message.split("`").map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));
}

/** A message, lower case and without a period as the library has them, as a sentence. */
export function sentence(message: string): (Node | string)[] {
  const end = message === "" || /[.!?]$/.test(message) ? "" : ".";
  return prose(message.charAt(0).toUpperCase() + message.slice(1) + end);
}

const PATHS = {
  passed: "m5 10.5 3.2 3.2L15 7",
  failed: "m6 6 8 8m0-8-8 8",
  skipped: "M6 10h8",
  unknown: "M10 5.5v5.5m0 3.2v.3",
};

export type Icon = keyof typeof PATHS;

/** A small drawing, for the eyes alone: the text beside it says the same. */
export function icon(name: Icon): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${name}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
