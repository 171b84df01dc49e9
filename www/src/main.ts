/** The playground: shows the page that the address names. */
import { kept, OWN_FILE } from "./kept.js";
import { startLab } from "./lab-page.js";
import { ownPage } from "./pages/own.js";
import { providerPage, TITLES } from "./pages/provider.js";
import { missingPage, providersPage } from "./pages/providers.js";
import { find, setOwn } from "./registry.js";
import { parse, type Route } from "./router.js";
import { byId } from "./view/dom.js";
import type { View } from "./view/page.js";
import { startSearch } from "./view/search-box.js";

interface Shown {
  /** What the view is of: where this changes, another view is made. */
  key: unknown[];
  view: View | undefined;
  title: string;
}

let shown: Shown | undefined;

function viewOf(route: Route): Shown {
  switch (route.page) {
    case "lab":
      return { key: ["lab"], view: undefined, title: "Signature lab" };
    case "providers":
      return { key: ["providers"], view: providersPage(), title: "Providers" };
    case "own":
      return { key: ["own"], view: ownPage(), title: "Your own provider" };
    case "missing":
      return { key: [], view: missingPage("There is no such page."), title: "Not found" };
  }
  const known = find(route.provider);
  if (!known) {
    const message = `No provider of this tab has the id ${JSON.stringify(route.provider)}. A file of your own stays in its tab, unless you have it kept.`;
    return { key: [], view: missingPage(message), title: "Not found" };
  }
  const title = `${known.info.name}: ${TITLES[route.section]}`;
  const key = [route.section, known.info];
  const same =
    shown?.view && shown.key.length > 0 && key.every((part, at) => part === shown?.key[at]);
  return { key, view: same ? shown?.view : providerPage(known, route), title };
}

function go(): void {
  const route = parse(location.hash);
  const before = shown;
  shown = viewOf(route);
  const { view, title } = shown;
  const lab = byId("lab", HTMLElement);
  const page = byId("page", HTMLElement);
  document.title = `${title} · anyhook`;
  lab.hidden = view !== undefined;
  page.hidden = view === undefined;
  for (const link of document.querySelectorAll(".masthead nav a")) {
    const current = link.getAttribute("href") === top(route);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const another = before?.view !== view || !before;
  if (another) {
    page.replaceChildren(...(view ? [view.element] : []));
    // On a narrow page the strips of links are scrolled to where one is.
    for (const link of page.querySelectorAll<HTMLElement>("nav [aria-current]")) {
      const strip = link.closest("nav");
      if (strip) strip.scrollLeft = link.offsetLeft - strip.offsetLeft - strip.clientWidth / 3;
    }
  }
  if (before && another) {
    scrollTo(0, 0);
    const heading = (view ? page : lab).querySelector("h1");
    heading?.focus({ preventScroll: true });
  }
  if (route.page !== "provider" || !view?.show) return;
  view.show(route.item, route.part);
  const narrow = !matchMedia("(width >= 1000px)").matches;
  if (route.item !== undefined && narrow && route.part === undefined) {
    page.querySelector(".detail")?.scrollIntoView();
  }
}

/** Where the head of the page leads from: any provider's is reached from it. */
const FIRST_CONSOLE = "#/providers/connect/console";

/** Where the head of the page leads to this route. */
function top(route: Route): string {
  if (route.page === "lab") return "#/";
  if (route.page === "own") return "#/own";
  const isConsole = route.page === "provider" && route.section === "console";
  return isConsole ? FIRST_CONSOLE : "#/providers";
}

const text = kept(OWN_FILE);
if (text !== undefined) {
  try {
    setOwn(text);
  } catch {
    // It was kept while it had faults: its own page shows them.
  }
}
startLab();
startSearch();
addEventListener("hashchange", go);
go();
