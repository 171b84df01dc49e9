/** A request as it was sent, and what was answered, side by side. */
import type { Exchange } from "../console/send.js";
import { parsed } from "../console/request.js";
import { baseOf } from "../console/target.js";
import { secretPlaces, valuesAt } from "../provider/answer.js";
import { SITUATIONS } from "../provider/describe.js";
import { REASONS } from "../provider/sample.js";
import { pointerTo } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { href } from "../router.js";
import { copyButton } from "./copy.js";
import { h, prose, sentence } from "./dom.js";
import { assumed, assumedParts, halves, titledCard } from "./page.js";

/** How long the answer took; nothing where there is none. */
export function took({ answer }: Exchange): string {
  if (typeof answer === "string") return "";
  const { duration } = answer;
  return `${duration < 10 ? duration.toFixed(1) : Math.round(duration).toLocaleString("en")} ms`;
}

/** `201 Created`; without the phrase where nobody has one. */
export const statusWords = ({ answer }: Exchange): string =>
  typeof answer === "string"
    ? "no answer"
    : `${answer.status} ${REASONS[answer.status] ?? ""}`.trim();

export const kindOf = ({ answer }: Exchange): "good" | "bad" =>
  typeof answer === "string" || answer.status >= 400 ? "bad" : "good";

const NONE = "Nothing was sent yet.";

/**
 * Both cards, empty where there is nothing to show.
 *
 * @param current the operation whose fields are shown: what was sent of another one is of before
 */
export function exchangeView(
  known: Known,
  exchange: Exchange | undefined,
  current: string | undefined,
): HTMLElement {
  const isEarlier = exchange !== undefined && exchange.operation !== current;
  const view = exchange
    ? halves([sent(exchange, isEarlier)], [answered(known, exchange, isEarlier)], "answer")
    : halves(
        [titledCard(["Request"], [], h("p", { class: "meta" }, NONE))],
        [titledCard(["Answer"], [], h("p", { class: "meta" }, NONE))],
        "answer",
      );
  view.classList.add("exchange");
  view.toggleAttribute("data-earlier", isEarlier);
  return view;
}

const earlier = ({ operation }: Exchange): HTMLElement =>
  h("span", { class: "own" }, `earlier: ${operation}`);

function sent(exchange: Exchange, isEarlier: boolean): HTMLElement {
  const { request, at } = exchange;
  const { method, url, headers, body } = request;
  return titledCard(
    ["Request", isEarlier && earlier(exchange)],
    [h("span", { class: "meta" }, at.toLocaleTimeString("en-GB"))],
    h("p", { class: "line" }, h("code", {}, h("b", {}, method), ` ${url}`)),
    headerLines("Headers of the request", headers),
    body === undefined
      ? h("p", { class: "meta" }, "Without a body.")
      : bodyText("Body of the request", body),
  );
}

function answered(known: Known, exchange: Exchange, isEarlier: boolean): HTMLElement {
  const { answer, target } = exchange;
  const title = ["Answer", isEarlier && earlier(exchange)];
  const status = h("p", { class: "line" });
  status.append(
    h("strong", { class: "answer-status", "data-kind": kindOf(exchange) }, statusWords(exchange)),
  );
  if (typeof answer === "string") {
    return titledCard(title, [], status, h("p", {}, ...sentence(answer)));
  }
  const by = target === "page" ? "the service in this page" : baseOf(target);
  const time = h("span", { class: "meta" }, `${took(exchange)}, by ${by}`);
  const value = parsed(answer.body);
  const pretty = value === undefined ? answer.body : JSON.stringify(value, null, 2);
  const body =
    answer.body === ""
      ? h("p", { class: "meta" }, "Without a body.")
      : bodyText("Body of the answer", pretty);
  const { mark, notes } = meaning(known, exchange, value);
  if (mark) status.append(mark);
  return titledCard(
    title,
    [time],
    status,
    headerLines("Headers of the answer", answer.headers),
    body,
    ...notes,
    answer.cause !== undefined &&
      h("p", { class: "assumed" }, h("strong", {}, "Inside: "), ...sentence(answer.cause)),
  );
}

function headerLines(label: string, headers: Exchange["request"]["headers"]): HTMLElement {
  const lines = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  const text = h(
    "pre",
    { class: "head", role: "region", "aria-label": label, tabindex: "0" },
    lines,
  );
  return h("div", { class: "field" }, h("div", { class: "label" }, h("h3", {}, "Headers")), text);
}

function bodyText(label: string, text: string): HTMLElement {
  const body = h("pre", { role: "region", "aria-label": label, tabindex: "0" }, text);
  const copy = copyButton(() => text, label.toLowerCase());
  return h(
    "div",
    { class: "field" },
    h("div", { class: "label" }, h("h3", {}, "Body"), copy),
    body,
  );
}

/** What the provider's file says of an answer: what of it is assumed, which refusal it is, its secret. */
function meaning(known: Known, { operation, answer }: Exchange, value: unknown) {
  const { info } = known;
  const success = info.operations?.[operation]?.success;
  const notes: (HTMLElement | undefined)[] = [];
  if (typeof answer === "string") return { mark: undefined, notes };
  if (answer.status === success?.status) {
    const at = `/operations${pointerTo(operation)}/success`;
    const parts = assumedParts(known, success.body, `${at}/body`);
    notes.push(parts, ...secretNotes(known, operation, value));
    return { mark: assumed(known, at, `${at}/status`, `${at}/body`), notes };
  }
  const found = Object.entries(info.errors?.cases ?? {}).find(
    ([, { status, message }]) =>
      status === answer.status && answer.body.includes(JSON.stringify(message).slice(1, -1)),
  );
  if (!found) return { mark: undefined, notes };
  const [situation] = found;
  const at = `/errors/cases${pointerTo(situation)}`;
  const link = h(
    "a",
    { href: href(info.id, "errors", situation) },
    SITUATIONS[situation] ?? situation,
  );
  notes.push(h("p", { class: "meta" }, "The provider's refusal: ", link, "."));
  return { mark: assumed(known, "/errors/body", at, `${at}/status`, `${at}/message`), notes };
}

function secretNotes({ info }: Known, operation: string, value: unknown): HTMLElement[] {
  const names = secretPlaces(info, operation)
    .filter((place) => valuesAt(value, place).length > 0)
    .map((place) => `\`${place.join(".")}\``);
  if (names.length === 0) return [];
  const showing = Object.keys(info.operations ?? {}).filter(
    (name) => name !== "create" && secretPlaces(info, name).length > 0,
  );
  const again =
    showing.length === 0
      ? "It is shown this once: no other answer has it."
      : `Every answer of ${showing.map((name) => `\`${name}\``).join(" and ")} shows it.`;
  const text = `${names.join(" and ")} is the signing secret. ${again}`;
  return [h("p", { class: "assumed" }, ...prose(text))];
}
