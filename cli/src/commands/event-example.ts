import { eventTypes, exampleEvent } from "anyhook";
import { command } from "../command.js";
import { parseObject, type Patch, setPath } from "../patch.js";
import { readInteger } from "../number.js";
import { readInput } from "../input.js";
import { printJson } from "../output.js";
import { chooseProvider, PROVIDER_NOTE } from "../provider.js";
import { didYouMean, UsageError } from "../usage.js";

export const eventExampleCommand = command({
  name: "event example",
  summary: "print the body of an example event, as the provider would send it",
  usage: [
    "event example PROVIDER TYPE [--data FILE|-] [--set data.PATH=VALUE]… [--id ID]",
    "event example … [--timestamp SECONDS] [--pretty]",
  ],
  options: {
    data: { value: "FILE", help: "a JSON object to merge into the example's data" },
    set: {
      value: "data.PATH=VALUE",
      many: true,
      help: "one value of the data: JSON, or else text; null takes it away",
    },
    id: { value: "ID", help: "the event's id; a new one, unless given" },
    timestamp: { value: "SECONDS", help: "when it happened, in Unix seconds; now, unless given" },
    pretty: { help: "indent it, to be read: it is not what would be sent" },
  },
  notes: [
    PROVIDER_NOTE,
    "It prints the body's bytes and nothing else, so that they can be signed. A number that JSON\n" +
      "would write otherwise, such as 5.00, is taken as text.",
  ],
  examples: [
    "anyhook event example devdraft payment.completed --set data.amount=5.00 --pretty",
    "anyhook event example devdraft payment.completed | anyhook sign devdraft --secret-file secret \\\n" +
      "    --body - --send http://127.0.0.1:4000/",
  ],
  async run({ options, positionals: [name, type, unexpected] }) {
    const { name: shown, provider } = await chooseProvider(name);
    checkType(type, eventTypes(provider), shown);
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const time = options.timestamp;
    const createdAt =
      time === undefined
        ? {}
        : { createdAt: new Date(readInteger("timestamp", time, { most: LATEST }) * 1000) };
    const id = options.id === undefined ? {} : { id: options.id };
    const patch: Patch =
      options.data === undefined
        ? {}
        : parseObject(await readInput(options.data, "the data"), options.data);
    const { data } = exampleEvent(provider, type);
    for (const one of options.set) setPath(patch, one, data);
    const { body } = exampleEvent(provider, type, { ...id, ...createdAt, data: patch });
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

function checkType(
  type: string | undefined,
  all: readonly { type: string; selector: boolean }[],
  provider: string,
): asserts type is string {
  const listing = `(\`anyhook events ${provider}\` lists them)`;
  if (type === undefined) throw new UsageError(`no event type ${listing}`);
  const found = all.find((one) => one.type === type);
  if (found?.selector) {
    throw new UsageError(`\`${type}\` is a selector, and the type of no event ${listing}`);
  }
  if (found) return;
  const types = all.filter(({ selector }) => !selector).map((one) => one.type);
  throw new UsageError(`unknown event type \`${type}\`${didYouMean(type, types) || ` ${listing}`}`);
}
