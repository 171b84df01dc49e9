/** Every provider in a few words, and the way to one of one's own. */
import { known } from "../registry.js";
import { href } from "../router.js";
import { h } from "../view/dom.js";
import type { View } from "../view/page.js";
import { count } from "../view/words.js";

export function providersPage(): View {
  const cards = known().map(({ info, own }) => {
    const events = Object.keys(info.events.types).length;
    const operations = Object.keys(info.operations ?? {}).length;
    return h(
      "li",
      { class: "card" },
      h(
        "h2",
        {},
        h("a", { href: href(info.id) }, info.name),
        own && h("span", { class: "own" }, "yours"),
      ),
      h("p", {}, info.description ?? ""),
      h(
        "p",
        { class: "meta" },
        `${count(operations, "operation")}, ${count(events, "event type")}`,
      ),
    );
  });
  const yours = h(
    "li",
    { class: "card" },
    h("h2", {}, h("a", { href: "#/own" }, "A provider of your own")),
    h("p", {}, "Paste or open a provider file: it then works here like the others."),
    h("p", { class: "meta" }, "It stays in this tab."),
  );
  const element = h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "page-head" },
      h("h1", { tabindex: "-1" }, "Providers"),
      h("p", {}, "What each provider's webhook API accepts, sends and answers."),
    ),
    h("ul", { class: "cards" }, ...cards, yours),
  );
  return { element };
}

export function missingPage(what: string): View {
  const element = h(
    "div",
    { class: "stack" },
    h("div", { class: "page-head" }, h("h1", { tabindex: "-1" }, "Not found")),
    h("p", {}, what),
    h(
      "p",
      {},
      h("a", { href: "#/providers" }, "All providers"),
      " · ",
      h("a", { href: "#/own" }, "Open a provider file"),
    ),
  );
  return { element };
}
