import { command } from "../command.js";
import { SERVICE_NOTE, placeOptions, withService } from "../control.js";
import {
  answered,
  attemptText,
  type Delivery,
  filesOf,
  orRefusal,
  readId,
  statusText,
} from "../deliveries.js";
import { printJson, printText } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { printable } from "../text.js";
import { UsageError } from "../usage.js";

export const deliveriesShowCommand = command({
  name: "deliveries show",
  summary:
    "tell all that is known of a delivery: its attempts, what was answered, the event's data",
  usage: ["deliveries show PROVIDER ID [--url http://localhost:8787 | --data DIR] [--json]"],
  options: {
    ...placeOptions,
    json: { help: "print one JSON document" },
  },
  notes: [
    PROVIDER_NOTE,
    "ID is what `anyhook deliveries list` shows.",
    SERVICE_NOTE,
    "Exit codes: 0 shown; 1 there is none, refused, or not reached; 2 usage or configuration.",
  ],
  examples: ["anyhook deliveries show conduit dlv_ff03a1c2b4d5e6f70818293a4b5c6d7"],
  async run({ options: { url, data, json }, positionals: [name, id, unexpected] }) {
    const chosen = await chooseProvider(name);
    if (id === undefined) {
      throw new UsageError("no delivery: give its id, which `anyhook deliveries list` shows");
    }
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const path = `/_/${chosen.info.id}/deliveries/${readId(id)}`;
    return withService({ url, data, providerFiles: filesOf(chosen) }, (ask) =>
      orRefusal(async () => {
        const delivery = answered(await ask("GET", path), 200) as Delivery;
        if (json) printJson(delivery);
        else printText(page(delivery));
        return 0;
      }),
    );
  },
});

function page(delivery: Delivery): string {
  const { id, event, account, webhook, url, status, createdAt, nextAttemptAt, attempts } = delivery;
  const rows: [string, string][] = [
    ["event", `${printable(event.id)}, ${printable(event.type)}`],
    ["webhook", `${printable(webhook)} of ${printable(account)}`],
    ["url", printable(url)],
    ["created", printable(createdAt)],
  ];
  if (nextAttemptAt !== undefined) rows.push(["next", printable(nextAttemptAt)]);
  for (const attempt of attempts) {
    rows.push(["attempt", `${printable(attempt.at)}: ${attemptText(attempt)}`]);
    if (attempt.response) rows.push(["", `  ${printable(attempt.response)}`]);
  }
  rows.push(["data", printable(JSON.stringify(event.data), 10_000)]);
  const lines = rows.map(([key, text]) => `  ${key.padEnd(9)}${text}`);
  return [`${printable(id)}: ${statusText(status)}`, ...lines].join("\n");
}
