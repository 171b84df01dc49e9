import { start } from "node:repl";
import * as anyhook from "anyhook";
import { command } from "../command.js";
import { UsageError } from "../usage.js";

export const replCommand = command({
  name: "repl",
  summary: "open a Node prompt with every export of `anyhook` loaded",
  usage: ["repl"],
  options: {},
  notes: ["Statements may be piped in."],
  examples: ["echo 'schemes().length' | anyhook repl"],
  async run({ positionals: [unexpected] }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const names = Object.keys(anyhook);
    process.stderr.write(`loaded: anyhook, and its exports ${names.join(", ")}\n`);
    Object.assign(globalThis, anyhook, { anyhook });
    const terminal = process.stdin.isTTY && process.stdout.isTTY;
    // The globals of this process, not of a context apart, whose `Date` is a class of its own.
    const prompt = start({ prompt: terminal ? "anyhook> " : "", terminal, useGlobal: true });
    await new Promise((resolve) => prompt.once("exit", resolve));
    return 0;
  },
});
