/**
 * A text box with line numbers, of which some can be marked. Only the lines in sight are drawn, and a
 * text that a browser would take seconds to lay out is held without being shown.
 */
import { h } from "./dom.js";
import { count } from "./words.js";

export interface Editor {
  element: HTMLElement;
  area: HTMLTextAreaElement;
  /** What is in the box, or is held since it is too large for it. */
  text(): string;
  /** Puts another text in, and calls back as if it was typed. */
  set(text: string): void;
  /** Marks the lines that hold these places of the text. */
  mark(starts: readonly number[]): void;
  /** Goes to a place, and selects it. */
  select(start: number, end: number): void;
}

/** In characters; browsers lay a megabyte out in up to five seconds, and again with every key. */
export const LARGEST_SHOWN = 256 << 10;

export function editor(id: string, label: string, onInput: () => void): Editor {
  const lines = h("div", { class: "lines", "aria-hidden": "true" });
  const area = h("textarea", {
    id,
    wrap: "off",
    "aria-label": label,
    "aria-describedby": `${id}-news`,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  const element = h("div", { class: "editor" }, lines, area);
  let marked = new Set<number>();
  let total = 1;
  let held: string | undefined;
  let scheduled = false;

  const draw = () => {
    scheduled = false;
    const { lineHeight, paddingTop } = getComputedStyle(area);
    const height = parseFloat(lineHeight);
    if (Number.isNaN(height)) return;
    const first = Math.max(0, Math.floor((area.scrollTop - parseFloat(paddingTop)) / height));
    const last = Math.min(total, first + Math.ceil(area.clientHeight / height) + 2);
    const rows = [];
    for (let line = first; line < last; line++) {
      rows.push(h("div", { "data-marked": marked.has(line) }, String(line + 1)));
    }
    lines.replaceChildren(...rows);
    // Not an attribute: the page's policy allows no inline styles.
    const top = parseFloat(paddingTop) + first * height - area.scrollTop;
    lines.style.transform = `translateY(${top}px)`;
    element.style.setProperty("--digits", String(Math.max(2, String(total).length)));
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(draw);
  };
  const changed = () => {
    total = lineOf(area.value, area.value.length) + 1;
    schedule();
    onInput();
  };
  const put = (text: string) => {
    held = text.length > LARGEST_SHOWN ? text : undefined;
    area.value = held === undefined ? text : "";
    area.placeholder =
      held === undefined ? "" : `${count(text.length, "character")}: too many to show`;
    changed();
  };
  const takeLarge = (event: Event, data: DataTransfer | null) => {
    const text = data?.getData("text") ?? "";
    if (text.length <= LARGEST_SHOWN) return;
    event.preventDefault();
    put(text);
  };
  area.addEventListener("input", () => {
    held = undefined;
    area.placeholder = "";
    changed();
  });
  area.addEventListener("paste", (event) => takeLarge(event, event.clipboardData));
  area.addEventListener("drop", (event) => takeLarge(event, event.dataTransfer));
  area.addEventListener("scroll", schedule);
  new ResizeObserver(schedule).observe(area);

  return {
    element,
    area,
    text: () => held ?? area.value,
    set(text) {
      put(text);
      area.scrollTop = 0;
    },
    mark(starts) {
      marked = linesOf(area.value, starts);
      schedule();
    },
    select(start, end) {
      area.focus();
      area.setSelectionRange(start, end);
      const { lineHeight } = getComputedStyle(area);
      const top = lineOf(area.value, start) * parseFloat(lineHeight);
      area.scrollTop = Math.max(0, top - area.clientHeight / 3);
    },
  };
}

/** The number, from 0, of the line that a place is in. */
export function lineOf(text: string, place: number): number {
  let line = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < place; at = text.indexOf("\n", at + 1))
    line++;
  return line;
}

function linesOf(text: string, starts: readonly number[]): Set<number> {
  const found = new Set<number>();
  const sorted = [...starts].sort((a, b) => a - b);
  let line = 0;
  let at = text.indexOf("\n");
  for (const start of sorted) {
    for (; at !== -1 && at < start; at = text.indexOf("\n", at + 1)) line++;
    found.add(line);
  }
  return found;
}
