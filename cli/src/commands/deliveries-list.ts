import { command } from "../command.js";
import { SERVICE_NOTE, placeOptions, withService } from "../control.js";
import {
  attemptText,
  deliveriesOf,
  type Delivery,
  filesOf,
  filterOptions,
  orRefusal,
  readFilter,
} from "../deliveries.js";
import { readInteger } from "../number.js";
import { printJson, printText } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { plural, printable, table } from "../text.js";
import { UsageError } from "../usage.js";

export const deliveriesListCommand = command({
  name: "deliveries list",
  summary: "list a provider's deliveries, the newest first",
  usage: [
    "deliveries list PROVIDER [--account NAME] [--webhook ID] [--event ID] [--status STATUS]",
    "      [--since TIME] [--limit 20] [--url http://localhost:8787 | --data DIR] [--json]",
  ],
  options: {
    ...filterOptions,
    limit: { value: "COUNT", help: "20, unless given" },
    ...placeOptions,
    json: { help: "print one JSON document" },
  },
  notes: [
    PROVIDER_NOTE,
    SERVICE_NOTE,
    "Each line has the delivery's id, when its event was published, its status, the event's type, the\n" +
      "webhook, what the last attempt came to, and when the next is made.",
    "Exit codes: 0 listed; 1 refused, or not reached; 2 usage or configuration.",
  ],
  examples: [
    "anyhook deliveries list conduit",
    "anyhook deliveries list conduit --status failed --since 24h --json",
  ],
  async run({ options, positionals: [name, unexpected] }) {
    const chosen = await chooseProvider(name);
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const { limit: count, url, data, json, ...filter } = options;
    const limit = readInteger("limit", count ?? "20", { least: 1, most: 100_000 });
    const query = readFilter(filter);
    return withService({ url, data, providerFiles: filesOf(chosen) }, (ask) =>
      orRefusal(async () => {
        const found: Delivery[] = [];
        // One more than is shown tells whether there are more.
        for await (const one of deliveriesOf(chosen, query, ask, limit + 1)) found.push(one);
        const shown = found.slice(0, limit);
        const isMore = found.length > limit;
        if (json) printJson({ data: shown, more: isMore });
        else printText(shown.length === 0 ? "no deliveries" : table(shown.map(row)));
        if (isMore && !json) {
          process.stderr.write(
            `these are the newest ${plural(limit, "delivery", "deliveries")}: --limit shows more\n`,
          );
        }
        return 0;
      }),
    );
  },
});

function row({
  id,
  createdAt,
  status,
  event,
  webhook,
  attempts,
  nextAttemptAt,
}: Delivery): string[] {
  const last = attempts.at(-1);
  const outcome = last ? attemptText(last) : "not tried yet";
  const next =
    nextAttemptAt === undefined ? outcome : `${outcome}, again at ${printable(nextAttemptAt)}`;
  return [...[id, createdAt, status, event.type, webhook].map((cell) => printable(cell)), next];
}
