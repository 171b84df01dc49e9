/** Short news of what was done, beside the fields; read out, and gone after a while. */
import { byId, sentence } from "./dom.js";

const LASTS = 6000;
let fading: ReturnType<typeof setTimeout> | undefined;

export function say(message: string): void {
  const status = byId("status", HTMLElement);
  status.replaceChildren(...sentence(message));
  clearTimeout(fading);
  fading = setTimeout(() => status.replaceChildren(), LASTS);
}
