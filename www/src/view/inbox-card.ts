/** The inbox: its URL, how it answers, what it verifies with. */
import type { Answering } from "../console/inbox.js";
import type { Endpoint } from "../console/endpoint.js";
import { REASONS } from "../provider/sample.js";
import { copyButton } from "./copy.js";
import { h, sentence } from "./dom.js";
import { titledCard } from "./page.js";

const STATUSES = [200, 204, 302, 400, 401, 404, 410, 429, 500, 503];
const GOOD = "as a good receiver: 200, or 401";
const NONE = "no answer: it times out";
const PHRASES: Record<number, string> = { 302: "Found", 410: "Gone: disables the webhook" };

export interface InboxCard {
  element: HTMLElement;
  /** Shows the one that is meant now. */
  show(endpoint: Endpoint): void;
}

export function inboxCard(note: string): InboxCard {
  let endpoint: Endpoint | undefined;
  const address = h("code", {});
  const url = h(
    "div",
    { class: "ends" },
    address,
    copyButton(() => endpoint?.url ?? "", "the URL"),
  );
  const options = [GOOD, ...STATUSES.map((one) => `${one} ${PHRASES[one] ?? REASONS[one] ?? ""}`)];
  const status = h(
    "select",
    { id: "inbox-status" },
    ...[...options, NONE].map((text) => h("option", {}, text)),
  );
  const field = (id: string, placeholder: string) =>
    h("input", { id, placeholder, inputmode: "numeric", autocomplete: "off", spellcheck: "false" });
  const retryAfter = field("inbox-retry-after", "none");
  const delay = field("inbox-delay", "none");
  const secret = h("input", {
    id: "inbox-secret",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-describedby": "inbox-secret-note",
  });
  const secretNote = h("p", { class: "meta", id: "inbox-secret-note" });
  const trouble = h("p", { class: "trouble", role: "status" });

  const read = (): Answering | string => {
    const answering: Answering = {};
    const { selectedIndex } = status;
    if (selectedIndex > STATUSES.length) answering.hang = true;
    else if (selectedIndex > 0) answering.status = STATUSES[selectedIndex - 1];
    for (const [input, name, most] of [
      [retryAfter, "retryAfter", 86_400],
      [delay, "delay", 10_000],
    ] as const) {
      const text = input.value.trim();
      const isWrong = text !== "" && !(/^\d+$/.test(text) && Number(text) <= most);
      input.setAttribute("aria-invalid", String(isWrong));
      if (isWrong) return `expected a whole number up to ${most.toLocaleString("en")}`;
      if (text !== "") answering[name] = Number(text);
    }
    return answering;
  };
  /** Does what may be refused, and says so where it is. */
  const attempt = async (act: (to: Endpoint) => Promise<void>, input?: HTMLElement) => {
    if (!endpoint) return;
    let why = "";
    try {
      await act(endpoint);
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    input?.setAttribute("aria-invalid", String(why !== ""));
    trouble.replaceChildren(...sentence(why));
  };
  const change = () => {
    const answering = read();
    if (typeof answering === "string") trouble.replaceChildren(...sentence(answering));
    else void attempt((to) => to.answer(answering));
  };
  status.addEventListener("change", change);
  for (const input of [retryAfter, delay]) input.addEventListener("input", change);
  secret.addEventListener("change", () => {
    void attempt((to) => to.verifyWith(secret.value.trim()), secret);
  });
  const labelled = (label: string, input: HTMLElement, ...more: HTMLElement[]) =>
    h(
      "div",
      { class: "field" },
      h("div", { class: "label" }, h("label", { for: input.id }, label)),
      input,
      ...more,
    );
  return {
    element: titledCard(
      ["Inbox"],
      [],
      url,
      h("p", { class: "meta" }, note),
      labelled("Answers", status),
      h(
        "div",
        { class: "pair" },
        labelled("Retry-After, seconds", retryAfter),
        labelled("Delay, milliseconds", delay),
      ),
      labelled("Verifies with", secret, secretNote),
      trouble,
    ),
    show(meant) {
      endpoint = meant;
      address.textContent = meant.url;
      const { hang, status: code, ...rest } = meant.answering;
      status.selectedIndex = hang ? STATUSES.length + 1 : code ? STATUSES.indexOf(code) + 1 : 0;
      retryAfter.value = String(rest.retryAfter ?? "");
      delay.value = String(rest.delay ?? "");
      secret.value = meant.secret;
      const own = meant.knowsSecrets;
      secret.placeholder = own ? "the webhook's own secret" : "nothing yet";
      secretNote.textContent = own
        ? "Another secret here makes genuine deliveries fail, as a wrong one does at a receiver."
        : "The server's inbox learns no secret by itself: paste the webhook's.";
    },
  };
}
