import { readFileSync } from "node:fs";
import { WebhookConfigurationError } from "anyhook";
import type { Command } from "./command.js";
import { endWhenUnread, printText } from "./output.js";
import { printable } from "./text.js";
import { didYouMean, InputError, UsageError } from "./usage.js";

/** Loaded when it is asked for: one command is run, and starts the faster for it. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  sign: async () => (await import("./commands/sign.js")).signCommand,
  verify: async () => (await import("./commands/verify.js")).verifyCommand,
  listen: async () => (await import("./commands/listen.js")).listenCommand,
  schemes: async () => (await import("./commands/schemes.js")).schemesCommand,
  secret: async () => (await import("./commands/secret.js")).secretCommand,
  repl: async () => (await import("./commands/repl.js")).replCommand,
};

/** What people type by habit. */
const SHORT: Readonly<Record<string, string>> = {
  "-h": "--help",
  help: "--help",
  "-v": "--version",
};

const USAGE = 2;

/** Runs what the arguments ask for, and resolves to the exit code. */
export async function main(args: string[]): Promise<number> {
  endWhenUnread();
  const [first = "", ...rest] = args;
  const name = SHORT[first] ?? first;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    return load
      ? await (await load()).run(rest)
      : await withoutCommand(args.length === 0 ? undefined : name);
  } catch (error) {
    return failed(error, load ? `${name} ` : "");
  }
}

async function withoutCommand(name: string | undefined): Promise<number> {
  if (name === "--version") {
    printText(version());
    return 0;
  }
  if (name === "--help") {
    printText(await help());
    return 0;
  }
  if (name === undefined) {
    process.stderr.write(`${await help()}\n`);
    return USAGE;
  }
  const names = [...Object.keys(COMMANDS), "--help", "--version"];
  const what = name.startsWith("-") ? "option" : "command";
  throw new UsageError(`unknown ${what} \`${name}\`${didYouMean(name, names)}`);
}

/** Prints an error of the person's at the keyboard; one of the program's is thrown on. */
function failed(error: unknown, command: string): number {
  if (error instanceof InputError) {
    process.stderr.write(`anyhook: ${printable(error.message)}\n`);
    if (error instanceof UsageError) {
      process.stderr.write(`see \`anyhook ${command}--help\`\n`);
    }
    return USAGE;
  }
  if (error instanceof WebhookConfigurationError) {
    const lines =
      error.faults.length > 0
        ? ["the scheme's definition is wrong", ...error.faults.map(faultLine)]
        : [`${error.code}: ${error.message}`];
    process.stderr.write(`anyhook: ${lines.map((line) => printable(line)).join("\n")}\n`);
    return USAGE;
  }
  throw error;
}

function faultLine({ path, message }: { path: string; message: string }): string {
  return `  ${path === "" ? "the whole" : path}: ${message}`;
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

async function help(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "usage: anyhook COMMAND [arguments]",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "`anyhook COMMAND --help` tells of a command, `anyhook --version` prints the version.",
  ].join("\n");
}
