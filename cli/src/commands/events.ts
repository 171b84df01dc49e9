import { eventTypes, type EventTypeInfo, matches } from "anyhook";
import { atMostOne, command } from "../command.js";
import { printJson, printText } from "../output.js";
import {
  ASSUMED,
  ASSUMED_LEGEND,
  assumed,
  chooseProvider,
  type ChosenProvider,
  PROVIDER_NOTE,
} from "../provider.js";
import { plural, printable, table, wrap } from "../text.js";
import { didYouMean, UsageError } from "../usage.js";

export const eventsCommand = command({
  name: "events",
  summary: "list a provider's event types and selectors, or what selectors select",
  usage: ["events PROVIDER [--json]", "events PROVIDER --select SELECTOR… [--json]"],
  options: {
    select: {
      value: "SELECTOR",
      many: true,
      help: "print the types that a subscription to these selectors and types gets",
    },
    json: { help: "print one JSON document" },
  },
  notes: [PROVIDER_NOTE],
  examples: [
    "anyhook events cryptofuse",
    "anyhook events cryptofuse --select payment.all withdrawal.created",
  ],
  async run({ options, positionals: [name, ...others] }) {
    const chosen = await chooseProvider(name);
    const all = eventTypes(chosen.provider);
    if (options.select.length > 0) {
      const selectors = [...options.select, ...others];
      for (const one of selectors) known(one, all, chosen.info.id);
      const types = selected(chosen, all, selectors);
      if (options.json) printJson({ provider: chosen.info.id, selectors, types });
      else printText(types.map((type) => printable(type)).join("\n"));
      return 0;
    }
    atMostOne([name ?? "", ...others]);
    if (options.json) {
      const events = all.map((one) => ({
        ...one,
        ...(one.selector && { selects: selected(chosen, all, [one.type]) }),
      }));
      printJson({ provider: chosen.info.id, events });
    } else printText(listing(chosen, all));
    return 0;
  },
});

/** Refuses what no subscription of the provider's may list. */
function known(selector: string, all: readonly EventTypeInfo[], provider: string): void {
  const names = all.map(({ type }) => type);
  if (names.includes(selector)) return;
  const near = didYouMean(selector, names) || ` (\`anyhook events ${provider}\` lists them)`;
  throw new UsageError(`\`${provider}\` has no event type or selector \`${selector}\`${near}`);
}

function selected(
  { provider }: ChosenProvider,
  all: readonly EventTypeInfo[],
  selectors: readonly string[],
): string[] {
  return all
    .filter(({ type, selector }) => !selector && matches(provider, selectors, type))
    .map(({ type }) => type);
}

function listing(chosen: ChosenProvider, all: readonly EventTypeInfo[]): string {
  const { info } = chosen;
  const mark = (text: string, ...places: string[][]): string =>
    places.some((keys) => assumed(chosen, "events", ...keys)) ? `${text} ${ASSUMED}` : text;
  const types = all.filter(({ selector }) => !selector);
  const rows = types.map(({ type, description }) => [
    `  ${mark(printable(type), ["types", type])}`,
    description && mark(printable(description), ["types", type, "description"]),
  ]);
  const lines = [plural(types.length, "event type"), table(rows)];
  if (info.events.open) {
    lines.push("", mark("Others may come: this list is not said to be all.", ["open"]));
  }
  if (info.subscription && !info.subscription["events"]) {
    lines.push("", "Every webhook gets every event: a subscription lists none.");
  }
  const selectors = all.filter(({ selector }) => selector);
  if (selectors.length > 0) lines.push("", plural(selectors.length, "selector"));
  const width = Math.max(...selectors.map(({ type }) => type.length)) + 4;
  for (const { type, description } of selectors) {
    const at = ["selectors", type];
    // The mark of the whole does for its parts.
    const whole = assumed(chosen, "events", ...at);
    const part = (text: string, ...keys: string[]): string =>
      whole ? text : mark(text, ...keys.map((key) => [...at, key]));
    const about = description && part(printable(description), "description");
    lines.push(`  ${mark(printable(type), at).padEnd(width)}  ${about}`.trimEnd());
    const gets = selected(chosen, all, [type]);
    const names = gets.length === types.length ? "all of them" : gets.join(", ");
    const what = part(names, "prefix", "types");
    const indent = " ".repeat(width + 4);
    lines.push(...wrap(printable(what), 96 - width).map((line) => indent + line));
  }
  const text = lines.join("\n");
  return text.includes(ASSUMED) ? `${text}\n\n${ASSUMED_LEGEND}` : text;
}
