/** Event types and selectors ticked or typed, and which events a subscription to them gets. */
import { eventTypes, matches } from "anyhook";
import type { Known } from "../registry.js";
import { h } from "./dom.js";
import { titledCard } from "./page.js";
import { count } from "./words.js";

/** What was asked, for whoever comes back: by provider. */
const asked = new Map<string, string[]>();

export function subscription(known: Known): HTMLElement {
  const { info, input } = known;
  const all = eventTypes(input);
  const types = all.filter(({ selector }) => !selector).map(({ type }) => type);
  const [firstSelector] = all.filter(({ selector }) => selector);
  const initial = asked.get(info.id) ?? [firstSelector?.type ?? types[0] ?? ""];

  const typed = h("textarea", {
    id: "selectors",
    rows: "3",
    autocomplete: "off",
    spellcheck: "false",
  });
  const probe = h("input", { id: "probe", autocomplete: "off", spellcheck: "false" });
  const probed = h("p", { class: "meta", id: "probe-note" });
  const got = h("p", { class: "state" });
  const list = h("ul", { class: "chips", id: "gets" });
  const boxes = new Map<string, HTMLInputElement>();

  const read = () => typed.value.split(/[\s,]+/).filter((text) => text !== "");
  const update = () => {
    const selectors = read();
    asked.set(info.id, selectors);
    for (const [type, box] of boxes) box.checked = selectors.includes(type);
    const sent = types.filter((type) => matches(input, selectors, type));
    got.textContent = `Gets ${sent.length} of ${count(types.length, "type")}`;
    list.replaceChildren(
      ...types.map((type) => {
        const is = sent.includes(type);
        const said = h("span", { class: "unseen" }, is ? " (sent)" : " (not sent)");
        return h("li", { "data-sent": String(is) }, h("code", {}, type), said);
      }),
    );
    const one = probe.value.trim();
    const unlisted = one !== "" && !types.includes(one) ? "unlisted, and " : "";
    probed.textContent =
      one === ""
        ? "Any type, also one that is not listed."
        : `${unlisted}${matches(input, selectors, one) ? "sent" : "not sent"}`;
  };
  const tick = (type: string, on: boolean) => {
    const rest = read().filter((one) => one !== type);
    typed.value = (on ? [...rest, type] : rest).join("\n");
    update();
  };
  const choices = all.map(({ type, selector }) => {
    const box = h("input", { type: "checkbox" });
    box.addEventListener("change", () => tick(type, box.checked));
    boxes.set(type, box);
    return h("label", { class: selector ? "selector" : undefined }, box, h("code", {}, type));
  });
  // Those that stand for several come first.
  const selectorsFrom = types.length;
  const ordered = [...choices.slice(selectorsFrom), ...choices.slice(0, selectorsFrom)];
  typed.value = initial.join("\n");
  typed.addEventListener("input", update);
  probe.addEventListener("input", update);
  update();

  return titledCard(
    ["Test a subscription"],
    [],
    h("fieldset", {}, h("legend", {}, "Subscribed to"), h("div", { class: "ticks" }, ...ordered)),
    h(
      "div",
      { class: "field" },
      h("div", { class: "label" }, h("label", { for: "selectors" }, "The same, as text")),
      typed,
      h("p", { class: "meta" }, "Separated by commas, spaces or lines."),
    ),
    h("div", { role: "status" }, got),
    list,
    h(
      "div",
      { class: "field" },
      h("div", { class: "label" }, h("label", { for: "probe" }, "Is this type sent?")),
      probe,
      probed,
    ),
  );
}
