import { parseArgs } from "node:util";
import { printText } from "./output.js";
import { didYouMean, UsageError } from "./usage.js";

export interface Option {
  /** What stands for the value in the help. An option without it is a flag. */
  readonly value?: string;
  /** Whether it may be given several times. */
  readonly many?: true;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What the options of a command hold once they are read. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { value: string; many: true }
    ? readonly string[]
    : O[Name] extends { value: string }
      ? string | undefined
      : boolean;
};

export interface Invocation<O extends Options> {
  options: Values<O>;
  positionals: readonly string[];
  /** Every option that has a value, in the order of the command line. */
  given: readonly Given[];
}

export interface Given {
  name: string;
  value: string;
}

interface Definition<O extends Options> {
  /** One word, or two where several commands are of one subject. */
  name: string;
  /** One line in the list of commands. */
  summary: string;
  /** What follows `anyhook` on the command line. */
  usage: readonly string[];
  options: O;
  /** Paragraphs below the options. */
  notes?: readonly string[];
  /** Command lines to start from. */
  examples: readonly string[];
  /** Does the work, and resolves to the exit code. */
  run(invocation: Invocation<O>): Promise<number>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  run(args: string[]): Promise<number>;
}

export const HELP = { help: { help: "print this" } } as const satisfies Options;

export function command<const O extends Options>(definition: Definition<O>): Command {
  const { name, summary } = definition;
  return {
    name,
    summary,
    async run(args) {
      if (args.includes("--help")) {
        printText(help(definition));
        return 0;
      }
      return definition.run(parse(definition.options, args));
    },
  };
}

/** Reads the arguments, and refuses what the options do not allow. */
export function parse<O extends Options>(options: O, args: string[]): Invocation<O> {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  // Not `strict`: the messages of ours name the option that was meant.
  const { tokens } = parseArgs({
    args,
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean | string[] | undefined> = {};
  for (const [name, { value, many }] of Object.entries(options)) {
    values[name] = many ? [] : value === undefined ? false : undefined;
  }
  const positionals: string[] = [];
  const given: Given[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) {
      const names = Object.keys({ ...options, ...HELP }).map((one) => `--${one}`);
      throw new UsageError(`unknown option \`${rawName}\`${didYouMean(rawName, names)}`);
    }
    if (option.value === undefined) {
      if (token.value !== undefined) throw new UsageError(`\`${rawName}\` takes no value`);
      values[name] = true;
      continue;
    }
    const value = readValue(rawName, option.value, token.value, token.inlineValue);
    given.push({ name, value });
    const before = values[name];
    if (Array.isArray(before)) before.push(value);
    else if (before === undefined) values[name] = value;
    else throw new UsageError(`\`${rawName}\` is given twice`);
  }
  return { options: values as Values<O>, positionals, given };
}

/** The value of an option, which is not echoed: it may be a secret. */
function readValue(
  rawName: string,
  kind: string,
  value: string | undefined,
  inline: boolean | undefined,
): string {
  if (value === undefined) throw new UsageError(`\`${rawName}\` needs a value: ${rawName} ${kind}`);
  if (!inline && value.length > 1 && value.startsWith("-")) {
    const form = `${rawName}=${kind}`;
    throw new UsageError(`\`${rawName}\` needs a value; one that begins with a dash: ${form}`);
  }
  return value;
}

/** The single argument of a command, or `undefined`; more are refused. */
export function atMostOne(positionals: readonly string[]): string | undefined {
  const [first, second] = positionals;
  if (second !== undefined) throw new UsageError("there is one argument too many"); // it may be a secret
  return first;
}

function help<O extends Options>(definition: Definition<O>): string {
  const { summary, usage, options, notes = [], examples } = definition;
  const rows = Object.entries({ ...options, ...HELP }).map(([name, option]): [string, string] => {
    const { value, many, help: text } = option as Option;
    const left = value === undefined ? `--${name}` : `--${name} ${value}${many ? "…" : ""}`;
    return [left, text];
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = [
    ...usage.map((line, index) => {
      const start = index === 0 ? "usage:" : "      ";
      // What begins with spaces goes on with the line above.
      return line.startsWith(" ") ? `${start} ${line}` : `${start} anyhook ${line}`;
    }),
    "",
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    "",
    Object.values<Option>(options).some(({ many }) => many)
      ? "options (those with … may be repeated):"
      : "options:",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    ...notes.flatMap((note) => ["", note]),
    "",
    examples.length > 1 ? "examples:" : "example:",
    ...examples.map((line) => `  ${line}`),
  ];
  return lines.join("\n");
}
