/** The body of an operation, checked as it is typed. */
import { validate } from "anyhook";
import { startingBody } from "../provider/starting-body.js";
import type { Known } from "../registry.js";
import { button, h, icon } from "./dom.js";
import { editor } from "./editor.js";
import { announceFaults, showFaults } from "./faults.js";
import { json, titledCard } from "./page.js";
import { count } from "./words.js";

/** What was typed, for whoever comes back: by provider and operation. */
const typed = new Map<string, string>();
let mode: "strict" | "open" = "strict";

export function bodyCheck(known: Known, operation: string): HTMLElement {
  const key = `${known.info.id} ${operation}`;
  const state = h("p", { class: "state" });
  const outcome = h("div", { class: "outcome-box" });
  const news = h("p", { id: "body-text-news", class: "unseen", role: "status" });
  const box = editor("body-text", `Body of ${operation}`, () => schedule());
  let scheduled = false;

  const schedule = () => {
    typed.set(key, box.text());
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      check();
    });
  };
  const check = () => {
    // The answer may come after the page has gone on.
    if (!box.element.isConnected) return;
    const text = box.text();
    const result = validate(known.input, operation, text, { mode });
    const faults = result.valid ? [] : result.violations;
    const list = showFaults(box, faults);
    state.dataset["kind"] = result.valid ? "good" : "bad";
    state.replaceChildren(
      icon(result.valid ? "passed" : "failed"),
      h("strong", {}, result.valid ? "Valid" : howMany(faults.length)),
    );
    outcome.replaceChildren(...(result.valid ? valueParts(text, result.value) : [list]));
    announceFaults("body-text", faults, "the body is valid");
  };
  const start = (fullness: "required" | "all") => () =>
    box.set(startingBody(known, operation, fullness));

  const modes = h(
    "fieldset",
    { class: "switch" },
    h("legend", { class: "unseen" }, "Mode"),
    radio("strict", "Strict", () => schedule()),
    radio("open", "Open", () => schedule()),
  );
  const tools = h(
    "div",
    { class: "tools" },
    button("Required fields", start("required")),
    button("All fields", start("all")),
    modes,
  );
  const note = "Open also takes `http:` URLs of this machine, as a receiver on a laptop has.";
  box.set(typed.get(key) ?? startingBody(known, operation, "required"));
  return titledCard(
    ["Check a body"],
    [state],
    tools,
    box.element,
    news,
    outcome,
    h("p", { class: "meta" }, note.replaceAll("`", "")),
  );
}

/** The library finds no more. */
const MOST_FOUND = 100;

function howMany(found: number): string {
  return found < MOST_FOUND ? count(found, "violation") : `${found} violations or more`;
}

function radio(value: "strict" | "open", label: string, changed: () => void): HTMLElement {
  const input = h("input", { type: "radio", name: "mode", value, checked: value === mode });
  input.addEventListener("change", () => {
    mode = value;
    changed();
  });
  return h("label", {}, input, ` ${label}`);
}

/** A valid body's value, and what of it was filled in. */
function valueParts(text: string, value: unknown): HTMLElement[] {
  const filled = filledIn(JSON.parse(text), value, "");
  const names = filled.flatMap((path, index) => [index > 0 ? ", " : "", h("code", {}, path)]);
  const note = filled.length > 0 ? ["Filled in: ", ...names] : ["Nothing was left to fill in."];
  return [h("p", { class: "meta" }, ...note), json("The value", value)];
}

/** Where the value has what the body does not. */
function filledIn(body: unknown, value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${path}/${key}`;
    const given = Object.hasOwn(body as object, key);
    return given ? filledIn((body as Record<string, unknown>)[key], inner, at) : [at];
  });
}
