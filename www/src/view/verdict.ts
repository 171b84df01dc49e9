/** The answer in large letters, the likely cause, and what would mend it. */
import type { Alternative } from "anyhook";
import type { Diagnosis } from "../lab/diagnose.js";
import type { Lab } from "../lab/lab.js";
import { button, byId, h, icon, type Icon, sentence } from "./dom.js";

type Kind = "good" | "bad" | "open";

/** Codes that are the fault of the page's own fields, and say nothing of the delivery. */
const CALLERS_FAULT = new Set<string | undefined>([
  undefined,
  "invalid_argument",
  "malformed_secret",
]);

const TITLES: Record<Kind, [string, Icon]> = {
  good: ["Genuine", "passed"],
  bad: ["Not genuine", "failed"],
  open: ["Cannot verify", "unknown"],
};

/** A verdict is read out when typing pauses, not with every key. */
const PAUSE = 700;
let announcing: ReturnType<typeof setTimeout> | undefined;

export function showVerdict(diagnosis: Diagnosis, apply: (lab: Lab) => void): void {
  const { problem, explanation, remedies } = diagnosis;
  const code = explanation?.code;
  const kind = explanation?.valid ? "good" : CALLERS_FAULT.has(code) ? "open" : "bad";
  const [title, drawing] = TITLES[kind];
  const cause = explanation ? causeOf(explanation) : (problem?.message ?? "");

  for (const id of ["verdict-head", "verdict"]) byId(id, HTMLElement).dataset["kind"] = kind;
  byId("verdict-icon", HTMLElement).replaceChildren(icon(drawing));
  byId("verdict-title", HTMLElement).textContent = title;
  const chip = byId("verdict-code", HTMLElement);
  chip.textContent = code ?? "";
  chip.hidden = code === undefined;
  byId("cause", HTMLElement).replaceChildren(...sentence(cause));
  const offers = (explanation?.alternatives ?? []).map((alternative, index) =>
    offer(alternative, { remedy: remedies[index], isCause: alternative.message === cause, apply }),
  );
  byId("alternatives", HTMLElement).replaceChildren(...offers);
  announce(`${title}. ${cause}`);
}

function causeOf({ valid, cause, computed, secretIndex }: NonNullable<Diagnosis["explanation"]>) {
  if (!valid || computed.length < 2 || secretIndex === undefined) return cause;
  return `${cause}, signed with secret ${secretIndex + 1} of ${computed.length}`;
}

/** What applying an alternative is called; why it cannot be, where that has no remedy. */
const WORDS: Record<Alternative["differences"][number]["kind"], [string, string]> = {
  scheme: ["Use this scheme", "The delivery does not verify with it as it stands."],
  secret: ["Use that secret", "This scheme's secrets cannot be written that way: mend the sender."],
  encoding: ["Rewrite the header", "The header cannot be rewritten here: mend the sender."],
  body: ["Use that body", "That body cannot be written here."],
  content: ["", "This scheme signs something else, so the fields here cannot express it."],
};

function offer(
  { message, differences }: Alternative,
  { remedy, isCause, apply }: { remedy: Lab | undefined; isCause: boolean; apply(lab: Lab): void },
): HTMLElement {
  const kinds = differences.map(({ kind }) => kind);
  const [label, excuse] = WORDS[kinds.includes("content") ? "content" : (kinds[0] ?? "content")];
  const text = kinds.length > 1 ? "Apply all of it" : label;
  return h(
    "li",
    {},
    // The cause above says the same.
    !isCause && h("span", {}, ...sentence(message)),
    remedy
      ? button(text, () => apply(remedy), { class: "primary" })
      : h("span", { class: "meta" }, excuse),
  );
}

function announce(text: string): void {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    const live = byId("announcement", HTMLElement);
    if (live.textContent !== text) live.textContent = text;
  }, PAUSE);
}
