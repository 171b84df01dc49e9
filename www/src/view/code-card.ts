/** The request as it stands, as code to paste elsewhere. */
import type { ApiRequest } from "../console/request.js";
import { type Language, LANGUAGES, snippet } from "../console/snippets.js";
import { copyButton } from "./copy.js";
import { h, sentence } from "./dom.js";
import { titledCard } from "./page.js";

/** What was chosen last. */
let language: Language = "curl";

const NOTES: Record<Language, string> = {
  curl: "For POSIX shells.",
  fetch: "For a JavaScript module, in Node and elsewhere.",
  Python: "With urllib, so that nothing has to be installed.",
};

export interface CodeCard {
  element: HTMLElement;
  /** @param where what is to be known of the server that it asks */
  show(request: ApiRequest, where: string): void;
}

export function codeCard(): CodeCard {
  const code = h("pre", { role: "region", "aria-label": "The request as code", tabindex: "0" });
  const note = h("p", { class: "meta" });
  const about = h("p", { class: "meta" });
  let shown: ApiRequest | undefined;
  const draw = () => {
    code.textContent = shown ? snippet(language, shown) : "";
    note.textContent = NOTES[language];
  };
  const choices = LANGUAGES.map((one) => {
    const input = h("input", { type: "radio", name: "language", checked: one === language });
    input.addEventListener("change", () => {
      language = one;
      draw();
    });
    return h("label", {}, input, ` ${one}`);
  });
  const choice = h(
    "fieldset",
    { class: "switch" },
    h("legend", { class: "unseen" }, "Language"),
    ...choices,
  );
  const copy = copyButton(() => code.textContent, "the code");
  return {
    element: titledCard(["As code"], [copy], choice, code, note, about),
    show(request, where) {
      shown = request;
      about.replaceChildren(...sentence(where));
      about.hidden = where === "";
      draw();
    },
  };
}
