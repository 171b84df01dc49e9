// An event as the command line describes it: its type, and what its example's data is changed to.
import { eventTypes, exampleEvent } from "anyhook";
import type { Options } from "./command.js";
import { readInput } from "./input.js";
import { parseObject, type Patch, setPath } from "./patch.js";
import type { ChosenProvider } from "./provider.js";
import { didYouMean, UsageError } from "./usage.js";

export const eventOptions = {
  data: { value: "FILE", help: "a JSON object to merge into the example's data" },
  set: {
    value: "data.PATH=VALUE",
    many: true,
    help: "one value of the data: JSON, or else text; null takes it away",
  },
} as const satisfies Options;

interface Given {
  data: string | undefined;
  set: readonly string[];
}

/** What the help of each command says that takes these options. */
export const EVENT_NOTE =
  "A number that JSON would write otherwise, such as 5.00, is taken as text.";

/** An event type that the provider lists. */
export function chooseType(type: string | undefined, chosen: ChosenProvider): string {
  const listing = `(\`anyhook events ${chosen.name}\` lists them)`;
  if (type === undefined) throw new UsageError(`no event type ${listing}`);
  const all = eventTypes(chosen.provider);
  const found = all.find((one) => one.type === type);
  if (found?.selector) {
    throw new UsageError(`\`${type}\` is a selector, and the type of no event ${listing}`);
  }
  if (found) return type;
  const types = all.filter(({ selector }) => !selector).map((one) => one.type);
  throw new UsageError(`unknown event type \`${type}\`${didYouMean(type, types) || ` ${listing}`}`);
}

/** What is changed of the data of a type's example. */
export async function readPatch(
  { data: file, set }: Given,
  { provider }: ChosenProvider,
  type: string,
): Promise<Patch> {
  const patch = file === undefined ? {} : parseObject(await readInput(file, "the data"), file);
  const { data } = exampleEvent(provider, type);
  for (const one of set) setPath(patch, one, data);
  return patch;
}
