/** The requests of this tab: looked at again, or sent again. */
import type { Exchange } from "../console/send.js";
import { button, h } from "./dom.js";
import { kindOf, milliseconds, statusWords } from "./exchange.js";
import { card } from "./page.js";

export interface Acts {
  look(exchange: Exchange): void;
  again(exchange: Exchange): void;
}

export function historyCard(
  all: readonly Exchange[],
  shown: Exchange | undefined,
  { look, again }: Acts,
): HTMLElement {
  const rows = all.map((exchange) => {
    const { method, url } = exchange.request;
    const { pathname, search } = new URL(url);
    const name = `${method} ${pathname}${search}`;
    const open = button("", () => look(exchange), {
      class: "look",
      "aria-pressed": String(exchange === shown),
    });
    open.append(
      h("span", { class: "meta when" }, exchange.at.toLocaleTimeString("en-GB")),
      h("code", {}, h("b", {}, method), ` ${pathname}${search}`),
      h("span", { class: "answer-status", "data-kind": kindOf(exchange) }, statusWords(exchange)),
      h("span", { class: "meta took" }, milliseconds(exchange.duration)),
    );
    const repeat = button("Send again", () => again(exchange), {
      "aria-label": `Send ${name} again`,
    });
    return h("li", {}, open, repeat);
  });
  const none = h("p", { class: "meta" }, "What is sent in this tab is listed here.");
  return card("History", rows.length > 0 ? h("ol", { class: "history" }, ...rows) : none);
}
