/** Short news of what was done: beside the lab's fields, or at the foot of another page. */
import { byId, sentence } from "./dom.js";

const LASTS = 6000;
let fading: ReturnType<typeof setTimeout> | undefined;

export function say(message: string): void {
  const line = byId(byId("lab", HTMLElement).hidden ? "news" : "status", HTMLElement);
  line.replaceChildren(...sentence(message));
  clearTimeout(fading);
  fading = setTimeout(() => line.replaceChildren(), LASTS);
}
