import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ReadStream } from "node:tty";
import { InputError } from "./usage.js";

/** Asks at the terminal, without showing the answer; `undefined` where there is no terminal. */
export async function askHidden(question: string): Promise<string | undefined> {
  if (!process.stderr.isTTY) return undefined;
  const input = process.stdin.isTTY ? process.stdin : controllingTerminal();
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
