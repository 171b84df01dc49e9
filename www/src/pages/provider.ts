/** A provider: its head, the way to its sections, and one of them. */
import { type Known, known } from "../registry.js";
import { href, type ProviderRoute, type SectionName } from "../router.js";
import { h, sentence } from "../view/dom.js";
import { assumed, type View } from "../view/page.js";
import { delivery } from "./delivery.js";
import { errors } from "./errors.js";
import { events } from "./events.js";
import { ids } from "./ids.js";
import { operations } from "./operations.js";
import { overview } from "./overview.js";

const SECTION_VIEWS: Record<SectionName, (known: Known) => View> = {
  overview,
  operations,
  console: later(() => import("./console.js").then(({ apiConsole }) => apiConsole)),
  deliveries: later(() => import("./deliveries.js").then(({ sendEvents }) => sendEvents)),
  events,
  ids,
  errors,
  delivery,
};

/** A section whose code is fetched when it is first shown. */
function later(load: () => Promise<(known: Known) => View>): (known: Known) => View {
  return (known) => {
    const element = h("div", { class: "stack" });
    const coming = load().then((make) => {
      const view = make(known);
      element.append(view.element);
      return view;
    });
    coming.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      element.append(
        h("p", { role: "alert" }, ...sentence(`this section could not be loaded: ${why}`)),
      );
    });
    return { element, show: (...where) => void coming.then((view) => view.show?.(...where)) };
  };
}

export const TITLES: Record<SectionName, string> = {
  overview: "Overview",
  operations: "Operations",
  console: "API console",
  deliveries: "Send events",
  events: "Events",
  ids: "Ids and secrets",
  errors: "Errors",
  delivery: "Delivery",
};

export function providerPage(shown: Known, { section }: ProviderRoute): View {
  const { info, own } = shown;
  const view = SECTION_VIEWS[section](shown);
  const pills = known().map((one) =>
    link(one.info.name, href(one.info.id, section), one.info.id === info.id),
  );
  const element = h(
    "div",
    { class: "stack" },
    h(
      "nav",
      { class: "pills", "aria-label": "Provider" },
      ...pills,
      link("Your own", "#/own", false),
    ),
    h(
      "div",
      { class: "page-head" },
      h("h1", { tabindex: "-1" }, info.name, own && h("span", { class: "own" }, "yours")),
      h("p", {}, info.description ?? "", assumed(shown, "/description")),
    ),
    h("nav", { class: "tabs", "aria-label": "Sections" }, ...tabs(shown, section)),
    info.assumed.length > 0 &&
      h(
        "p",
        { class: "legend" },
        h("span", { class: "ours", "aria-hidden": "true" }),
        ` marks what is assumed: no source states it, it is ${own ? "the file" : "anyhook"}'s own choice.`,
      ),
    view.element,
  );
  return { element, ...(view.show && { show: view.show.bind(view) }) };
}

function link(label: string, address: string, current: boolean): HTMLElement {
  return h("a", { href: address, "aria-current": current ? "page" : undefined }, label);
}

function tabs({ info }: Known, current: SectionName): HTMLElement[] {
  const counts: Partial<Record<SectionName, number>> = {
    operations: Object.keys(info.operations ?? {}).length,
    events: Object.keys(info.events.types).length,
    errors: Object.keys(info.errors?.cases ?? {}).length,
  };
  return (Object.keys(TITLES) as SectionName[]).map((section) => {
    const tab = link(TITLES[section], href(info.id, section), section === current);
    const number = counts[section];
    if (number !== undefined) tab.append(" ", h("span", { class: "count" }, String(number)));
    return tab;
  });
}
