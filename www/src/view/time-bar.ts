/** What time it is for the service, and what sets that forward. */
import { button, h, prose } from "./dom.js";
import { say } from "./status.js";
import { date } from "./words.js";

export interface TimeBar {
  element: HTMLElement;
  /**
   * @param time in Unix milliseconds
   * @param next when the next attempt is made, if one will be
   * @param note why it cannot be set, where it cannot
   */
  show(time: number, next: number | undefined, note: string): void;
}

const STEPS: readonly [label: string, words: string, milliseconds: number][] = [
  ["+1 min", "1 minute", 60_000],
  ["+1 h", "1 hour", 3_600_000],
  ["+24 h", "24 hours", 86_400_000],
];

/** @param advance sets it forward by so many milliseconds, and sends what is due on the way */
export function timeBar(advance: (milliseconds: number) => Promise<void>): TimeBar {
  const shown = h("code", { class: "clock" });
  const trouble = h("p", { class: "meta" });
  let time = 0;
  let next: number | undefined;
  let told = "";
  let isBusy = false;

  const go = async (milliseconds: number) => {
    if (isBusy) return;
    isBusy = true;
    try {
      await advance(milliseconds);
      say(`it is ${shown.textContent} now`);
    } finally {
      isBusy = false;
    }
  };
  const steps = STEPS.map(([label, words, milliseconds]) =>
    button(label, () => void go(milliseconds), { "aria-label": `Set the clock ${words} forward` }),
  );
  const toNext = button("To the next attempt", () => {
    // A millisecond more than nothing where it is due already.
    if (next !== undefined) void go(Math.max(next - time, 1));
  });
  return {
    element: h(
      "div",
      { class: "time-bar", role: "group", "aria-label": "The service's clock" },
      h("p", { class: "now" }, h("strong", {}, "Clock"), " ", shown),
      h("div", { class: "tools" }, ...steps, toNext),
      trouble,
    ),
    show(at, due, note) {
      time = at;
      next = due;
      shown.textContent = date(Math.floor(at / 1000)) ?? "";
      for (const one of steps) one.disabled = note !== "";
      toNext.disabled = note !== "" || due === undefined;
      if (told !== note) trouble.replaceChildren(...prose(note));
      told = note;
      trouble.hidden = note === "";
    },
  };
}
