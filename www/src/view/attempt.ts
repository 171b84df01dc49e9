/** An attempt: the request as it was sent, what was answered, and whether the inbox found it genuine. */
import type { Verdict } from "anyhook/inbox";
import type { Attempt } from "../console/control.js";
import type { Sent } from "../console/sent.js";
import { openInLab } from "../lab-page.js";
import { textBody } from "../lab/body.js";
import { REASONS } from "../provider/sample.js";
import type { Known } from "../registry.js";
import { copyButton } from "./copy.js";
import { button, h, icon, type Icon, sentence } from "./dom.js";
import { assumed } from "./page.js";
import { say } from "./status.js";
import { date } from "./words.js";

/** Why there is no answer, or none that counts. */
const ERRORS: Record<string, string> = {
  timeout: "no answer in time",
  connect: "no connection",
  tls: "no trust in its certificate",
  body: "its answer broke off",
  redirect: "a redirect, which is not followed",
  forbidden_target: "nothing may be sent there",
  secret: "the secret cannot be opened",
};

export const isGood = ({ status = 0, error }: Attempt): boolean =>
  error === undefined && status >= 200 && status < 300;

export function attemptWords({ status, error }: Attempt): string {
  const answer = status === undefined ? "" : `${status} ${REASONS[status] ?? ""}`.trim();
  const words = error === undefined ? "" : (ERRORS[error] ?? error);
  return [answer, words].filter(Boolean).join(", ");
}

/** @param sent where it was made in this tab */
export function attemptView(
  known: Known,
  attempt: Attempt,
  number: number,
  sent: Sent | undefined,
): HTMLDetailsElement {
  const { at, duration, error, response } = attempt;
  const kind = isGood(attempt) ? "good" : "bad";
  const summary = h(
    "summary",
    {},
    h("span", { class: "number" }, `${number}`),
    h("span", { class: "answer-status", "data-kind": kind }, attemptWords(attempt)),
    h(
      "span",
      { class: "meta" },
      `${date(Math.floor(Date.parse(at) / 1000)) ?? at}, ${duration.toLocaleString("en")} ms`,
    ),
  );
  const isOutside = error === "connect" && sent !== undefined && sent.verdict === undefined;
  return h(
    "details",
    { class: "attempt" },
    summary,
    isOutside &&
      h(
        "p",
        { class: "assumed" },
        "This page sends nothing to the network: its inbox alone takes.",
      ),
    ...(sent ? sentViews(known, sent) : [h("p", { class: "meta" }, UNKNOWN)]),
    response !== undefined && text(["Answer"], `What was answered to attempt ${number}`, response),
  );
}

const SIGNATURE = ["headers", "content", "encoding"].map((name) => `/delivery/signature/${name}`);

const UNKNOWN = "What was sent is known in the tab that sent it; the inbox shows what came.";

function sentViews(known: Known, sent: Sent): HTMLElement[] {
  const { headers, body, verdict } = sent;
  const lines = headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  const lab = button("Open in the signature lab", () => {
    const asText = textBody(body);
    if (!asText) return say("the body is no text that the lab can hold");
    openInLab({
      scheme: known.info.id,
      secrets: sent.secrets.join("\n"),
      headers: lines,
      body: asText,
      tolerance: "",
      clock: { fixed: true, seconds: String(Math.floor(sent.time / 1000)) },
    });
    location.hash = "#/";
  });
  return [
    ...(verdict ? [verdictView(verdict)] : []),
    text(["Headers", assumed(known, ...SIGNATURE)], "Headers of the delivery", lines),
    text(
      ["Body, as it was signed", assumed(known, "/delivery/body")],
      "Body of the delivery",
      body,
    ),
    h("div", {}, lab),
  ];
}

function text(
  title: (HTMLElement | string | undefined)[],
  label: string,
  content: string,
): HTMLElement {
  return h(
    "div",
    { class: "field" },
    h(
      "div",
      { class: "label" },
      h("h3", {}, ...title),
      copyButton(() => content, label.toLowerCase()),
    ),
    h("pre", { class: "head", role: "region", "aria-label": label, tabindex: "0" }, content),
  );
}

/** In a line, such as `Not genuine: timestamp_too_old`. */
export function verdictTitle(verdict: Verdict): { words: string; kind: string; drawing: Icon } {
  if (verdict.valid) return { words: "Genuine", kind: "good", drawing: "passed" };
  if (verdict.valid === null) {
    return { words: "Not verified: no secret is known", kind: "open", drawing: "unknown" };
  }
  return { words: `Not genuine: ${verdict.code}`, kind: "bad", drawing: "failed" };
}

export function verdictView(verdict: Verdict): HTMLElement {
  const { words, kind, drawing } = verdictTitle(verdict);
  const why = verdict.valid ? [] : [verdict.message];
  const cause = verdict.valid === false ? verdict.cause : undefined;
  if (cause !== undefined && cause !== why[0]) why.push(cause);
  return h(
    "div",
    {},
    h("p", { class: "state", "data-kind": kind }, icon(drawing), h("strong", {}, words)),
    ...why.map((one) => h("p", {}, ...sentence(one))),
  );
}
