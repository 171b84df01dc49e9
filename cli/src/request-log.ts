import type { RequestLog } from "anyhook/service";
import { printJson, printText, style } from "./output.js";
import { listed, printable } from "./text.js";
import { didYouMean, UsageError } from "./usage.js";

export type Log = (entry: RequestLog) => void;

/** Ways to print a request that was answered. None has more of it than an entry has. */
const FORMS: Readonly<Record<string, Log>> = {
  text: (entry) => printText(line(entry)),
  json: (entry) => {
    printJson({ ...entry, time: new Date(entry.time) }, { indent: 0 });
  },
  none: () => {},
};

export function chooseLog(form: string): Log {
  const log = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  if (log) return log;
  const names = Object.keys(FORMS);
  const choice = listed(
    names.map((name) => `\`${name}\``),
    "or",
  );
  throw new UsageError(`\`--log\` is \`${form}\`, expected ${choice}${didYouMean(form, names)}`);
}

function line(entry: RequestLog): string {
  const { time, method, path, status, operation, error, duration, cause } = entry;
  const parts = [
    style("dim", new Date(time).toTimeString().slice(0, 8)),
    printable(method),
    printable(path),
    style(status < 400 ? "green" : "red", `${status}`),
    operation,
    error,
    `${Math.round(duration * 10) / 10} ms`,
  ];
  const text = parts.filter((part) => part !== undefined && part !== "").join(" ");
  return cause === undefined ? text : `${text}: ${printable(cause)}`;
}
