import { command, type Invocation } from "../command.js";
import { CONTROL_NOTE, controlOptions, printRefusal, withControl } from "../control.js";
import { isPath } from "../definition.js";
import { printJson, printText } from "../output.js";
import { type ChosenProvider, chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { listed, printable } from "../text.js";
import { UsageError } from "../usage.js";

interface Issued {
  id: string;
  provider: string;
  account: string;
  scopes?: string[];
  environment: string;
  /** The headers of each form that takes the key. */
  credentials: [Record<string, string>, ...Record<string, string>[]];
}

const options = {
  provider: { value: "PROVIDER", help: "whose API the key opens" },
  account: {
    value: "NAME",
    help: "whose webhooks it sees: letters, digits, `.`, `_`, `-`",
  },
  scope: {
    value: "SCOPE",
    many: true,
    help: "what it may do; all, unless given",
  },
  environment: {
    value: "NAME",
    help: "`production`, unless given, or `development`: which limits it has",
  },
  description: {
    value: "TEXT",
    help: "what it is for, shown by `anyhook keys list`",
  },
  ...controlOptions,
  json: { help: "print one JSON document, with each form of its headers" },
} as const;

export const keysCreateCommand = command({
  name: "keys create",
  summary: "issue a key of an account, which strict mode takes",
  usage: [
    "keys create --provider PROVIDER --account NAME [--scope SCOPE]… [--environment NAME]",
    "      [--description TEXT] [--data .anyhook | --url URL] [--json]",
  ],
  options,
  notes: [
    PROVIDER_NOTE,
    CONTROL_NOTE,
    "It prints the key as headers, this once: what is kept is its hash. `curl -H @FILE` takes them\n" +
      "from a file, so that they are on no command line.",
    "Exit codes: 0 issued; 1 refused, or not reached; 2 usage or configuration.",
  ],
  examples: [
    "anyhook keys create --provider conduit --account acme > key",
    "anyhook keys create --provider devdraft --account acme --scope webhook:read",
  ],
  async run({ options: given, positionals: [unexpected] }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const chosen = await chooseProvider(given.provider);
    if (given.account === undefined) throw new UsageError("no account: give `--account NAME`");
    const { data, url } = given;
    const providerFiles = isPath(chosen.name) ? [chosen.name] : [];
    const answer = await withControl({ data, url, providerFiles, isMaking: true }, (ask) =>
      ask("POST", "/_/keys", bodyOf(given, chosen)),
    );
    if (answer.status !== 201) return printRefusal(answer);
    if (given.json) printJson(answer.body);
    else print(answer.body as Issued, chosen, url ?? "http://localhost:8787");
    return 0;
  },
});

function bodyOf(
  { account, scope, environment, description }: Invocation<typeof options>["options"],
  { info }: ChosenProvider,
): object {
  const scopes = scope.length > 0 ? scope : undefined;
  return { provider: info.id, account, scopes, environment, description };
}

/** The headers on standard output, one a line; what is to be known besides on standard error. */
function print(issued: Issued, { info }: ChosenProvider, url: string): void {
  const { id, account, environment, scopes, credentials } = issued;
  const [headers, ...others] = credentials;
  for (const [name, value] of Object.entries(headers)) printText(`${name}: ${value}`);
  const scope = scopes ? `, ${listed(scopes)}` : "";
  const path = info.operations?.["list"]?.path ?? "";
  const forms = others.map((form) => Object.keys(form).join(" and "));
  const notes = [
    `${id}: ${printable(account)} at ${info.id}, ${environment}${scope}; it is shown this once`,
    ...forms.map((names) => `the same goes in ${names}: --json prints it so`),
    `with these lines in a file: curl -H @FILE ${url.replace(/\/$/, "")}/${info.id}${path}`,
  ];
  process.stderr.write(`${notes.join("\n")}\n`);
}
