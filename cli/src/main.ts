import { readFileSync } from "node:fs";
import { WebhookConfigurationError } from "anyhook";
import type { Command } from "./command.js";
import { endWhenUnread, printText } from "./output.js";
import { UnreachableError } from "./post.js";
import { listed, printable } from "./text.js";
import { didYouMean, InputError, UsageError } from "./usage.js";

/**
 * By name, of one word or two. Loaded when it is asked for: one command is run, and starts the
 * faster for it.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  sign: async () => (await import("./commands/sign.js")).signCommand,
  verify: async () => (await import("./commands/verify.js")).verifyCommand,
  listen: async () => (await import("./commands/listen.js")).listenCommand,
  replay: async () => (await import("./commands/replay.js")).replayCommand,
  serve: async () => (await import("./commands/serve.js")).serveCommand,
  trigger: async () => (await import("./commands/trigger.js")).triggerCommand,
  "deliveries list": async () =>
    (await import("./commands/deliveries-list.js")).deliveriesListCommand,
  "deliveries show": async () =>
    (await import("./commands/deliveries-show.js")).deliveriesShowCommand,
  "deliveries resend": async () =>
    (await import("./commands/deliveries-resend.js")).deliveriesResendCommand,
  time: async () => (await import("./commands/time.js")).timeCommand,
  "keys create": async () => (await import("./commands/keys-create.js")).keysCreateCommand,
  "keys list": async () => (await import("./commands/keys-list.js")).keysListCommand,
  "keys revoke": async () => (await import("./commands/keys-revoke.js")).keysRevokeCommand,
  export: async () => (await import("./commands/export.js")).exportCommand,
  import: async () => (await import("./commands/import.js")).importCommand,
  reseal: async () => (await import("./commands/reseal.js")).resealCommand,
  openapi: async () => (await import("./commands/openapi.js")).openapiCommand,
  schemes: async () => (await import("./commands/schemes.js")).schemesCommand,
  "secret new": async () => (await import("./commands/secret-new.js")).secretNewCommand,
  "secret mask": async () => (await import("./commands/secret-mask.js")).secretMaskCommand,
  providers: async () => (await import("./commands/providers.js")).providersCommand,
  events: async () => (await import("./commands/events.js")).eventsCommand,
  "event example": async () => (await import("./commands/event-example.js")).eventExampleCommand,
  validate: async () => (await import("./commands/validate.js")).validateCommand,
  "id check": async () => (await import("./commands/id-check.js")).idCheckCommand,
  "id new": async () => (await import("./commands/id-new.js")).idNewCommand,
  "provider check": async () => (await import("./commands/provider-check.js")).providerCheckCommand,
  "provider new": async () => (await import("./commands/provider-new.js")).providerNewCommand,
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
  const [first = "", second = "", ...rest] = args;
  const name = SHORT[first] ?? first;
  const subject = Object.keys(COMMANDS).some((one) => one.startsWith(`${name} `));
  const full = subject ? `${name} ${second}` : name;
  const load = Object.hasOwn(COMMANDS, full) ? COMMANDS[full] : undefined;
  try {
    if (load) return await (await load()).run(subject ? rest : args.slice(1));
    if (subject) return await withoutAction(name, args.slice(1));
    return await withoutCommand(args.length === 0 ? undefined : name);
  } catch (error) {
    return failed(error, load ? `${full} ` : subject ? `${name} ` : "");
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
  const words = Object.keys(COMMANDS).map((one) => one.split(" ")[0] ?? one);
  const what = name.startsWith("-") ? "option" : "command";
  const near = didYouMean(name, [...words, "--help", "--version"]);
  throw new UsageError(`unknown ${what} \`${name}\`${near}`);
}

/** Answers the first word of a command of two, when the second is none. */
async function withoutAction(subject: string, args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args[0] === "-h") {
    printText(await help(subject));
    return 0;
  }
  const [action] = args;
  const names = Object.keys(COMMANDS).filter((one) => one.startsWith(`${subject} `));
  const actions = names.map((one) => one.slice(subject.length + 1));
  const choices = (of: string[]): string =>
    listed(
      of.map((one) => `\`anyhook ${one}\``),
      "or",
    );
  if (action === undefined) throw new UsageError(`nothing to do: ${choices(names)}`);
  // `provider conduit` may be meant as `providers conduit`.
  const plural = Object.hasOwn(COMMANDS, `${subject}s`) ? [`${subject}s`] : [];
  const near = didYouMean(action, actions) || `: ${choices([...names, ...plural])}`;
  throw new UsageError(`unknown action \`${action}\`${near}`);
}

/** Prints an error of the person's at the keyboard; one of the program's is thrown on. */
function failed(error: unknown, command: string): number {
  if (error instanceof InputError) {
    process.stderr.write(`anyhook: ${printable(error.message)}\n`);
    if (error instanceof UsageError) {
      process.stderr.write(`see \`anyhook ${command}--help\`\n`);
    }
    const report = error.report();
    if (report !== undefined) process.stderr.write(`${report}\n`);
    return USAGE;
  }
  if (error instanceof UnreachableError) {
    process.stderr.write(`anyhook: ${printable(error.message)}\n`);
    return 1;
  }
  if (error instanceof WebhookConfigurationError) {
    process.stderr.write(`anyhook: ${error.code}: ${printable(error.message)}\n`);
    return USAGE;
  }
  throw error;
}

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The commands, or those of one subject. */
async function help(subject?: string): Promise<string> {
  const all = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const commands = subject ? all.filter(({ name }) => name.startsWith(`${subject} `)) : all;
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `usage: anyhook ${subject ? `${subject} ACTION` : "COMMAND"} [arguments]`,
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    subject
      ? `\`anyhook ${subject} ACTION --help\` tells of one.`
      : "`anyhook COMMAND --help` tells of a command, `anyhook --version` prints the version.",
  ].join("\n");
}
