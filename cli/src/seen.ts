// A request that `listen` took, for the person at the terminal and as JSON.
import type { InboxEntry } from "anyhook/inbox";
import type { RequestLog } from "anyhook/service";
import type { Forwarded } from "./forward.js";
import { summary } from "./outcome.js";
import { printJson, printText, style } from "./output.js";
import { plural, printable } from "./text.js";

/** What is printed of a request. */
export interface Seen {
  entry: InboxEntry;
  /** Where it was kept. */
  saved?: string | undefined;
  forwarded?: (Forwarded & { to: string }) | undefined;
}

/** A few lines: the request, what it is, and what was done with it. */
export function describe({ entry, saved, forwarded }: Seen, secretCount: number): string {
  const { time, method, path, body, refused, verdict, seen = 1, duplicateOf } = entry;
  const size = refused ? "" : `, ${plural(body.length, "byte")}`;
  const lines = [`${clock(time)} ${printable(method)} ${printable(path, 200)}${size}`];
  if (refused) lines.push(bad(`refused: ${refused.message}`));
  if (verdict?.valid) {
    const { also = [] } = verdict;
    const others = also.length > 0 ? ` (good for ${also.join(", ")} too)` : "";
    const again = duplicateOf === undefined ? "" : `, seen ${seen} times`;
    lines.push(good(`${summary(verdict, time / 1000, secretCount)}${others}${again}`));
  } else if (verdict?.valid === false) {
    const { scheme, code, message, cause } = verdict;
    const under = scheme === undefined ? "" : `, as ${printable(scheme)}`;
    lines.push(bad(`invalid${under}: ${code}: ${printable(message)}`));
    if (cause && cause !== message) lines.push(`    likely cause: ${printable(cause)}`);
  }
  if (forwarded) {
    const { to, status, error = "", duration } = forwarded;
    const text = status === undefined ? printable(error) : `${status} from ${printable(to)}`;
    const isGood = status !== undefined && status >= 200 && status < 300;
    lines.push((isGood ? good : bad)(`forwarded: ${text}, ${duration} ms`));
  }
  if (saved !== undefined) lines.push(`    saved in ${printable(saved)}`);
  return lines.join("\n");
}

const clock = (time: number): string => style("dim", new Date(time).toTimeString().slice(0, 8));
const good = (text: string): string => `  ${style("green", "✓")} ${text}`;
const bad = (text: string): string => `  ${style("red", "✗")} ${text}`;

/** The same as a JSON document. */
export function document({ entry, saved, forwarded }: Seen): object {
  const { time, method, path, body, refused, verdict, seen, duplicateOf } = entry;
  const request = { time: new Date(time), method, path };
  if (refused) return { ...request, refused: refused.message };
  const { to, status, error, duration } = forwarded ?? {};
  return {
    ...request,
    bytes: body.length,
    ...verdict,
    ...(duplicateOf !== undefined && { seen }),
    ...(forwarded && { forwarded: { to, status, error, duration } }),
    ...(saved !== undefined && { saved }),
  };
}

/** Prints what never became a request that could be verified. */
export function describeRefused(isJson: boolean): (entry: RequestLog) => void {
  return ({ time, method, path, status, error = "" }) => {
    const refused = `${error}: answered ${status}`;
    if (isJson) return printJson({ time: new Date(time), method, path, refused }, { indent: 0 });
    const request = [method, path].filter((one) => one !== "").map((one) => printable(one, 200));
    printText(`${[clock(time), ...request].join(" ")}\n${bad(`refused: ${refused}`)}`);
  };
}
