import { styleText } from "node:util";
import { UNPRINTABLE } from "./text.js";

export function printText(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints one JSON document, with what could steer a terminal in JSON's own escapes. */
export function printJson(value: unknown, { indent = 2 } = {}): void {
  const json = JSON.stringify(value, undefined, indent);
  // Control characters below U+0020 are escaped by JSON itself: those left are its line breaks.
  const safe = json.replace(UNPRINTABLE, (one) => (one === "\n" ? one : escapes(one)));
  process.stdout.write(`${safe}\n`);
}

function escapes(text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    return `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}

/** Colours text, where standard output is a terminal and nobody asked for none (no-color.org). */
export function style(format: "bold" | "dim" | "green" | "red", text: string): string {
  return process.stdout.isTTY && !process.env["NO_COLOR"] ? styleText(format, text) : text;
}

/** Ends the process when its output has nowhere to go: quietly where nobody reads on (`| head`). */
export function endWhenUnread(): void {
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // What a shell reports of a process that SIGPIPE ended.
    if (code === "EPIPE") process.exit(141);
    process.stderr.write(`anyhook: cannot write to standard output: ${message}\n`);
    process.exit(1);
  });
  process.stderr.on("error", () => process.exit(1));
}
