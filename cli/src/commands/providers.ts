import { type ProviderInfo, providers } from "anyhook";
import { atMostOne, command } from "../command.js";
import { printJson, printText } from "../output.js";
import { chooseProvider, members, PROVIDER_NOTE } from "../provider.js";
import { authText, page } from "../provider-page.js";
import { printable, table } from "../text.js";

export const providersCommand = command({
  name: "providers",
  summary: "list the providers, or tell all that is known of one",
  usage: ["providers [PROVIDER] [--json]"],
  options: { json: { help: "print one JSON document: with PROVIDER, its file" } },
  notes: [PROVIDER_NOTE, "What is marked † no source states: it is what anyhook assumes."],
  examples: ["anyhook providers", "anyhook providers conduit"],
  async run({ options, positionals }) {
    const name = atMostOne(positionals);
    if (name === undefined) {
      if (options.json) printJson(providers());
      else printText(overview(providers()));
      return 0;
    }
    const chosen = await chooseProvider(name);
    if (options.json) printJson(chosen.info);
    else printText(page(chosen));
    return 0;
  },
});

function overview(all: readonly ProviderInfo[]): string {
  const rows = all.map((info) => [
    info.id,
    info.name,
    String(members(info.operations).length),
    String(members(info.events.types).length),
    printable(authText(info)),
    info.description ?? "",
  ]);
  const titles = ["PROVIDER", "NAME", "OPERATIONS", "EVENTS", "AUTH", "DESCRIPTION"];
  return table([titles, ...rows]);
}
