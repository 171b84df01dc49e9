/** The id of a webhook: one of those that were seen, or typed. */
import type { Webhook } from "../console/session.js";
import { type Control, putText } from "./controls.js";
import { h } from "./dom.js";

export interface WebhookControl extends Control {
  /** Offers these. */
  offer(webhooks: readonly Webhook[]): void;
}

export function webhookControl(id: string, change: (value: unknown) => void): WebhookControl {
  const input = h("input", {
    id,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-note`,
  });
  const select = h("select", { "aria-label": "Webhooks made here" });
  let offered: readonly Webhook[] = [];
  const choose = () => {
    const at = offered.findIndex((webhook) => webhook.id === input.value);
    select.selectedIndex = at + 1;
  };
  input.addEventListener("input", () => {
    choose();
    change(input.value === "" ? undefined : input.value);
  });
  select.addEventListener("change", () => {
    const chosen = offered[select.selectedIndex - 1];
    if (!chosen) return choose();
    input.value = chosen.id;
    change(chosen.id);
  });
  return {
    element: h("div", { class: "together picker" }, input, select),
    show(value) {
      putText(input, typeof value === "string" ? value : "");
      choose();
    },
    offer(webhooks) {
      offered = webhooks;
      const first = webhooks.length === 0 ? "None made here" : "Made here…";
      const options = webhooks.map(({ id: one, url }) =>
        h("option", { value: one }, url === undefined ? one : `${one} · ${url}`),
      );
      select.replaceChildren(h("option", { value: "" }, first), ...options);
      select.disabled = webhooks.length === 0;
      choose();
    },
  };
}
