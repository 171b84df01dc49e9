/** Short news of what was done: beside the lab's fields, and read out on every page. */
import { byId, sentence } from "./dom.js";

const LASTS = 6000;
let fading: ReturnType<typeof setTimeout> | undefined;

export function say(message: string): void {
  const lines = ["status", "news"].map((id) => byId(id, HTMLElement));
  for (const line of lines) {
    // What is not in sight is not read out: one of the two is.
    line.replaceChildren(...sentence(message));
  }
  clearTimeout(fading);
  fading = setTimeout(() => {
    for (const line of lines) line.replaceChildren();
  }, LASTS);
}
