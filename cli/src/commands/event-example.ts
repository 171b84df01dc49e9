import { exampleEvent } from "anyhook";
import { command } from "../command.js";
import { chooseType, EVENT_NOTE, eventOptions, readPatch } from "../event.js";
import { readInteger } from "../number.js";
import { printJson } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { UsageError } from "../usage.js";

export const eventExampleCommand = command({
  name: "event example",
  summary: "print the body of an example event, as the provider would send it",
  usage: [
    "event example PROVIDER TYPE [--data FILE|-] [--set data.PATH=VALUE]… [--id ID]",
    "event example … [--timestamp SECONDS] [--pretty]",
  ],
  options: {
    ...eventOptions,
    id: { value: "ID", help: "the event's id; a new one, unless given" },
    timestamp: { value: "SECONDS", help: "when it happened, in Unix seconds; now, unless given" },
    pretty: { help: "indent it, to be read: it is not what would be sent" },
  },
  notes: [
    PROVIDER_NOTE,
    "It prints the body's bytes and nothing else, so that they can be signed.",
    EVENT_NOTE,
  ],
  examples: [
    "anyhook event example devdraft payment.completed --set data.amount=5.00 --pretty",
    "anyhook event example devdraft payment.completed | anyhook sign devdraft --secret-file secret \\\n" +
      "    --body - --send http://127.0.0.1:4000/",
  ],
  async run({ options, positionals: [name, typeName, unexpected] }) {
    const chosen = await chooseProvider(name);
    const type = chooseType(typeName, chosen);
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const time = options.timestamp;
    const createdAt =
      time === undefined
        ? {}
        : { createdAt: new Date(readInteger("timestamp", time, { most: LATEST }) * 1000) };
    const id = options.id === undefined ? {} : { id: options.id };
    const data = await readPatch(options, chosen, type);
    const { body } = exampleEvent(chosen.provider, type, { ...id, ...createdAt, data });
    if (options.pretty) printJson(JSON.parse(Buffer.from(body).toString("utf8")));
    else {
      process.stdout.write(body);
      // A prompt on the body's line would look like a part of it; a pipe gets the body alone.
      if (process.stdout.isTTY) process.stdout.write("\n");
    }
    return 0;
  },
});

/** The last second of the year 9999. */
const LATEST = 253_402_300_799;
