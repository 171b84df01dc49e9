/** The events of a provider, an example of each, and what a subscription would get. */
import { exampleEvent, generateSecret, matches, sign } from "anyhook";
import { openInLab } from "../lab-page.js";
import { textBody } from "../lab/body.js";
import { withHeaders } from "../lab/request.js";
import { selectorWords } from "../provider/describe.js";
import { pointerTo } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { href } from "../router.js";
import { copyButton } from "../view/copy.js";
import { button, h, prose } from "../view/dom.js";
import {
  assumed,
  assumedParts,
  assumedWithin,
  capital,
  card,
  choose,
  halves,
  json,
  titledCard,
  type View,
} from "../view/page.js";
import { say } from "../view/status.js";
import { subscription } from "../view/subscription.js";

export function events(known: Known): View {
  const { id, events: listed } = known.info;
  const types = Object.entries(listed.types);
  const selectors = Object.entries(listed.selectors ?? {});
  const row = (type: string, description: string, at: string) =>
    h(
      "li",
      {},
      h("a", { href: href(id, "events", type) }, h("code", {}, type)),
      h("span", { class: "says" }, description, assumed(known, `${at}/description`)),
    );
  const typeRows = types.map(([type, { description = "" }]) =>
    row(type, description, `/events/types${pointerTo(type)}`),
  );
  const selectorRows = selectors.map(([type, { description = "" }]) =>
    row(type, description, `/events/selectors${pointerTo(type)}`),
  );
  const list = h("ul", { class: "index" }, ...typeRows);
  const selectorList = h("ul", { class: "index" }, ...selectorRows);
  const detail = h("div", { class: "stack" });
  const [first] = types;
  const show = (item = first?.[0]) => {
    if (item === undefined) return;
    const selector = listed.selectors?.[item];
    const type = selector || listed.types[item] ? item : (first?.[0] ?? item);
    for (const one of [list, selectorList]) choose(one, href(id, "events", type));
    detail.replaceChildren(selector ? selected(known, type) : example(known, type));
  };
  show();
  const open = listed.open
    ? "There are more than the provider's pages list: a receiver takes those too."
    : "The provider's pages list them all.";
  const left = [
    card(
      "Event types",
      h("p", { class: "meta" }, open, assumed(known, "/events/open")),
      clients(known),
      list,
    ),
    selectors.length > 0 && card("Selectors", selectorList),
  ];
  return { element: halves(left, [detail, subscription(known)]), show };
}

/** Of whose events a webhook of one client gets its own. */
function clients(known: Known): HTMLElement | undefined {
  const { events: all, subscription: names } = known.info;
  if (!all.client || typeof names?.["client"] !== "string") return undefined;
  const places = all.client.map((pointer) => `\`${pointer}\``).join(", ");
  const text = `A webhook with \`${names["client"]}\` gets events with this id alone, at one of these places of the data: ${places}`;
  return h("p", { class: "meta" }, ...prose(text), assumed(known, "/events/client"));
}

function selected(known: Known, name: string): HTMLElement {
  const { types, selectors = {} } = known.info.events;
  const { description = "", ...selector } = selectors[name] ?? {};
  const at = `/events/selectors${pointerTo(name)}`;
  const chosen = Object.keys(types).filter((type) => matches(known.input, [name], type));
  const now = chosen.map((type) => h("li", {}, h("code", {}, type)));
  return titledCard(
    [h("code", {}, name), assumed(known, at)],
    [],
    description !== "" && h("p", {}, description, assumedWithin(known, at, `${at}/description`)),
    h(
      "p",
      { class: "meta" },
      ...prose(`Selects ${selectorWords(selector)}.`),
      assumedWithin(known, at, `${at}/prefix`, `${at}/types`),
    ),
    h("ul", { class: "chips" }, ...now),
  );
}

function example(known: Known, type: string): HTMLElement {
  const described = known.info.events.types[type];
  const at = `/events/types${pointerTo(type)}`;
  const title = [h("code", {}, type)];
  const about = h("p", {}, described?.description ?? "", assumed(known, `${at}/description`));
  const made = makeExample(known, type);
  if (typeof made === "string")
    return titledCard(title, [], about, h("p", { class: "meta" }, ...capital(made), "."));
  const text = new TextDecoder().decode(made);
  const name = described?.example ?? "";
  const marks = assumed(
    known,
    "/delivery/body",
    `/events/examples${pointerTo(name)}`,
    `${at}/example`,
    `${at}/merge`,
  );
  const lab = button("Open in the signature lab", () => openExample(known, type), {
    class: "primary",
  });
  return titledCard(
    title,
    [copyButton(() => text, "the body")],
    about,
    json("Example body", JSON.parse(text)),
    h("p", { class: "meta" }, "Sent without the white space that is shown here.", marks),
    assumedParts(known, known.info.delivery.body, "/delivery/body"),
    h("div", {}, lab),
  );
}

/** The body of an example, or why there is none. */
function makeExample({ input }: Known, type: string): Uint8Array | string {
  try {
    return exampleEvent(input, type).body;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Goes to the lab with the example signed and filled in. */
function openExample(known: Known, type: string): void {
  const bytes = makeExample(known, type);
  const body = typeof bytes === "string" ? undefined : textBody(new TextDecoder().decode(bytes));
  if (!body || typeof bytes === "string")
    return say("the example is no text that the lab can hold");
  const secret = generateSecret(known.input);
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = sign(known.input, { secret, body: bytes, timestamp });
  openInLab({
    scheme: known.info.id,
    secrets: secret,
    headers: withHeaders("Content-Type: application/json", headers),
    body,
    tolerance: "",
    clock: { fixed: false, seconds: String(timestamp) },
  });
  location.hash = "#/";
}
