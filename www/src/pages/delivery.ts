/** How an event reaches a webhook: signature, retries, and when a webhook is given up. */
import {
  disableSentences,
  receiveWords,
  signatureSentences,
  type Told,
} from "../provider/describe.js";
import type { Known } from "../registry.js";
import { h, prose, sentence } from "../view/dom.js";
import { assumed, card, type Fact, facts, halves, titledCard, type View } from "../view/page.js";
import { count, duration } from "../view/words.js";

export function delivery(known: Known): View {
  const { info } = known;
  const { headers = {}, encryption, unanswered } = info.delivery;
  const place = (text: string) => prose(text.charAt(0).toUpperCase() + text.slice(1));
  const received = receiveWords(info).map(([term, text]): Fact => [term, [...place(text)]]);
  const extra = ["Content-Type: application/json", ...Object.keys(headers)];
  const left = [
    card("Signature", sentences(known, signatureSentences(info))),
    titledCard(["What a receiver reads", assumed(known, "/delivery/receive")], [], facts(received)),
    card(
      "Other headers",
      h("ul", { class: "rows" }, ...extra.map((name) => h("li", {}, h("code", {}, name)))),
    ),
  ];
  const right = [
    titledCard(["Retries", assumed(known, "/delivery/retry")], [], ...retries(known)),
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

function sentences(known: Known, told: readonly Told[]): HTMLElement {
  const rows = told.map(({ text, pointers }) =>
    h("li", {}, ...sentence(text), assumed(known, ...pointers)),
  );
  return h("ul", { class: "sentences" }, ...rows);
}

function retries(known: Known): HTMLElement[] {
  const { retry } = known.info.delivery;
  if (!retry || retry.delays.length === 0)
    return [h("p", {}, "A failed delivery is not tried again.")];
  const { delays, jitter, retryAfter } = retry;
  let since = 0;
  const rows = delays.map((seconds, index) => {
    since += seconds;
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, String(index + 1)),
      h("td", {}, duration(seconds), assumed(known, `/delivery/retry/delays/${index}`)),
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
  if (jitter)
    notes.push([
      `Up to ${jitter} % is added to each delay.`,
      assumed(known, "/delivery/retry/jitter"),
    ]);
  notes.push(
    retryAfter === undefined
      ? [...prose("A `Retry-After` is not honoured.")]
      : [
          ...prose(`A \`Retry-After\` of a 429 or 503 is honoured up to ${duration(retryAfter)}.`),
          assumed(known, "/delivery/retry/retryAfter"),
        ],
  );
  const lines = notes.map((line) => h("li", {}, ...line));
  return [h("ul", { class: "sentences" }, ...lines), table];
}
