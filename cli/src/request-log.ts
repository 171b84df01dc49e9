import type { AttemptLog, DeliveryFaultLog, DeliveryLog, RequestLog } from "anyhook/service";
import { printJson, printText, style } from "./output.js";
import { duration as spanOf, listed, printable } from "./text.js";
import { didYouMean, UsageError } from "./usage.js";

export type Log = (entry: RequestLog) => void;

/** What is told of requests that were answered, and of attempts to deliver. */
export interface Logs {
  log: Log;
  deliveryLog: (entry: DeliveryLog) => void;
}

/** Ways to print them. None has more of them than an entry has. */
const FORMS: Readonly<Record<string, Logs>> = {
  text: {
    log: (entry) => printText(line(entry)),
    deliveryLog: (entry) => printText(deliveryLine(entry)),
  },
  json: { log: printEntry, deliveryLog: printEntry },
  none: { log: () => {}, deliveryLog: () => {} },
};

export function chooseLogs(form: string): Logs {
  const logs = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  if (logs) return logs;
  const names = Object.keys(FORMS);
  const choice = listed(
    names.map((name) => `\`${name}\``),
    "or",
  );
  throw new UsageError(`\`--log\` is \`${form}\`, expected ${choice}${didYouMean(form, names)}`);
}

function printEntry(entry: RequestLog | DeliveryLog): void {
  const next = "next" in entry && { next: new Date(entry.next) };
  printJson({ ...entry, time: new Date(entry.time), ...next }, { indent: 0 });
}

const clockOf = (time: number): string => style("dim", new Date(time).toTimeString().slice(0, 8));

const milliseconds = (duration: number): string => `${Math.round(duration * 10) / 10} ms`;

function line(entry: RequestLog): string {
  const { time, method, path, status, operation, error, duration, cause } = entry;
  const parts = [
    clockOf(time),
    printable(method),
    printable(path),
    style(status < 400 ? "green" : "red", `${status}`),
    operation,
    error,
    milliseconds(duration),
  ];
  const text = parts.filter((part) => part !== undefined && part !== "").join(" ");
  return cause === undefined ? text : `${text}: ${printable(cause)}`;
}

function deliveryLine(entry: DeliveryLog): string {
  return entry.operation === "attempt" ? attemptLine(entry) : faultLine(entry);
}

function attemptLine(entry: AttemptLog): string {
  const { time, provider, event, webhook, status, error, delivery, duration, disabled } = entry;
  const isTaken = entry.state === "succeeded";
  const outcome = [status, error].filter((part) => part !== undefined).join(" ");
  const parts = [
    clockOf(time),
    "→",
    provider,
    printable(event),
    "to",
    printable(webhook),
    style(isTaken ? "green" : "red", outcome),
    printable(delivery),
    milliseconds(duration),
  ];
  const text = `${parts.join(" ")}${isTaken ? "" : `: ${consequence(entry)}`}`;
  if (!disabled) return text;
  return `${text}\n${clockOf(time)} ${printable(webhook)} is disabled: too many attempts in a row failed`;
}

/** What becomes of a delivery that was not taken. */
function consequence({ time, duration, attempt, state, next }: AttemptLog): string {
  const which = `attempt ${attempt}`;
  if (next === undefined) return `${which}, ${state}`;
  return `${which}, again in ${spanOf(Math.max(0, Math.round((next - time - duration) / 1000)))}`;
}

function faultLine({ time, provider, operation, error, cause }: DeliveryFaultLog): string {
  const what = style("red", `deliveries of ${provider}: ${operation}: ${error}`);
  return `${clockOf(time)} ${what}: ${printable(cause)}`;
}
