/** The search over all providers, in the head of every page: a field with a list below it. */
import { type Hit, indexAll, search } from "../provider/search.js";
import { onChange } from "../registry.js";
import { byId, h } from "./dom.js";

/** More are counted, not listed. */
const MOST_LISTED = 40;

export function startSearch(): void {
  const input = byId("search", HTMLInputElement);
  const popup = byId("search-popup", HTMLElement);
  const list = byId("search-list", HTMLElement);
  const note = byId("search-note", HTMLElement);
  let index = indexAll();
  let hits: Hit[] = [];
  let at = -1;

  const close = () => {
    popup.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    close();
    input.value = "";
    input.blur();
    location.hash = hit.href;
  };
  const choose = (next: number) => {
    at = next;
    for (const [row, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(row === at));
      if (row === at) option.scrollIntoView({ block: "nearest" });
    }
    input.setAttribute("aria-activedescendant", `hit-${at}`);
  };
  const update = () => {
    const found = search(index, input.value);
    hits = found.slice(0, MOST_LISTED);
    list.replaceChildren(...hits.map((hit, row) => option(hit, row, () => go(hit))));
    list.hidden = hits.length === 0;
    const more = found.length > hits.length ? `, the first ${hits.length} shown` : "";
    note.textContent = found.length === 0 ? "Nothing found" : `${found.length} found${more}`;
    popup.hidden = input.value.trim() === "";
    input.setAttribute("aria-expanded", String(!popup.hidden && hits.length > 0));
    if (hits.length > 0) choose(0);
    else input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("input", update);
  input.addEventListener("focus", update);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = moves[event.key];
    if (event.key === "Escape") {
      if (popup.hidden) input.value = "";
      close();
    } else if (event.key === "Enter" && !popup.hidden) {
      event.preventDefault();
      go(hits[at]);
    } else if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      if (popup.hidden) update();
      else choose((at + step + hits.length) % hits.length);
    }
  });
  // The field would lose the focus, and with it the list, before a press on the list ends.
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  onChange(() => {
    index = indexAll();
  });
}

function option(hit: Hit, row: number, act: () => void): HTMLElement {
  const made = h(
    "li",
    { role: "option", id: `hit-${row}`, "aria-selected": "false" },
    h("span", { class: "kind" }, hit.kind),
    h("code", {}, hit.name),
    h("span", { class: "provider" }, hit.provider),
    hit.kind !== "Provider" && h("span", { class: "says" }, hit.about),
  );
  made.addEventListener("click", act);
  return made;
}
