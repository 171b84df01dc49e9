import { command, type Invocation } from "../command.js";
import { makeDelivery } from "../delivery.js";
import { chooseType, EVENT_NOTE, eventOptions, readPatch } from "../event.js";
import { parseHeaderOptions } from "../headers.js";
import { readUrl } from "../post.js";
import { chooseProvider, type ChosenProvider, PROVIDER_NOTE } from "../provider.js";
import { chooseScheme } from "../scheme.js";
import { findSecrets, secretOptions } from "../secrets.js";
import { attempt, type Flaw } from "../trial.js";
import { UsageError } from "../usage.js";

const options = {
  ...eventOptions,
  to: { value: "URL", help: "where to send it" },
  duplicate: { help: "send it twice, with the same id" },
  stale: { help: "sign it as of a time that is too long ago" },
  tamper: { help: "change the body after it was signed" },
  header: { value: "'NAME: VALUE'", many: true, help: "another header to send" },
  ...secretOptions,
  json: { help: "print one JSON document" },
} as const;

type Given = Invocation<typeof options>;

export const triggerCommand = command({
  name: "trigger",
  summary: "send an event to a receiver, genuine or not, to test it",
  usage: [
    "trigger PROVIDER TYPE --to URL [--data FILE|-] [--set data.PATH=VALUE]…",
    "      [--duplicate | --stale | --tamper] [--header 'Name: value']… [secret options] [--json]",
  ],
  options,
  notes: [
    PROVIDER_NOTE,
    EVENT_NOTE,
    "The delivery is made and signed as the provider does it. A right receiver answers 2xx, also\n" +
      "to one that comes twice; and 401, 400 or 403 to one that is stale or was changed.",
    "Exit codes: 0 answered as a right receiver does; 1 otherwise; 2 usage or configuration.",
  ],
  examples: [
    "anyhook trigger conduit customer.active --to http://localhost:3000/hooks --secret-file secret --stale",
  ],
  async run({ options: given, positionals: [name, typeName, unexpected], given: sources }) {
    const chosen = await chooseProvider(name);
    const type = chooseType(typeName, chosen);
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    if (given.to === undefined) throw new UsageError("no receiver: give `--to URL`");
    return sendThere(chosen, type, given.to, given, sources);
  },
});

/** Seconds beyond the tolerance, so that a receiver's clock may be wrong too. */
const BEYOND = 60;

async function sendThere(
  chosen: ChosenProvider,
  type: string,
  to: string,
  given: Given["options"],
  sources: Given["given"],
): Promise<number> {
  const url = readUrl("to", to);
  const flaw = readFlaw(given);
  const { tolerance } = (await chooseScheme(chosen.name)).info;
  if (flaw === "stale" && tolerance === undefined) {
    throw new UsageError(
      `\`--stale\`: ${chosen.info.name} signs no timestamp, so that no receiver can tell what is stale`,
    );
  }
  const others = parseHeaderOptions(given.header);
  const data = await readPatch(given, chosen, type);
  const secret = await (await findSecrets(sources))();
  const age = flaw === "stale" ? (tolerance ?? 0) + BEYOND : 0;
  const timestamp = Math.floor(Date.now() / 1000) - age;
  const delivery = makeDelivery(chosen, { type, data, secret, timestamp });
  const isJson = given.json;
  return attempt({ chosen, type, url, delivery, flaw, others, isJson, age, tolerance });
}

function readFlaw(given: Given["options"]): Flaw | undefined {
  const flaws: [Flaw, string, boolean][] = [
    ["duplicate", "--duplicate", given.duplicate],
    ["stale", "--stale", given.stale],
    ["tampered", "--tamper", given.tamper],
  ];
  const [first, second] = flaws.filter(([, , isGiven]) => isGiven);
  if (first && second) {
    throw new UsageError(`\`${first[1]}\` and \`${second[1]}\`: give one of them`);
  }
  return first?.[0];
}
