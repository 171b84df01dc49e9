import { exampleEvent } from "anyhook";
import { command, type Invocation } from "../command.js";
import { SERVICE_NOTE, serviceOption, withService } from "../control.js";
import { orRefusal } from "../deliveries.js";
import { makeDelivery } from "../delivery.js";
import { chooseType, EVENT_NOTE, eventOptions, readPatch } from "../event.js";
import { parseHeaderOptions } from "../headers.js";
import { readUrl } from "../post.js";
import { chooseProvider, type ChosenProvider, PROVIDER_NOTE } from "../provider.js";
import { publish } from "../publish.js";
import { chooseScheme } from "../scheme.js";
import { findSecrets, secretOptions } from "../secrets.js";
import { attempt, type Flaw } from "../trial.js";
import { UsageError } from "../usage.js";

const options = {
  ...eventOptions,
  ...serviceOption,
  account: { value: "NAME", help: "for its webhooks alone; for everyone's, unless given" },
  "no-wait": { help: "do not wait for the deliveries' first attempts" },
  to: { value: "URL", help: "send one delivery there, without a service and a webhook" },
  duplicate: { help: "with --to: send it twice, with the same id" },
  stale: { help: "with --to: sign it as of a time that is too long ago" },
  tamper: { help: "with --to: change the body after it was signed" },
  encrypted: { help: "with --to: encrypt the body, where the provider can" },
  header: { value: "'NAME: VALUE'", many: true, help: "with --to: another header to send" },
  ...secretOptions,
  json: { help: "print one JSON document" },
} as const;

type Given = Invocation<typeof options>;

export const triggerCommand = command({
  name: "trigger",
  summary: "publish an event at a service, or send one to a receiver to test it",
  usage: [
    "trigger PROVIDER TYPE [--data FILE|-] [--set data.PATH=VALUE]… [--account NAME] [--no-wait]",
    "      [--url http://localhost:8787] [--json]",
    "trigger PROVIDER TYPE --to URL [--data FILE|-] [--set data.PATH=VALUE]…",
    "      [--duplicate | --stale | --tamper] [--encrypted] [--header 'Name: value']… [secret options] [--json]",
  ],
  options,
  notes: [
    PROVIDER_NOTE,
    EVENT_NOTE,
    "Without --to the event goes to the service, and from there to each webhook that selects it: what\n" +
      "became of the first attempts is shown.",
    SERVICE_NOTE,
    "With --to one delivery is made and signed as the provider does it. A right receiver answers 2xx, also\n" +
      "to one that comes twice; and 401, 400 or 403 to one that is stale or was changed.",
    "Exit codes: 0 taken by every webhook, or published with --no-wait, or answered as a right receiver\n" +
      "does; 1 otherwise, also where no webhook selects the event; 2 usage or configuration.",
  ],
  examples: [
    "anyhook trigger conduit customer.active",
    "anyhook trigger devdraft payment.completed --set data.amount=5.00 --set data.currency=EUR",
    "anyhook trigger conduit customer.active --to http://localhost:3000/hooks --secret-file secret --stale",
  ],
  async run({ options: given, positionals: [name, typeName, unexpected], given: sources }) {
    const chosen = await chooseProvider(name);
    const type = chooseType(typeName, chosen);
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    return given.to === undefined
      ? publishThere(chosen, type, given)
      : sendThere(chosen, type, given.to, given, sources);
  },
});

async function publishThere(
  chosen: ChosenProvider,
  type: string,
  given: Given["options"],
): Promise<number> {
  for (const name of ["duplicate", "stale", "tamper", "encrypted"] as const) {
    if (given[name])
      throw new UsageError(`\`--${name}\` is of one delivery: it needs \`--to URL\``);
  }
  if (given.header.length > 0) throw new UsageError("`--header` is sent: it needs `--to URL`");
  const { url, account } = given;
  const isExample = given.data === undefined && given.set.length === 0;
  const patch = await readPatch(given, chosen, type);
  const data = isExample ? undefined : exampleEvent(chosen.provider, type, { data: patch }).data;
  const publishing = {
    chosen,
    type,
    account,
    data,
    isWaiting: !given["no-wait"],
    isJson: given.json,
    where: url === undefined ? "" : ` --url ${url}`,
  };
  return withService({ url }, (ask) => orRefusal(() => publish(publishing, ask)));
}

/** Seconds beyond the tolerance, so that a receiver's clock may be wrong too. */
const BEYOND = 60;

async function sendThere(
  chosen: ChosenProvider,
  type: string,
  to: string,
  given: Given["options"],
  sources: Given["given"],
): Promise<number> {
  for (const name of ["url", "account"] as const) {
    if (given[name] !== undefined)
      throw new UsageError(`\`--to\` and \`--${name}\`: give one of them`);
  }
  if (given["no-wait"]) throw new UsageError("`--to` waits for the answer: leave `--no-wait` out");
  const url = readUrl("to", to);
  const flaw = readFlaw(given);
  const { tolerance } = (await chooseScheme(chosen.name)).info;
  if (flaw === "stale" && tolerance === undefined) {
    throw new UsageError(
      `\`--stale\`: ${chosen.info.name} signs no timestamp, so that no receiver can tell what is stale`,
    );
  }
  if (given.encrypted && chosen.info.delivery.encryption === undefined) {
    throw new UsageError(`\`--encrypted\`: ${chosen.info.name} encrypts no deliveries`);
  }
  const others = parseHeaderOptions(given.header);
  const data = await readPatch(given, chosen, type);
  const secret = await (await findSecrets(sources))();
  const age = flaw === "stale" ? (tolerance ?? 0) + BEYOND : 0;
  const timestamp = Math.floor(Date.now() / 1000) - age;
  const isEncrypted = given.encrypted;
  const delivery = makeDelivery(chosen, { type, data, secret, timestamp, isEncrypted });
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
