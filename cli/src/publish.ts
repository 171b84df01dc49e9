// Publishes an event at a service that runs, and shows what becomes of it.
import { setTimeout as sleep } from "node:timers/promises";
import type { Ask } from "./control.js";
import { answered, attemptText, type Delivery, pagesOf } from "./deliveries.js";
import { printJson, printText, style } from "./output.js";
import type { ChosenProvider } from "./provider.js";
import { plural, printable } from "./text.js";

export interface Publishing {
  chosen: ChosenProvider;
  type: string;
  account: string | undefined;
  /** The example's, unless given. */
  data: unknown;
  isWaiting: boolean;
  isJson: boolean;
  /** How the service is named by other commands, such as ` --url http://localhost:9000`. */
  where: string;
}

/** How long first attempts are waited for, in milliseconds: one may take ten seconds. */
const PATIENCE = 30_000;

/** Longer ago than it was published. */
const RECENT = "10m";

/** Publishes it, and returns the exit code. */
export async function publish(publishing: Publishing, ask: Ask): Promise<number> {
  const { chosen, type, account, data, isWaiting, isJson } = publishing;
  const { id: provider } = chosen.info;
  const answer = await ask("POST", `/_/${provider}/events`, { type, account, data });
  const { id } = answered(answer, 202) as { id: string };
  if (!isJson) printText(`published ${printable(id)}`);
  if (!isWaiting) {
    if (isJson) printJson({ id, type });
    return 0;
  }
  const print = isJson ? () => {} : (delivery: Delivery) => printText(line(delivery));
  const { deliveries, isWhole } = await firstAttempts(chosen, id, ask, print);
  if (isJson) printJson({ id, type, deliveries });
  else for (const one of remarks(publishing, id, deliveries, isWhole)) printText(one);
  return isWhole && deliveries.length > 0 && deliveries.every(isTaken) ? 0 : 1;
}

/** Waits until each delivery of an event was tried, and tells of each as soon as it was. */
async function firstAttempts(
  chosen: ChosenProvider,
  event: string,
  ask: Ask,
  tell: (delivery: Delivery) => void,
): Promise<{ deliveries: Delivery[]; isWhole: boolean }> {
  // Since then on the service's clock: so that not all deliveries that there are have to be looked at.
  const query = new URLSearchParams({ event, since: RECENT });
  const started = performance.now();
  const told = new Set<string>();
  for (let pause = 50; ; pause = Math.min(pause * 2, 1000)) {
    const deliveries: Delivery[] = [];
    let isExpanding = false;
    for await (const { data, expanding } of pagesOf(chosen, query, ask)) {
      deliveries.push(...data);
      isExpanding ||= expanding === true;
    }
    for (const delivery of deliveries.filter(isTried)) {
      if (told.has(delivery.id)) continue;
      told.add(delivery.id);
      tell(delivery);
    }
    const isWhole = deliveries.every(isTried) && !isExpanding;
    if (isWhole || performance.now() - started > PATIENCE) return { deliveries, isWhole };
    await sleep(pause);
  }
}

const isTried = ({ attempts, status }: Delivery): boolean =>
  attempts.length > 0 || status !== "pending";

const isTaken = ({ status }: Delivery): boolean => status === "succeeded";

/** What became of a delivery, on one line. */
function line({ webhook, url, status, attempts, nextAttemptAt }: Delivery): string {
  const mark = status === "succeeded" ? style("green", "✓") : style("red", "✗");
  const last = attempts.at(-1);
  const outcome =
    status === "held"
      ? "held until its webhook is enabled"
      : `${last ? attemptText(last) : status}${again(status, nextAttemptAt)}`;
  return `  ${mark} ${printable(webhook)}  ${printable(url)}  ${outcome}`;
}

function again(status: Delivery["status"], next: string | undefined): string {
  if (status === "failed") return ", the last attempt";
  return status === "pending" && next !== undefined ? `, again at ${printable(next)}` : "";
}

/** What there is to know besides, and to do next. */
function* remarks(
  { chosen, type, account, where }: Publishing,
  event: string,
  deliveries: readonly Delivery[],
  isWhole: boolean,
): Generator<string> {
  const { name } = chosen;
  const [first, ...others] = deliveries;
  if (!isWhole) {
    const waiting = deliveries.filter((delivery) => !isTried(delivery)).length;
    const what = waiting > 0 ? plural(waiting, "delivery", "deliveries") : "deliveries";
    yield `${what} not tried within ${PATIENCE / 1000} s: the service goes on`;
    yield `look again: anyhook deliveries list ${name} --event ${printable(event)}${where}`;
    return;
  }
  if (!first) {
    const whose = account === undefined ? "" : ` of \`${printable(account)}\``;
    yield `no webhook${whose} that is enabled selects \`${type}\`: there is no delivery`;
    return;
  }
  yield others.length === 0
    ? `what was sent, and answered: anyhook deliveries show ${name} ${printable(first.id)}${where}`
    : `each of them: anyhook deliveries list ${name} --event ${printable(event)}${where}`;
}
