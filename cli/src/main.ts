import { readFileSync } from "node:fs";
import { WebhookConfigurationError } from "anyhook";
import type { Command } from "./command.js";
import { listenCommand } from "./commands/listen.js";
import { replCommand } from "./commands/repl.js";
import { schemesCommand } from "./commands/schemes.js";
import { secretCommand } from "./commands/secret.js";
import { signCommand } from "./commands/sign.js";
import { verifyCommand } from "./commands/verify.js";
import { printText, quietWhenUnread } from "./output.js";
import { printable } from "./text.js";
import { didYouMean, InputError, UsageError } from "./usage.js";

const COMMANDS: readonly Command[] = [
  signCommand,
  verifyCommand,
  listenCommand,
  schemesCommand,
  secretCommand,
  replCommand,
];

const USAGE = 2;

/** Runs what the arguments ask for, and resolves to the exit code. */
export async function main(args: string[]): Promise<number> {
  quietWhenUnread();
  const [name, ...rest] = args;
  const command = COMMANDS.find((one) => one.name === name);
  try {
    return command ? await command.run(rest) : withoutCommand(name);
  } catch (error) {
    return failed(error, command);
  }
}

function withoutCommand(name: string | undefined): number {
  if (name === "--version") {
    printText(version());
    return 0;
  }
  if (name === "--help") {
    printText(help());
    return 0;
  }
  if (name === undefined) {
    process.stderr.write(`${help()}\n`);
    return USAGE;
  }
  const names = [...COMMANDS.map((one) => one.name), "--help", "--version"];
  const what = name.startsWith("-") ? "option" : "command";
  throw new UsageError(`unknown ${what} \`${name}\`${didYouMean(name, names)}`);
}

/** Prints an error of the person's at the keyboard; one of the program's is thrown on. */
function failed(error: unknown, command: Command | undefined): number {
  if (error instanceof InputError) {
    process.stderr.write(`anyhook: ${printable(error.message)}\n`);
    if (error instanceof UsageError) {
      process.stderr.write(`see \`anyhook ${command ? `${command.name} ` : ""}--help\`\n`);
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

function help(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    "usage: anyhook COMMAND [arguments]",
    "",
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "`anyhook COMMAND --help` tells of a command, `anyhook --version` prints the version.",
  ].join("\n");
}
