import { command } from "../command.js";
import { CONTROL_NOTE, controlOptions, printRefusal, withControl } from "../control.js";
import { printJson, printText } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { printable, table } from "../text.js";
import { UsageError } from "../usage.js";

interface Key {
  id: string;
  provider: string;
  account: string;
  scopes?: string[];
  environment: string;
  description?: string;
  createdAt: string;
}

export const keysListCommand = command({
  name: "keys list",
  summary: "list the keys that were issued, without the keys themselves",
  usage: [
    "keys list [--provider PROVIDER] [--account NAME] [--data .anyhook | --url URL] [--json]",
  ],
  options: {
    provider: { value: "PROVIDER", help: "those of one provider alone" },
    account: { value: "NAME", help: "those of one account alone" },
    ...controlOptions,
    json: { help: "print one JSON document" },
  },
  notes: [
    PROVIDER_NOTE,
    CONTROL_NOTE,
    "Exit codes: 0 listed; 1 refused, or not reached; 2 usage or configuration.",
  ],
  examples: ["anyhook keys list --provider conduit"],
  async run({ options, positionals: [unexpected] }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const { provider, account, data, url } = options;
    const query = new URLSearchParams();
    if (provider !== undefined) query.set("provider", (await chooseProvider(provider)).info.id);
    if (account !== undefined) query.set("account", account);
    const path = query.size > 0 ? `/_/keys?${query.toString()}` : "/_/keys";
    const answer = await withControl({ data, url }, (ask) => ask("GET", path));
    if (answer.status !== 200) return printRefusal(answer);
    if (options.json) {
      printJson(answer.body);
      return 0;
    }
    const { data: keys } = answer.body as { data: Key[] };
    printText(keys.length === 0 ? "no keys" : table(keys.map(row)));
    return 0;
  },
});

const row = ({ id, provider, account, scopes, environment, description, createdAt }: Key) =>
  [
    id,
    provider,
    account,
    environment,
    scopes?.join(" ") ?? "all",
    createdAt,
    description ?? "",
  ].map((cell) => printable(cell));
