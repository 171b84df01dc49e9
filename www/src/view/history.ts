/** The requests of this tab: looked at again, or sent again. */
import type { Exchange } from "../console/send.js";
import { button, h } from "./dom.js";
import { kindOf, statusWords, took } from "./exchange.js";
import { card } from "./page.js";

interface Acts {
  look(exchange: Exchange): void;
  again(exchange: Exchange): void;
}

export interface History {
  element: HTMLElement;
  /** @param all the newest first */
  show(all: readonly Exchange[], looked: Exchange | undefined): void;
}

export function historyCard({ look, again }: Acts): History {
  const list = h("ol", { class: "history" });
  const none = h("p", { class: "meta" }, "What is sent in this tab is listed here.");
  const rows = new Map<Exchange, HTMLElement>();
  return {
    element: card("History", none, list),
    show(all, looked) {
      // Rows stay where they are: one of them may have the focus.
      for (const [exchange, row] of rows) {
        if (all.includes(exchange)) continue;
        row.remove();
        rows.delete(exchange);
      }
      for (const exchange of [...all].reverse()) {
        const row = rows.get(exchange) ?? rowOf(exchange, { look, again });
        if (!rows.has(exchange)) list.prepend(row);
        rows.set(exchange, row);
        row.firstElementChild?.setAttribute("aria-pressed", String(exchange === looked));
      }
      none.hidden = rows.size > 0;
      list.hidden = rows.size === 0;
    },
  };
}

function rowOf(exchange: Exchange, { look, again }: Acts): HTMLElement {
  const { method, url } = exchange.request;
  const { pathname, search } = new URL(url);
  const path = pathname + search;
  const open = button("", () => look(exchange), { class: "look" });
  open.append(
    h("span", { class: "meta when" }, exchange.at.toLocaleTimeString("en-GB")),
    h("code", {}, h("b", {}, method), ` ${path}`),
    h("span", { class: "answer-status", "data-kind": kindOf(exchange) }, statusWords(exchange)),
    h("span", { class: "meta took" }, took(exchange)),
  );
  const repeat = button("Send again", () => again(exchange), {
    "aria-label": `Send ${method} ${path} again`,
  });
  return h("li", {}, open, repeat);
}
