/** How an event reaches a webhook: signature, retries, and when a webhook is given up. */
import {
  disableSentences,
  receiveWords,
  signatureSentences,
  type Told,
} from "../provider/describe.js";
import { pointerTo } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { h, prose, sentence } from "../view/dom.js";
import {
  assumed,
  assumedWithin,
  card,
  type Fact,
  facts,
  halves,
  titledCard,
  type View,
} from "../view/page.js";
import { count, duration } from "../view/words.js";

export function delivery(known: Known): View {
  const { info } = known;
  const { headers = {}, encryption, unanswered } = info.delivery;
  const header = (name: string) => h("code", {}, name);
  const place = (text: string) => prose(text.charAt(0).toUpperCase() + text.slice(1));
  const received = receiveWords(info).map(([term, text]): Fact => [term, [...place(text)]]);
  const extra = Object.entries(headers).map(([name, value]) =>
    h(
      "li",
      {},
      header(headerWords(name, value)),
      assumed(known, `/delivery/headers${pointerTo(name)}`),
    ),
  );
  const left = [
    card("Signature", sentences(known, signatureSentences(info))),
    titledCard(
      [
        "What a receiver reads",
        assumed(
          known,
          "/delivery/receive",
          "/delivery/receive/type",
          "/delivery/receive/data",
          "/delivery/receive/id",
        ),
      ],
      [],
      facts(received),
    ),
    card(
      "Other headers",
      h("ul", { class: "rows" }, h("li", {}, header("Content-Type: application/json")), ...extra),
    ),
  ];
  const right = [
    titledCard(["Retries", assumed(known, RETRY)], [], ...retries(known)),
    card("Disabling", sentences(known, disableSentences(info))),
    encryption !== undefined &&
      titledCard(
        ["Encryption", assumed(known, "/delivery/encryption")],
        [],
        h(
          "p",
          {},
          "Payloads of webhooks that ask for it are sealed: ",
          h("code", {}, encryption),
          ", AES-256-GCM.",
        ),
      ),
    unanswered &&
      titledCard(
        ["Without an answer", assumed(known, "/delivery/unanswered")],
        [],
        h(
          "p",
          {},
          `An attempt that times out is listed as ${unanswered.timeout}, another failure as ${unanswered.other}.`,
        ),
      ),
  ];
  return { element: halves(left, right) };
}

/** A header and the template of its value: `{event.id}` is what is put there. */
function headerWords(name: string, value: unknown): string {
  const path = typeof value === "object" && value !== null && "$" in value ? value.$ : undefined;
  return `${name}: ${path === undefined ? JSON.stringify(value) : `{${String(path)}}`}`;
}

const RETRY = "/delivery/retry";

function sentences(known: Known, told: readonly Told[]): HTMLElement {
  const rows = told.map(({ text, pointers }) =>
    h("li", {}, ...sentence(text), assumed(known, ...pointers)),
  );
  return h("ul", { class: "sentences" }, ...rows);
}

function retries(known: Known): HTMLElement[] {
  const { retry } = known.info.delivery;
  if (!retry || retry.delays.length === 0) return [h("p", {}, "The file says nothing of retries.")];
  const { delays, jitter, retryAfter, within } = retry;
  const marked = (...keys: string[]) =>
    assumedWithin(known, RETRY, ...keys.map((key) => `${RETRY}/${key}`));
  let since = 0;
  const rows = delays.map((seconds, index) => {
    since += seconds;
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, String(index + 1)),
      h("td", {}, duration(seconds), marked(`delays/${index}`)),
      h("td", {}, duration(since)),
    );
  });
  const head = ["Retry", "After the attempt before", "Since the first attempt"];
  const table = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows),
  );
  const notes: (Node | string | undefined)[][] = [
    [
      `Up to ${count(delays.length, "retry", "retries")}, the last after ${duration(since)} or more.`,
    ],
  ];
  if (within) notes.push([`All of them within ${duration(within)}.`, marked("within")]);
  if (jitter) notes.push([`Up to ${jitter} % is added to each delay.`, marked("jitter")]);
  if (retryAfter) {
    const text = `A \`Retry-After\` of a 429 or 503 is honoured up to ${duration(retryAfter)}.`;
    notes.push([...prose(text), marked("retryAfter")]);
  }
  const lines = notes.map((line) => h("li", {}, ...line));
  return [h("ul", { class: "sentences" }, ...lines), table];
}
