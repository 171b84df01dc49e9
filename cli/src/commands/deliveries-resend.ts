import { command } from "../command.js";
import { type Ask, printRefusal, SERVICE_NOTE, placeOptions, withService } from "../control.js";
import {
  deliveriesOf,
  filesOf,
  filterOptions,
  orRefusal,
  readFilter,
  readId,
} from "../deliveries.js";
import { printText } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { plural, printable } from "../text.js";
import { UsageError } from "../usage.js";

export const deliveriesResendCommand = command({
  name: "deliveries resend",
  summary: "send deliveries once more",
  usage: [
    "deliveries resend PROVIDER ID… [--url http://localhost:8787 | --data DIR]",
    "deliveries resend PROVIDER --since TIME [--status failed] [--account NAME] [--webhook ID]",
    "      [--event ID] [--url http://localhost:8787 | --data DIR]",
  ],
  options: {
    ...filterOptions,
    status: { value: "STATUS", help: "with --since: `failed`, unless given" },
    ...placeOptions,
  },
  notes: [
    PROVIDER_NOTE,
    "ID is what `anyhook deliveries list` shows. A delivery that is sent once more has the same id and the\n" +
      "same content, and the attempts of a new one. With --data a service that runs\n" +
      "on the folder sends it within a minute.",
    SERVICE_NOTE,
    "Exit codes: 0 all of them will be sent; 1 one was refused, or the service not reached; 2 usage or\n" +
      "configuration.",
  ],
  examples: [
    "anyhook deliveries resend conduit dlv_ff03a1c2b4d5e6f70818293a4b5c6d7",
    "anyhook deliveries resend conduit --since 1h",
  ],
  async run({ options, positionals: [name, ...ids] }) {
    const chosen = await chooseProvider(name);
    const { url, data, ...filter } = options;
    const { since } = filter;
    const isFiltered = Object.values(filter).some((value) => value !== undefined);
    if (ids.length > 0 && isFiltered) {
      throw new UsageError("ids and filters: give one of them");
    }
    if (ids.length === 0 && since === undefined) {
      const what = isFiltered ? "no `--since`: say how far back, such as `--since 1h`" : NOTHING;
      throw new UsageError(what);
    }
    for (const id of ids) readId(id);
    const query = readFilter({ ...filter, status: filter.status ?? "failed" });
    return withService({ url, data, providerFiles: filesOf(chosen) }, (ask) =>
      orRefusal(async () => {
        if (ids.length > 0) return resend(chosen.info.id, ids, ask);
        const found: string[] = [];
        for await (const { id } of deliveriesOf(chosen, query, ask)) found.push(id);
        // The oldest first, as they were sent at first.
        return resend(chosen.info.id, found.toReversed(), ask);
      }),
    );
  },
});

const NOTHING =
  "no delivery: give ids, which `anyhook deliveries list` shows, or `--since 1h` for those that failed";

async function resend(provider: string, ids: readonly string[], ask: Ask): Promise<number> {
  let refused = 0;
  for (const id of ids) {
    const answer = await ask("POST", `/_/${provider}/deliveries/${id}/resend`);
    if (answer.status === 202) {
      printText(printable(id));
      continue;
    }
    refused += 1;
    process.stderr.write(`${printable(id)}: `);
    printRefusal(answer);
    // Of this nothing but more of the same would come.
    if (answer.status === 401 || answer.status === 403) break;
  }
  const sent = ids.length - refused;
  process.stderr.write(`${plural(sent, "delivery", "deliveries")} will be sent once more\n`);
  return refused === 0 ? 0 : 1;
}
