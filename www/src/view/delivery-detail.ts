/** A delivery: what it is of, and each attempt. */
import type { Delivery } from "../console/control.js";
import { sentOf } from "../console/sent.js";
import type { Known } from "../registry.js";
import { attemptView } from "./attempt.js";
import { until } from "./delivery-list.js";
import { button, h, sentence } from "./dom.js";
import { type Fact, facts, json, titledCard } from "./page.js";
import { date } from "./words.js";

export interface DeliveryDetail {
  element: HTMLElement;
  /** @param now in Unix milliseconds */
  show(found: Delivery | undefined, now: number): void;
}

const STATES: Record<string, string> = {
  held: "its webhook is disabled: it goes out once that is enabled",
  failed: "no attempts are left",
  cancelled: "its webhook was deleted",
  succeeded: "delivered",
};

export function deliveryDetail(known: Known, resend: (id: string) => void): DeliveryDetail {
  const content = h("div", { class: "stack" });
  const attempts = h("ol", { class: "attempts" });
  const state = h("p", {});
  let shown: Delivery | undefined;
  const again = button("Send again", () => shown && resend(shown.id), { disabled: true });
  const showState = ({ status, nextAttemptAt }: Delivery, now: number) => {
    const words =
      nextAttemptAt === undefined
        ? (STATES[status] ?? status)
        : `next attempt ${until(nextAttemptAt, now)}, at ${date(Math.floor(Date.parse(nextAttemptAt) / 1000)) ?? ""}`;
    const pill = h("span", { class: "pill", "data-state": status }, status);
    state.replaceChildren(pill, " ", ...sentence(words));
  };
  content.append(h("p", { class: "meta" }, "Choose one of the deliveries."));
  return {
    element: titledCard(["Delivery"], [again], content),
    show(found, now) {
      again.disabled = found === undefined;
      if (!found) {
        if (shown) content.replaceChildren(h("p", { class: "meta" }, "It is gone."));
        shown = undefined;
        return;
      }
      showState(found, now);
      const isAnother = shown?.id !== found.id;
      if (isAnother) {
        attempts.replaceChildren();
        content.replaceChildren(about(found), state, attempts, data(found));
      }
      shown = found;
      // What is open stays open. Of many attempts the first ones are no longer there.
      const have = new Set([...attempts.children].map((row) => (row as HTMLElement).dataset["at"]));
      const wanted = new Set(found.attempts.map(({ at }) => at));
      for (const row of [...attempts.children] as HTMLElement[]) {
        if (!wanted.has(row.dataset["at"] ?? "")) row.remove();
      }
      for (const [index, attempt] of found.attempts.entries()) {
        if (have.has(attempt.at)) continue;
        const sent = sentOf(found.id, Date.parse(attempt.at));
        const view = attemptView(known, attempt, index + 1, sent);
        attempts.append(h("li", { "data-at": attempt.at }, view));
      }
      const last = attempts.lastElementChild?.querySelector("details");
      if (isAnother && last) last.open = true;
    },
  };
}

function about({ id, event, webhook, url, createdAt }: Delivery): HTMLElement {
  const code = (text: string) => [h("code", {}, text)];
  const rows: Fact[] = [
    ["Event", code(event.type)],
    ["Event's id", code(event.id)],
    ["Delivery", code(id)],
    ["Webhook", code(webhook)],
    ["URL", code(url)],
    ["Accepted", [date(Math.floor(Date.parse(createdAt) / 1000)) ?? createdAt]],
  ];
  return facts(rows);
}

function data({ event }: Delivery): HTMLElement {
  return h(
    "details",
    { class: "attempt" },
    h("summary", {}, "The event's data"),
    json("Data of the event", event.data ?? null),
  );
}
