/** Deliveries, the newest first: what each is, and what has become of it. */
import type { Delivery } from "../console/control.js";
import type { Known } from "../registry.js";
import { button, h, sentence } from "./dom.js";
import { assumed, titledCard } from "./page.js";
import { count, duration } from "./words.js";

export interface DeliveryList {
  element: HTMLElement;
  /**
   * @param found those that there are, or why that is not known
   * @param now in Unix milliseconds
   */
  show(found: readonly Delivery[] | string, looked: string | undefined, now: number): void;
}

/** How long it is until then, such as `in 30 seconds`. */
export function until(time: string, now: number): string {
  const seconds = Math.ceil((Date.parse(time) - now) / 1000);
  return seconds > 0 ? `in ${duration(seconds)}` : "now";
}

export function deliveryList(known: Known, look: (id: string) => void): DeliveryList {
  const list = h("ol", { class: "deliveries" });
  const none = h("p", { class: "meta" });
  const rows = new Map<string, { row: HTMLElement; show(one: Delivery, now: number): void }>();
  return {
    element: titledCard(
      ["Deliveries", assumed(known, "/delivery/retry/delays/0", "/delivery/disable")],
      [],
      none,
      list,
    ),
    show(found, looked, now) {
      const all = typeof found === "string" ? [] : found;
      const ids = new Set(all.map(({ id }) => id));
      // Rows stay where they are: one of them may have the focus.
      for (const [id, { row }] of rows) {
        if (ids.has(id)) continue;
        row.remove();
        rows.delete(id);
      }
      for (const one of [...all].reverse()) {
        let shown = rows.get(one.id);
        if (!shown) {
          shown = rowOf(one, look);
          rows.set(one.id, shown);
          list.prepend(shown.row);
        }
        shown.show(one, now);
        shown.row.firstElementChild?.setAttribute("aria-pressed", String(one.id === looked));
      }
      const words = typeof found === "string" ? found : "publish an event, and see it arrive";
      none.replaceChildren(...sentence(words));
      none.hidden = all.length > 0;
      list.hidden = all.length === 0;
    },
  };
}

function rowOf({ id, event, webhook }: Delivery, look: (id: string) => void) {
  const state = h("span", { class: "pill" });
  const tries = h("span", { class: "meta" });
  const next = h("span", { class: "meta next" });
  const open = button("", () => look(id), { class: "look" });
  open.append(
    h("code", { class: "type" }, event.type),
    state,
    tries,
    h("code", { class: "meta to" }, webhook),
    next,
  );
  return {
    row: h("li", {}, open),
    show({ status, attempts, nextAttemptAt }: Delivery, now: number) {
      put(state, status);
      state.dataset["state"] = status;
      put(tries, count(attempts.length, "attempt"));
      put(next, nextAttemptAt === undefined ? "" : `next ${until(nextAttemptAt, now)}`);
    },
  };
}

/** What is the same stays: a screen reader would say it again. */
function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
