import { button, byId } from "./dom.js";
import { say } from "./status.js";

/** Makes a button of the page copy what `text` gives at that moment. */
export function copies(id: string, text: () => string): void {
  const element = byId(id, HTMLButtonElement);
  element.addEventListener("click", () => void copy(element, text()));
}

/** A new button that copies. */
export function copyButton(text: () => string, what: string): HTMLButtonElement {
  const made = button("Copy", () => void copy(made, text()), { "aria-label": `Copy ${what}` });
  return made;
}

async function copy(element: HTMLButtonElement, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    say("the browser did not allow copying");
    return;
  }
  say("copied");
  element.dataset["done"] = "";
  setTimeout(() => delete element.dataset["done"], 1200);
}
