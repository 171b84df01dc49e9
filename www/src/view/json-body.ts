/** A request's body as JSON: written by hand, and checked as it is typed. */
import { validate } from "anyhook";
import { startingBody } from "../provider/starting-body.js";
import type { Known } from "../registry.js";
import { button, h, icon } from "./dom.js";
import { editor } from "./editor.js";
import { announceFaults, showFaults } from "./faults.js";
import { titledCard } from "./page.js";
import { count } from "./words.js";

export interface JsonBody {
  element: HTMLElement;
  text(): string;
  set(text: string): void;
}

/** @param changed told of every change, with the paths of what is wrong */
export function jsonBody(
  known: Known,
  operation: string,
  changed: (wrong: readonly string[]) => void,
): JsonBody {
  const state = h("p", { class: "state" });
  const outcome = h("div", { class: "outcome-box outcome-short" });
  const news = h("p", { id: "console-body-news", class: "unseen", role: "status" });
  const box = editor("console-body", `Body of ${operation} as JSON`, () => check());

  const check = () => {
    const text = box.text();
    const isEmpty = text.trim() === "";
    // As the service is here, which takes `http:` URLs of this machine.
    const result = validate(known.input, operation, text, { mode: "open" });
    const faults = isEmpty || result.valid ? [] : result.violations;
    const good = faults.length === 0;
    state.dataset["kind"] = isEmpty ? "none" : good ? "good" : "bad";
    const words = good ? "Valid" : count(faults.length, "violation");
    const shown = isEmpty ? [] : [icon(good ? "passed" : "failed"), h("strong", {}, words)];
    state.replaceChildren(...shown);
    const note = isEmpty ? "Empty: no body is sent." : "Sent as it stands here.";
    const list = showFaults(box, faults);
    outcome.replaceChildren(good ? h("p", { class: "meta" }, note) : list);
    announceFaults("console-body", faults, isEmpty ? "no body" : "the body is valid");
    changed(faults.map(({ path }) => path));
  };
  const start = (fullness: "required" | "all") => () =>
    box.set(startingBody(known, operation, fullness));
  const tools = h(
    "div",
    { class: "tools" },
    button("Required fields", start("required")),
    button("All fields", start("all")),
  );
  return {
    element: titledCard(["Body as JSON"], [state], tools, box.element, news, outcome),
    text: () => box.text(),
    set: (text) => box.set(text),
  };
}
