/** The API console: requests to the provider's API, answered by the service in this page. */
import { isId, type OperationInfo } from "anyhook";
import { headersOf } from "../console/credentials.js";
import { type Draft, objectIn, requestOf, subjectOf } from "../console/request.js";
import type { Exchange, Sending } from "../console/send.js";
import { credentialsOf, history, perform, remember, webhooksOf } from "../console/session.js";
import { baseOf, chosenTarget, codeBase, codeNote } from "../console/target.js";
import { startingBody } from "../provider/starting-body.js";
import type { Known } from "../registry.js";
import { href } from "../router.js";
import { codeCard } from "../view/code-card.js";
import { h, prose } from "../view/dom.js";
import { exchangeView, statusWords, took } from "../view/exchange.js";
import { historyCard } from "../view/history.js";
import { type JsonBody, jsonBody } from "../view/json-body.js";
import { card, choose, halves, type View } from "../view/page.js";
import { REQUEST_FORM, requestForm } from "../view/request-form.js";
import { sendBar } from "../view/send-bar.js";
import { targetBar } from "../view/target-bar.js";

/** What was typed, for whoever comes back: by provider and operation. */
const drafts = new Map<string, Draft>();
/** What was looked at last, by provider. */
const looked = new Map<string, Exchange>();

export function apiConsole(known: Known): View {
  const { info } = known;
  const all = Object.entries(info.operations ?? {});
  const [first] = all;
  if (!first) {
    const text = "This file describes a receiver alone: it has no operations.";
    return { element: card("API console", h("p", {}, text)) };
  }
  const links = all.map(([name, { method }]) =>
    h("a", { href: href(info.id, "console", name) }, h("code", {}, h("b", {}, method)), ` ${name}`),
  );
  const nav = h("nav", { class: "pills", "aria-label": "Operation" }, ...links);
  const work = h("div", { class: "work" });
  const outcome = h("div", {});
  const news = h("p", { class: "unseen", role: "status" });
  let current: string | undefined;
  let open: { refresh(): void } | undefined;

  const requests = historyCard({
    look: (exchange) => {
      looked.set(info.id, exchange);
      showOutcome();
    },
    again: (exchange) => void run(exchange),
  });
  const showOutcome = () => {
    const shown = looked.get(info.id);
    outcome.replaceChildren(exchangeView(known, shown, current));
    requests.show(history(info.id), shown);
  };
  const run = async (sending: Sending) => {
    news.textContent = "Sending";
    outcome.setAttribute("aria-busy", "true");
    const exchange = await perform(sending);
    outcome.removeAttribute("aria-busy");
    remember(exchange, info);
    looked.set(info.id, exchange);
    const { answer } = exchange;
    const words =
      typeof answer === "string"
        ? `No answer: ${answer}`
        : `Answer: ${statusWords(exchange)}, in ${took(exchange)}`;
    news.replaceChildren(...prose(words));
    if (!outcome.isConnected) return;
    showOutcome();
    open?.refresh();
    outcome.querySelector(".answer")?.scrollIntoView({ block: "nearest" });
  };
  const show = (item = first[0]) => {
    const [name, operation] = all.find(([one]) => one === item) ?? first;
    if (current === name) return;
    current = name;
    choose(nav, href(info.id, "console", name));
    open = composer(known, name, operation, work, (sending) => void run(sending));
    showOutcome();
  };
  const anew = () => {
    const name = current;
    current = undefined;
    show(name);
  };
  const bar = targetBar(
    known,
    () => open?.refresh(),
    () => {
      drafts.clear();
      looked.clear();
      anew();
    },
  );
  show();
  const element = h(
    "div",
    { class: "stack console" },
    card("Operation", nav, bar),
    work,
    news,
    outcome,
    requests.element,
  );
  return { element, show };
}

/** The fields of an operation, put in place of those before. */
function composer(
  known: Known,
  name: string,
  operation: OperationInfo,
  into: HTMLElement,
  act: (sending: Sending) => void,
): { refresh(): void } {
  const { info } = known;
  const draft = draftOf(known, name, operation);
  const code = codeCard();
  let json: JsonBody | undefined;

  const bar = sendBar(REQUEST_FORM);

  const request = (base = baseOf(chosenTarget())) => {
    const credentials = headersOf(credentialsOf(info));
    return requestOf(info, operation, draft, { base, credentials });
  };
  const showRequest = () => {
    bar.show(request());
    code.show(request(codeBase()), codeNote(known.own));
  };
  const form = requestForm(known, name, operation, {
    draft,
    changed: () => refresh(),
    setBody: (text) => json?.set(text),
    send: () =>
      act({
        provider: info.id,
        operation: name,
        target: chosenTarget(),
        request: request(),
        subject: subjectOf(operation, draft),
      }),
  });
  const refresh = () => {
    form.offer(webhooksOf(chosenTarget(), info));
    showRequest();
  };
  if (operation.body) {
    json = jsonBody(known, name, (wrong) => {
      draft.body = json?.text() ?? draft.body;
      form.showBody(draft.body, wrong);
      showRequest();
    });
    json.set(draft.body);
  }
  into.replaceChildren(
    halves([form.element], json ? [json.element, code.element] : [code.element], "beside"),
    bar.element,
  );
  refresh();
  return { refresh };
}

/** What was typed before, about a webhook that there is. */
function draftOf(known: Known, name: string, operation: OperationInfo): Draft {
  const { info, input } = known;
  const key = `${info.id} ${name}`;
  const draft = drafts.get(key) ?? {
    method: operation.method,
    id: "",
    query: {},
    body: operation.body ? startingBody(known, name, "required") : "",
  };
  drafts.set(key, draft);
  const seen = webhooksOf(chosenTarget(), info);
  const [newest] = seen;
  const isStale = (id: unknown) =>
    newest !== undefined &&
    (id === "" || (typeof id === "string" && isId(input, "webhook", id))) &&
    !seen.some((webhook) => webhook.id === id);
  if (newest && isStale(draft.id)) draft.id = newest.id;
  const field = operation.id?.body;
  const body = objectIn(draft.body);
  if (newest && field !== undefined && body && isStale(body[field])) {
    draft.body = JSON.stringify({ ...body, [field]: newest.id }, null, 2);
  }
  return draft;
}
