/** An event to publish: its type, and its data as JSON. */
import { exampleEvent } from "anyhook";
import { objectIn } from "../console/request.js";
import { pointerTo } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { button, h, prose } from "./dom.js";
import { editor } from "./editor.js";
import { assumed, titledCard } from "./page.js";

/** What was typed, for whoever comes back: by provider and type. */
const drafts = new Map<string, string>();
/** What was chosen last, by provider. */
const chosen = new Map<string, string>();

export function publishForm(
  known: Known,
  publish: (type: string, data: object) => Promise<void>,
): HTMLElement {
  const { info } = known;
  const types = Object.keys(info.events.types);
  const type = h(
    "select",
    { id: "event-type" },
    ...types.map((one) => h("option", { value: one }, one)),
  );
  const first = chosen.get(info.id) ?? types[0];
  if (first !== undefined) type.value = first;
  const note = h("p", { id: "event-data-news", class: "meta body-note", role: "status" });
  const about = h("p", { class: "meta" });
  const box = editor("event-data", "Data of the event as JSON", () => check());
  const send = h("button", { type: "submit", class: "primary" }, "Publish");
  let isBusy = false;

  const check = () => {
    drafts.set(`${info.id} ${type.value}`, box.text());
    const isObject = objectIn(box.text()) !== undefined;
    note.textContent = isObject ? "" : "The data is no JSON object.";
    box.area.setAttribute("aria-invalid", String(!isObject));
    send.disabled = !isObject;
  };
  const show = () => {
    chosen.set(info.id, type.value);
    const described = info.events.types[type.value];
    const mark = assumed(
      known,
      `/events/examples${pointerTo(described?.example ?? "")}`,
      `/events/types${pointerTo(type.value)}/example`,
      `/events/types${pointerTo(type.value)}/merge`,
    );
    about.replaceChildren(...prose(described?.description ?? ""), mark ?? "");
    box.set(drafts.get(`${info.id} ${type.value}`) ?? exampleData(known, type.value));
  };
  type.addEventListener("change", show);
  const restore = button("Example", () => box.set(exampleData(known, type.value)), {
    "aria-label": "Put the example's data back",
  });
  const form = h(
    "form",
    { class: "stack" },
    h(
      "div",
      { class: "field" },
      h("div", { class: "label" }, h("label", { for: "event-type" }, "Type")),
      type,
      about,
    ),
    h(
      "div",
      { class: "field" },
      h("div", { class: "label" }, h("h3", {}, "Data"), restore),
      box.element,
      note,
    ),
    h("div", {}, send),
    h("p", { class: "meta" }, "Every enabled webhook here that selects this type is told."),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = objectIn(box.text());
    if (!data || isBusy) return;
    isBusy = true;
    void publish(type.value, data).finally(() => (isBusy = false));
  });
  show();
  return titledCard(["Publish an event"], [], form);
}

function exampleData({ input }: Known, type: string): string {
  try {
    return JSON.stringify(exampleEvent(input, type).data ?? {}, null, 2);
  } catch {
    // A file may have no examples.
    return "{}";
  }
}
