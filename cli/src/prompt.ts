import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ReadStream } from "node:tty";
import { InputError } from "./usage.js";

/** Whether somebody may be there to ask. */
export function canAsk(): boolean {
  return process.stderr.isTTY;
}

/** Asks at the terminal, without showing the answer; `undefined` where there is no terminal. */
export async function askHidden(question: string): Promise<string | undefined> {
  if (!canAsk()) return undefined;
  // A terminal that a body was typed into has come to its end as standard input.
  const fresh = process.stdin.isTTY && !process.stdin.readableEnded;
  const input = fresh ? process.stdin : controllingTerminal();
  if (!input) return undefined;
  // readline takes the echo over from the terminal, and writes it where nobody sees it.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output, terminal: true, historySize: 0 });
  process.stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.once("line", resolve);
      terminal.once("close", () => reject(new InputError("no secret was given")));
    });
  } finally {
    terminal.close();
    if (input !== process.stdin) input.destroy();
    process.stderr.write("\n");
  }
}

/** The terminal itself, for when standard input is a pipe. */
function controllingTerminal(): ReadStream | undefined {
  try {
    return new ReadStream(openSync("/dev/tty", "r"));
  } catch {
    return undefined;
  }
}
