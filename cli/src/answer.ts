// What was sent, and what came back, for the person at the terminal.
import { printText } from "./output.js";
import type { Answer } from "./post.js";
import { preview, printable } from "./text.js";

export function printHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    printText(`${printable(name)}: ${printable(value, Number.POSITIVE_INFINITY)}`);
  }
}

export function printAnswer({ httpVersion, status, statusText, start, cut }: Answer): void {
  printText(`\nHTTP/${httpVersion} ${status} ${printable(statusText)}`.trimEnd());
  if (start.length > 0) printText(`${preview(start, start.length)}${cut ? "…" : ""}`);
}

export function answerJson({ status, statusText, start, cut }: Answer): object {
  return { status, statusText, body: Buffer.from(start).toString("utf8"), cut };
}
