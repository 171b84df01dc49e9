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

/** Ends the process quietly when nobody reads what it prints, as `| head` does. */
export function quietWhenUnread(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      // What a shell reports of a process that SIGPIPE ended.
      process.exit(141);
    });
  }
}
