import { type OperationInfo, validate, type Violation } from "anyhook";
import { command } from "../command.js";
import { readInput } from "../input.js";
import { modeOption, readMode } from "../mode.js";
import { printJson, printText, style } from "../output.js";
import { chooseProvider, members, PROVIDER_NOTE } from "../provider.js";
import { plural, printable, table } from "../text.js";
import { didYouMean, UsageError } from "../usage.js";

export const validateCommand = command({
  name: "validate",
  summary: "check the body of a request to a provider's API, and tell all that is wrong",
  usage: ["validate PROVIDER OPERATION [FILE|-] [--mode open|strict] [--json]"],
  options: {
    ...modeOption,
    json: { help: "print one JSON document" },
  },
  notes: [
    PROVIDER_NOTE,
    "OPERATION is such as `create` or `update`. The body is FILE's, or what is piped in.",
    "Exit codes: 0 valid, printed with its defaults filled in; 1 invalid; 2 usage.",
  ],
  examples: [
    "anyhook validate conduit create body.json",
    `echo '{"url": "ftp://example.com"}' | anyhook validate conduit create`,
  ],
  async run({ options, positionals: [name, operationName, file, unexpected] }) {
    const { name: shown, provider, info } = await chooseProvider(name);
    const operation = chooseOperation(members(info.operations), operationName, info.id);
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const mode = readMode(options.mode);
    if (file === undefined && process.stdin.isTTY) {
      throw new UsageError("no body: name a file, or pipe it in");
    }
    const body = await readInput(file ?? "-", "the body");
    const result = validate(provider, operation, body, { mode });
    const title = `${printable(info.id)} ${printable(operation)}`;
    if (options.json) printJson({ provider: info.id, operation, ...result });
    else if (result.valid) {
      printText(`${style("green", "valid")}: ${title}`);
      printJson(result.value);
    } else printText(refusal(title, result.violations, shown));
    return result.valid ? 0 : 1;
  },
});

/** An operation that takes a body. */
function chooseOperation(
  operations: readonly [string, OperationInfo][],
  name: string | undefined,
  owner: string,
): string {
  const names = operations.filter(([, { body }]) => body !== undefined).map(([one]) => one);
  if (name !== undefined && names.includes(name)) return name;
  if (names.length === 0) throw new UsageError(`\`${owner}\` has no operation that takes a body`);
  const all = `of \`${owner}\`, these take one: ${names.map((one) => `\`${one}\``).join(", ")}`;
  if (name === undefined) throw new UsageError(`no operation to take the body; ${all}`);
  if (operations.some(([one]) => one === name)) {
    throw new UsageError(`\`${name}\` takes no body; ${all}`);
  }
  const near = didYouMean(name, names);
  throw new UsageError(`unknown operation \`${name}\` to take the body; ${all}${near}`);
}

function refusal(title: string, violations: readonly Violation[], provider: string): string {
  const rows = violations.map(({ path, code, message }) => [
    `  ${path === "" ? "(the body)" : printable(path, 200)}`,
    code,
    printable(message),
  ]);
  const count = plural(violations.length, "violation");
  const lines = [`${style("red", "invalid")}: ${title}, ${count}`, table(rows)];
  if (violations.some(({ code }) => code === "unknown_event_type")) {
    lines.push(`\`anyhook events ${printable(provider)}\` lists the event types`);
  }
  return lines.join("\n");
}
