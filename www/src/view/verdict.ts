/** The answer in large letters, the likely cause, and what would mend it. */
import type { Alternative } from "anyhook";
import type { Diagnosis } from "../lab/diagnose.js";
import type { Lab } from "../lab/lab.js";
import { announce } from "./announce.js";
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
  announce("announcement", `${title}. ${cause}`);
}

function causeOf({ valid, cause, computed, secretIndex }: NonNullable<Diagnosis["explanation"]>) {
  if (!valid || computed.length < 2 || secretIndex === undefined) return cause;
  return `${cause}, signed with secret ${secretIndex + 1} of ${computed.length}`;
}

interface Words {
  /** What it means, in the receiver's terms. */
  meaning: string;
  /** What applying it is called. */
  label: string;
  /** Why it cannot be applied, where it has no remedy. */
  excuse: string;
}

const WORDS: Record<Alternative["differences"][number]["kind"], Words> = {
  scheme: {
    meaning: "the headers, the body and the secret fit together, under another scheme's rules",
    label: "Switch to that scheme",
    excuse: "the delivery does not verify there as it stands",
  },
  secret: {
    meaning:
      "sender and receiver make different keys of the same secret: one decodes it, the other does not",
    label: "Write the secret that way",
    excuse: "this scheme's secrets cannot be written that way, so the sender has to change",
  },
  encoding: {
    meaning: "its bytes are right, and they are not written as the scheme demands",
    label: "Rewrite the signature",
    excuse: "it cannot be rewritten here, so the sender has to change",
  },
  body: {
    meaning: "the content is the same, and its bytes are not: a signature is over bytes",
    label: "Use the body as it was signed",
    excuse: "that body cannot be written here",
  },
  content: {
    meaning: "the sender does not sign what this scheme says",
    label: "",
    excuse: "the fields here cannot express another content, so the sender has to change",
  },
};

function offer(
  { message, differences }: Alternative,
  { remedy, isCause, apply }: { remedy: Lab | undefined; isCause: boolean; apply(lab: Lab): void },
): HTMLElement {
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  const meanings = kinds.flatMap((kind) => sentence(WORDS[kind].meaning).concat(" "));
  const [first = "content"] = kinds;
  const { label, excuse } = WORDS[kinds.includes("content") ? "content" : first];
  const act =
    remedy && button(kinds.length > 1 ? "Apply all of it" : label, () => apply(remedy), PRIMARY);
  return h(
    "li",
    {},
    // The cause above says the same.
    !isCause && h("p", {}, ...sentence(message)),
    h("p", { class: "meta" }, ...meanings, ...(act ? [] : sentence(excuse))),
    act,
  );
}

const PRIMARY = { class: "primary" };
