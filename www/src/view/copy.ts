import { byId } from "./dom.js";
import { say } from "./status.js";

/** Makes a button of the page copy what `text` gives at that moment. */
export function copies(id: string, text: () => string): void {
  const button = byId(id, HTMLButtonElement);
  button.addEventListener("click", () => void copy(button, text()));
}

async function copy(button: HTMLButtonElement, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    say("the browser did not allow copying");
    return;
  }
  say("copied");
  button.dataset["done"] = "";
  setTimeout(() => delete button.dataset["done"], 1200);
}
