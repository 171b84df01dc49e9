/** Events as they are sent: published, delivered to an inbox, tried again as time goes on. */
import * as control from "../console/control.js";
import { now } from "../console/clock.js";
import { endpointOf } from "../console/endpoint.js";
import { onAttempt } from "../console/service.js";
import { advanceClock } from "../console/session.js";
import { chosenTarget } from "../console/target.js";
import {
  canEnable,
  createWebhook,
  enableWebhook,
  type Listed,
  listWebhooks,
} from "../console/webhooks.js";
import type { Known } from "../registry.js";
import { cameList } from "../view/came-list.js";
import { deliveryDetail } from "../view/delivery-detail.js";
import { deliveryList } from "../view/delivery-list.js";
import { h, sentence } from "../view/dom.js";
import { inboxCard } from "../view/inbox-card.js";
import { card, halves, type View } from "../view/page.js";
import { publishForm } from "../view/publish-form.js";
import { say } from "../view/status.js";
import { targetBar } from "../view/target-bar.js";
import { timeBar } from "../view/time-bar.js";
import { webhookList } from "../view/webhook-list.js";

/** What was looked at last, by provider. */
const looked = new Map<string, string>();

const SECOND = 1000;
/** How often a server is asked, in seconds: nothing tells when there is news. */
const POLLED_EVERY = 2;

/** Attempts that come together are shown together, in milliseconds. */
const PAUSE = 50;

const REAL_CLOCK =
  "This server's clock is the real one: `anyhook serve --clock manual` has one that can be set.";

const INBOX_NOTE =
  "An endpoint that is always there: point webhooks at it, here or in the API console.";

export function sendEvents(known: Known): View {
  const { info } = known;
  if (!info.operations) {
    const text = "This file describes a receiver alone: it has no webhooks to send to.";
    return { element: card("Send events", h("p", {}, text)) };
  }
  const trouble = h("p", { class: "trouble", role: "alert" });
  const outcome: {
    deliveries: control.Delivery[] | string;
    webhooks: Listed[] | string;
    time: { offset: number; isManual: boolean };
  } = { deliveries: [], webhooks: [], time: { offset: 0, isManual: true } };

  /** Does what the service may refuse, and says so where it does. */
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
      trouble.replaceChildren();
    } catch (error) {
      trouble.replaceChildren(...sentence(wordsOf(error)));
      // That is at the head of the page, which may be out of sight.
      say(wordsOf(error));
    }
  };
  const acting = (act: () => Promise<unknown>) =>
    void attempt(act).then(() => Promise.all([refresh(), refreshWebhooks()]));

  const endpoint = () => endpointOf(chosenTarget(), known);
  const time = () => (chosenTarget() === "page" ? now() : Date.now() + outcome.time.offset);

  const bar = timeBar(async (milliseconds) => {
    await attempt(() =>
      chosenTarget() === "page"
        ? advanceClock(milliseconds)
        : control.advanceServer(milliseconds).then(readTime),
    );
    await Promise.all([refresh(), refreshWebhooks()]);
  });
  const publish = publishForm(known, (type, data) =>
    attempt(async () => {
      await control.publish(chosenTarget(), info, type, data);
      const isForNone = Array.isArray(outcome.webhooks) && outcome.webhooks.length === 0;
      say(`published \`${type}\`${isForNone ? ": these credentials have no webhook to tell" : ""}`);
    }).then(refresh),
  );
  const webhooks = webhookList(known, {
    create: () =>
      acting(() => {
        const isFirst = Array.isArray(outcome.webhooks) && outcome.webhooks.length === 0;
        return createWebhook(known, chosenTarget(), endpoint().url, isFirst);
      }),
    enable: canEnable(info)
      ? (webhook) => acting(() => enableWebhook(known, chosenTarget(), webhook))
      : undefined,
  });
  const inbox = inboxCard(INBOX_NOTE);
  const came = cameList(() => acting(() => endpoint().clear()));
  const detail = deliveryDetail(known, (id) =>
    acting(() => control.resend(chosenTarget(), info, id)),
  );
  const list = deliveryList(known, (id) => {
    looked.set(info.id, id);
    draw();
    void refresh();
  });

  let shown: control.Delivery | undefined;
  const draw = () => {
    const { deliveries } = outcome;
    const at = time();
    const all = Array.isArray(deliveries) ? deliveries : [];
    const dues = all.flatMap(({ nextAttemptAt: next }) => (next ? [Date.parse(next)] : []));
    const isReal = chosenTarget() === "server" && !outcome.time.isManual;
    const note = isReal ? REAL_CLOCK : "";
    bar.show(at, dues.length > 0 ? Math.min(...dues) : undefined, note);
    list.show(deliveries, looked.get(info.id), at);
    detail.show(shown, at);
  };
  const readTime = async () => {
    if (chosenTarget() === "page") return;
    const { time: told, manual } = await control.serverTime();
    outcome.time = { offset: Date.parse(told) - Date.now(), isManual: manual };
  };
  let asked = 0;
  const refresh = async () => {
    const mine = ++asked;
    const target = chosenTarget();
    const found = await control.deliveries(target, info).catch(wordsOf);
    const id = looked.get(info.id) ?? (Array.isArray(found) ? found[0]?.id : undefined);
    const one = id && (await control.delivery(target, info, id).catch(() => undefined));
    const taken = await endpoint().came().catch(wordsOf);
    // There is newer news on its way, or another one is asked by now.
    if (mine !== asked || target !== chosenTarget()) return;
    const before = outcome.deliveries;
    outcome.deliveries = found;
    shown = one || undefined;
    if (shown) looked.set(info.id, shown.id);
    came.show(taken);
    draw();
    if (heldIn(before) !== heldIn(found)) await refreshWebhooks();
  };
  const refreshWebhooks = async () => {
    const target = chosenTarget();
    const found = await listWebhooks(known, target).catch(wordsOf);
    if (target !== chosenTarget()) return;
    outcome.webhooks = found;
    webhooks.show(found);
  };
  const anew = () => {
    outcome.deliveries = [];
    shown = undefined;
    inbox.show(endpoint());
    void attempt(readTime).then(() => Promise.all([refresh(), refreshWebhooks()]));
  };
  const forgotten = () => {
    looked.delete(info.id);
    anew();
  };
  let soon: ReturnType<typeof setTimeout> | undefined;
  const end = onAttempt(() => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void refresh();
    }, PAUSE);
  });
  anew();

  const element = h(
    "div",
    { class: "stack console sending" },
    card("Service", targetBar(known, anew, forgotten), bar.element, trouble),
    halves(
      [webhooks.element, publish, inbox.element],
      [list.element, detail.element, came.element],
      "beside",
    ),
  );
  let wasShown = false;
  let ticks = 0;
  const timer = setInterval(() => {
    if (wasShown && !element.isConnected) {
      clearInterval(timer);
      end();
      return;
    }
    wasShown ||= element.isConnected;
    ticks++;
    if (chosenTarget() === "server" && ticks % POLLED_EVERY === 0 && !document.hidden)
      void refresh();
    else draw();
  }, SECOND);
  return { element };
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const heldIn = (found: readonly control.Delivery[] | string): number =>
  Array.isArray(found) ? found.filter(({ status }) => status === "held").length : 0;
