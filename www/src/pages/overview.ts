/** What a provider is, where that was read, who may call it, and its limits. */
import type { Source } from "anyhook";
import { ruleWords } from "../provider/describe.js";
import { pointerTo, urlRule, wireName } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { h, sentence } from "../view/dom.js";
import { assumed, capital, card, type Fact, facts, halves, mark, type View } from "../view/page.js";

export function overview(known: Known): View {
  const { info } = known;
  const rules = ruleWords(info).map(([term, pointer, text]): Fact => [
    term,
    [...capital(text), pointer === "" ? mark() : assumed(known, pointer)],
  ]);
  const left = [
    card("Sources", ...sources(info.sources)),
    info.auth && card("Credentials", auth(known)),
    info.subscription && card("Fields of a webhook", fields(known)),
  ];
  const right = [
    card("URLs", h("p", {}, ...capital(urlRule(info)), urlMark(known)), urlNote()),
    card("Limits and rules", facts(rules)),
    card("Assumed", ...assumptions(known)),
  ];
  return { element: halves(left, right) };
}

/** What the file leaves to the format no source states either. */
function urlMark(known: Known): HTMLElement | undefined {
  const { schemes, maxLength } = known.info.urls ?? {};
  return schemes && maxLength ? assumed(known, "/urls/schemes", "/urls/maxLength") : mark();
}

function urlNote(): HTMLElement {
  return h(
    "p",
    { class: "meta" },
    "Without credentials and without a fragment; a host outside ASCII in punycode.",
  );
}

function sources(all: readonly Source[]): HTMLElement[] {
  if (all.length === 0) return [h("p", { class: "meta" }, "None is given.")];
  const rows = all.map(({ title, url, checkedOn }) =>
    h(
      "li",
      {},
      url === undefined ? title : h("a", { href: url, rel: "noreferrer" }, title),
      h("span", { class: "meta" }, ` read on ${checkedOn}`),
    ),
  );
  return [h("ul", { class: "rows" }, ...rows)];
}

/** What a request's headers hold. */
const CREDENTIALS = {
  "{key}": "the API key",
  "{secret}": "the API secret",
  "{token}": "an OAuth 2.0 access token",
};

function auth(known: Known): HTMLElement {
  const ways = known.info.auth?.anyOf ?? [];
  const rows = ways.map(({ headers }, index) => {
    const lines = Object.entries(headers).flatMap(([name, value], at) => [
      at > 0 ? " and " : "",
      h("code", {}, `${name}: ${value}`),
    ]);
    return h("li", {}, ...lines, assumed(known, `/auth/anyOf/${index}/headers`));
  });
  const written = ways.flatMap(({ headers }) => Object.values(headers)).join(" ");
  const slots = Object.entries(CREDENTIALS).filter(([slot]) => written.includes(slot));
  const meaning = slots.map(([slot, words]) => `\`${slot}\` is ${words}`).join(", ");
  const several = rows.length > 1 ? "; one of these is enough" : "";
  return h(
    "div",
    { class: "stack" },
    h("ul", { class: "rows" }, ...rows),
    h("p", { class: "meta" }, ...sentence(meaning + several)),
  );
}

const RECORD_FIELDS: Record<string, string> = {
  url: "Where events go",
  events: "What is sent",
  active: "Whether it is sent",
  name: "Name",
  description: "Note",
  client: "Whose events alone",
  encrypted: "Whether payloads are sealed",
  secret: "Signing secret",
};

function fields(known: Known): HTMLElement {
  const { subscription = {} } = known.info;
  const rows = Object.entries(subscription).map(([field, wire]): Fact => {
    const values = typeof wire === "object" ? (wire.values ?? []) : [];
    const words = values.map(
      ([word, meaning]) => `${JSON.stringify(word)} is ${meaning ? "on" : "off"}`,
    );
    const name = h("code", {}, wireName(known.info, field) ?? "");
    const rest = words.length > 0 && h("span", { class: "meta" }, ` ${words.join(", ")}`);
    return [
      RECORD_FIELDS[field] ?? field,
      [name, rest, assumed(known, `/subscription${pointerTo(field)}`)],
    ];
  });
  return facts(rows);
}

function assumptions({ info }: Known): HTMLElement[] {
  if (info.assumed.length === 0) return [h("p", {}, "Everything in the file has a source.")];
  const summary = `Places of the file that no source states: ${info.assumed.length}`;
  const rows = info.assumed.map((pointer) => h("li", {}, h("code", {}, pointer)));
  const list = h("ul", { class: "pointers" }, ...rows);
  return [
    h("details", {}, h("summary", {}, summary), list),
    h("p", { class: "meta" }, "A star stands for every member; each covers what lies below it."),
  ];
}
