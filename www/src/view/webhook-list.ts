/** The webhooks of the console's credentials: which there are, and whether they get events. */
import type { Listed } from "../console/webhooks.js";
import type { Known } from "../registry.js";
import { href } from "../router.js";
import { button, h, prose, sentence } from "./dom.js";
import { titledCard } from "./page.js";

export interface WebhookList {
  element: HTMLElement;
  /** @param found those that there are, or why that is not known */
  show(found: readonly Listed[] | string): void;
}

interface Acts {
  /** Creates one for the inbox. */
  create(): void;
  /** Where the provider's API can. */
  enable: ((webhook: Listed) => void) | undefined;
}

export function webhookList({ info }: Known, { create, enable }: Acts): WebhookList {
  const list = h("ul", { class: "webhooks" });
  const note = h("p", { class: "meta" });
  const make = button("Create one for the inbox", create);
  const row = (webhook: Listed) => {
    const { id, url, active } = webhook;
    const state = h(
      "span",
      { class: "pill", "data-state": active ? "succeeded" : "held" },
      active ? "enabled" : "disabled",
    );
    const act =
      !active &&
      enable &&
      button("Enable", () => enable(webhook), { "aria-label": `Enable ${id}` });
    return h(
      "li",
      {},
      h("div", { class: "ends" }, h("code", {}, id), h("span", {}, state, " ", act)),
      h("span", { class: "meta" }, url),
    );
  };
  return {
    element: titledCard(["Webhooks"], [make], list, note),
    show(found) {
      if (typeof found === "string") {
        list.replaceChildren();
        note.replaceChildren(...sentence(found));
        return;
      }
      list.replaceChildren(...found.map(row));
      const link = h("a", { href: href(info.id, "console", "update") }, "API console");
      const words =
        found.length === 0
          ? prose("These credentials have none yet. ")
          : prose("Of the console's credentials. ");
      note.replaceChildren(...words, "Everything else is done in the ", link, ".");
    },
  };
}
