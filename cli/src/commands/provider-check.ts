import { defineProvider, eventTypes, type ProviderInfo } from "anyhook";
import { atMostOne, command } from "../command.js";
import { define, DefinitionError, readDefinition } from "../definition.js";
import { printJson, printText, style } from "../output.js";
import { members } from "../provider.js";
import { listed, plural, printable } from "../text.js";
import { UsageError } from "../usage.js";

export const providerCheckCommand = command({
  name: "provider check",
  summary: "check a provider's file, and tell each fault and its place",
  usage: ["provider check FILE|- [--json]"],
  options: { json: { help: "print one JSON document" } },
  notes: ["Exit codes: 0 no faults; 1 faults; 2 usage."],
  examples: ["anyhook provider new acme.json", "anyhook provider check acme.json"],
  async run({ options, positionals }) {
    const file = atMostOne(positionals);
    if (file === undefined) throw new UsageError("no file: give its path, or `-`");
    const text = await readDefinition(file, "the provider");
    try {
      const provider = define(file, text, defineProvider);
      const counts = countsOf(provider.info, eventTypes(provider));
      if (options.json) printJson({ valid: true, provider: provider.info.id, ...counts });
      else printText(`${style("green", "valid")}: ${summary(provider.info, counts)}`);
      return 0;
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      const { faults } = error;
      if (options.json) printJson({ valid: false, faults });
      else printText(`${error.report()}\n${style("red", plural(faults.length, "fault"))}`);
      return 1;
    }
  },
});

/** How much there is of each part of a provider's file. */
interface Counts {
  operations: number;
  eventTypes: number;
  selectors: number;
  kindsOfIds: number;
}

function countsOf(info: ProviderInfo, events: readonly { selector: boolean }[]): Counts {
  const selectors = events.filter(({ selector }) => selector).length;
  return {
    operations: members(info.operations).length,
    eventTypes: events.length - selectors,
    selectors,
    kindsOfIds: members(info.ids).length,
  };
}

function summary({ id, name }: ProviderInfo, counts: Counts): string {
  const parts = [
    counts.operations === 0 ? "no operations" : plural(counts.operations, "operation"),
    plural(counts.eventTypes, "event type"),
    ...(counts.selectors > 0 ? [plural(counts.selectors, "selector")] : []),
    ...(counts.kindsOfIds > 0 ? [plural(counts.kindsOfIds, "kind") + " of ids"] : []),
  ];
  return `${printable(id)} (${printable(name)}): ${listed(parts)}`;
}
