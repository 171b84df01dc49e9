/** What an inbox took: the newest first, each to be opened. */
import type { Came } from "../console/endpoint.js";
import { verdictTitle, verdictView } from "./attempt.js";
import { button, h, icon, sentence } from "./dom.js";
import { titledCard } from "./page.js";
import { date, ordinal } from "./words.js";

export interface CameList {
  element: HTMLElement;
  /** @param found what came, the newest last, or why that is not known */
  show(found: readonly Came[] | string): void;
}

/** @param clear forgets what came */
export function cameList(clear: () => void): CameList {
  const list = h("ol", { class: "came" });
  const none = h("p", { class: "meta" });
  const rows = new Map<number, { row: HTMLElement; status: HTMLElement }>();
  const empty = button("Clear", clear, { "aria-label": "Clear the inbox" });
  return {
    element: titledCard(["What the inbox took"], [empty], none, list),
    show(found) {
      const all = typeof found === "string" ? [] : found;
      const numbers = new Set(all.map(({ number }) => number));
      for (const [number, { row }] of rows) {
        if (numbers.has(number)) continue;
        row.remove();
        rows.delete(number);
      }
      for (const one of all) {
        let shown = rows.get(one.number);
        if (!shown) {
          shown = rowOf(one);
          rows.set(one.number, shown);
          list.prepend(shown.row);
        }
        shown.status.textContent = one.status === undefined ? "no answer" : String(one.status);
      }
      none.replaceChildren(...sentence(typeof found === "string" ? found : "nothing came yet"));
      none.hidden = all.length > 0;
      list.hidden = all.length === 0;
      empty.disabled = all.length === 0;
    },
  };
}

function rowOf({ time, headers, body, verdict, seen = 1 }: Came) {
  const status = h("span", { class: "meta" });
  const event = verdict && verdict.valid !== false ? verdict.event : undefined;
  const type = event && "type" in event ? event.type : "";
  const title = verdict && verdictTitle(verdict);
  const mark =
    title &&
    h("span", { class: "state", "data-kind": title.kind }, icon(title.drawing), title.words);
  const view = h(
    "details",
    { class: "attempt" },
    h(
      "summary",
      {},
      mark,
      h("code", {}, type),
      seen > 1 && h("span", { class: "own" }, `${ordinal(seen)} time`),
      status,
      h("span", { class: "meta" }, date(Math.floor(time / 1000)) ?? ""),
    ),
    verdict && !verdict.valid && verdictView(verdict),
    block("Headers of what came", headers.map(([name, value]) => `${name}: ${value}`).join("\n")),
    block("Body of what came", body),
  );
  return { row: h("li", {}, view), status };
}

const block = (label: string, text: string): HTMLElement =>
  h("pre", { class: "head", role: "region", "aria-label": label, tabindex: "0" }, text);
