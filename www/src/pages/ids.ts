/** The provider's ids and secrets: their form, whether a text has it, and new ones. */
import { generateId, generateSecret, isId, isSecret, maskSecret } from "anyhook";
import { generatorWords, keyWords, maskWords } from "../provider/describe.js";
import { pointerTo, secretRule } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { copyButton } from "../view/copy.js";
import { button, h, icon } from "../view/dom.js";
import {
  assumed,
  assumedWithin,
  capital,
  card,
  facts,
  halves,
  mark,
  titledCard,
  type View,
} from "../view/page.js";
import { duration } from "../view/words.js";

export function ids(known: Known): View {
  const cards = Object.keys(known.info.ids).map((kind) => idCard(known, kind));
  const none = card("Ids", h("p", {}, "The file describes no ids."));
  const element = halves(cards.length > 0 ? cards : [none], [secretCard(known)]);
  const show = (item?: string) => {
    for (const one of element.querySelectorAll<HTMLElement>("[data-kind-of-id]")) {
      const wanted = one.dataset["kindOfId"] === item;
      one.toggleAttribute("data-wanted", wanted);
      if (wanted) one.scrollIntoView({ block: "nearest" });
    }
  };
  return { element, show };
}

const KINDS: Record<string, string> = {
  webhook: "Webhook id",
  delivery: "Delivery id",
  client: "Client id",
  request: "Request id",
};

function idCard(known: Known, kind: string): HTMLElement {
  const rule = known.info.ids[kind];
  const at = `/ids${pointerTo(kind)}`;
  const name = KINDS[kind] ?? `Id of a ${kind}`;
  const { field, input } = checked(`id-${kind}`, `Check a ${name.toLowerCase()}`, (text) =>
    isId(known.input, kind, text),
  );
  const make = button(
    "Make one",
    () => {
      input.value = generateId(known.input, kind);
      input.dispatchEvent(new Event("input"));
    },
    { "aria-label": `Make a ${name.toLowerCase()}` },
  );
  field.querySelector(".label")?.append(
    make,
    copyButton(() => input.value, `the ${name.toLowerCase()}`),
  );
  const made = titledCard(
    [name, assumed(known, at)],
    [],
    facts([
      ["Pattern", [h("code", {}, rule?.pattern ?? ""), assumedWithin(known, at, `${at}/pattern`)]],
      rule && [
        "New ones",
        [...capital(generatorWords(rule.generate)), assumedWithin(known, at, `${at}/generate`)],
      ],
    ]),
    field,
  );
  made.dataset["kindOfId"] = kind;
  return made;
}

/** A field that says whether its text has the form, as it is typed. */
function checked(id: string, label: string, holds: (text: string) => boolean) {
  const input = h("input", {
    id,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-note`,
  });
  const note = h("p", { id: `${id}-note`, class: "meta verdict-note", role: "status" });
  input.addEventListener("input", () => {
    const { value } = input;
    const good = value !== "" && holds(value);
    note.dataset["kind"] = value === "" ? "" : good ? "good" : "bad";
    const said = good ? "Has the form" : "Does not have the form";
    note.replaceChildren(...(value === "" ? [] : [icon(good ? "passed" : "failed"), said]));
  });
  const field = h(
    "div",
    { class: "field" },
    h("div", { class: "label" }, h("label", { for: id }, label)),
    input,
    note,
  );
  return { field, input };
}

function secretCard(known: Known): HTMLElement {
  const { secret } = known.info;
  const { field, input } = checked("secret", "Check a secret", (text) =>
    isSecret(known.input, text),
  );
  input.classList.add("masked");
  const masked = h("output", { id: "masked", for: "secret" });
  input.addEventListener("input", () => {
    masked.textContent = input.value === "" ? "" : maskSecret(known.input, input.value);
  });
  const reveal = button(
    "Show",
    () => {
      reveal.setAttribute("aria-pressed", String(!input.classList.toggle("masked")));
    },
    { "aria-pressed": "false", "aria-label": "Show the secret" },
  );
  const make = button(
    "Make one",
    () => {
      input.value = generateSecret(known.input);
      input.dispatchEvent(new Event("input"));
    },
    { "aria-label": "Make a secret" },
  );
  field.querySelector(".label")?.append(
    reveal,
    make,
    copyButton(() => input.value, "the secret"),
  );
  const within = (...members: string[]) =>
    assumedWithin(known, "/secret", ...members.map((member) => `/secret/${member}`));
  // What the file leaves to the format no source states either.
  const ours = (member: "maxLength" | "mask") =>
    secret[member] === undefined ? mark() : within(member);
  const owner =
    secret.owner === "account"
      ? "The account's: one for all of its webhooks"
      : "Each webhook's own";
  return titledCard(
    ["Signing secret", assumed(known, "/secret")],
    [],
    facts([
      ["Accepted", [...capital(secretRule(secret)), within("pattern") ?? ours("maxLength")]],
      ["New ones", [...capital(generatorWords(secret.generate)), within("generate")]],
      ["Key", [...capital(keyWords(secret)), within("encoding")]],
      ["Shown as", [...capital(maskWords(secret)), ours("mask")]],
      ["Whose", [owner, within("owner")]],
      secret.grace !== undefined && [
        "Rotation",
        [`A replaced one signs too for ${duration(secret.grace)}`, within("grace")],
      ],
    ]),
    field,
    h("p", { class: "masked-as" }, h("span", { class: "meta" }, "Masked: "), masked),
  );
}
