/** What lies behind the verdict: the checks, the time, the signatures. */
import type { Check } from "anyhook";
import type { Diagnosis } from "../lab/diagnose.js";
import { byId, h, icon, sentence } from "./dom.js";
import { age, date } from "./words.js";

type Explanation = NonNullable<Diagnosis["explanation"]>;

const NAMES: Record<Check["name"], string> = {
  body: "Body",
  secret: "Secret",
  headers: "Headers",
  timestamp: "Timestamp",
  signature: "Signature",
};

const NOTHING = "Nothing was checked: a field has to be mended first.";

/** More are not shown: a header may hold a hundred. */
const MOST_SIGNATURES = 8;

export function showDetails({ explanation }: Diagnosis): void {
  const checks = explanation?.checks.map(check) ?? [h("li", { class: "meta" }, NOTHING)];
  byId("checks", HTMLElement).replaceChildren(...checks);
  showTime(explanation?.timestamp, explanation?.age);
  const compared = explanation ? signatures(explanation) : [h("p", { class: "meta" }, NOTHING)];
  byId("signatures", HTMLElement).replaceChildren(...compared);
}

function check({ name, outcome, message }: Check): HTMLElement {
  return h(
    "li",
    { "data-outcome": outcome },
    icon(outcome),
    h("strong", {}, NAMES[name]),
    h("span", { class: "outcome" }, outcome),
    h("span", { class: "message" }, ...sentence(message)),
  );
}

export function showTime(timestamp: number | undefined, seconds: number | undefined): void {
  const time = byId("time", HTMLElement);
  time.hidden = timestamp === undefined || seconds === undefined;
  if (timestamp === undefined || seconds === undefined) return;
  byId("time-date", HTMLElement).textContent = date(timestamp) ?? "beyond the calendar";
  byId("time-unix", HTMLElement).textContent = String(timestamp);
  byId("time-age", HTMLElement).textContent = age(seconds);
}

function signatures({ found, computed }: Explanation): HTMLElement[] {
  const shownFound = found.slice(0, MOST_SIGNATURES);
  const shownComputed = computed.slice(0, MOST_SIGNATURES);
  const several = (list: readonly string[], index: number) =>
    list.length > 1 ? ` ${index + 1} of ${list.length}` : "";
  const matches = computed.some((one) => found.includes(one));
  const row = (label: string, signature: string, others: readonly string[]) =>
    h("div", {}, h("dt", {}, label), h("dd", {}, ...compared(signature, others, matches)));
  const rows = [
    ...shownFound.map((one, index) => row(`In the header${several(found, index)}`, one, computed)),
    ...shownComputed.map((one, index) =>
      row(`From the secret${several(computed, index)}`, one, found),
    ),
  ];
  const [one, other] = [found.length, computed.length];
  const empty =
    one === 0 ? "No signature could be read from the headers" : "None was computed to compare with";
  const remark = one === 0 || other === 0 ? empty : remarkOn(found, computed);
  const note = h("p", { class: "meta" }, ...sentence(remark));
  return rows.length > 0 ? [h("dl", {}, ...rows), note] : [note];
}

function remarkOn(found: readonly string[], computed: readonly string[]): string {
  if (computed.some((one) => found.includes(one))) {
    const idle = found.length > 1 ? "; a delivery may carry others, by secrets not given here" : "";
    return `they are the same${idle}`;
  }
  const first = Math.max(...computed.map((one) => longestPrefix(one, found))) + 1;
  return `they differ from character ${first} on; a change of one byte changes all of it`;
}

/** How many characters the text begins with that one of the others begins with too. */
function longestPrefix(text: string, others: readonly string[]): number {
  const lengths = others.map((other) => {
    let at = 0;
    while (at < text.length && text[at] === other[at]) at++;
    return at;
  });
  return Math.max(0, ...lengths);
}

/** A signature, with where it departs from the nearest of the others, unless another one matches. */
function compared(text: string, others: readonly string[], matches: boolean): (Node | string)[] {
  const equal = longestPrefix(text, others);
  if (others.length > 0 && equal === text.length) return [h("span", { class: "same" }, text)];
  if (others.length === 0 || matches) return [h("span", { class: "idle" }, text)];
  const first = h("mark", {}, text.charAt(equal));
  return [text.slice(0, equal), h("span", { class: "differs" }, first, text.slice(equal + 1))];
}
