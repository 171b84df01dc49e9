import {
  defineScheme,
  type ProviderInput,
  type SchemeInfo,
  type SchemeInput,
  type SchemeName,
  schemes,
} from "anyhook";
import type { Options } from "./command.js";
import { readInput } from "./input.js";
import { didYouMean, UsageError } from "./usage.js";

/** A scheme as the functions of `anyhook` take it, and what is known of it. */
export interface Chosen {
  scheme: SchemeInput;
  info: Readonly<SchemeInfo>;
}

export const schemeOptions = {
  "scheme-file": {
    value: "FILE",
    help: "the definition of a scheme of your own, in place of a name",
  },
} as const satisfies Options;

/** The scheme of a name, or of a file. */
export async function chooseScheme(
  name: string | undefined,
  file: string | undefined,
): Promise<Chosen> {
  if (file !== undefined) {
    if (name !== undefined) {
      throw new UsageError(`give \`${name}\` or \`--scheme-file\`, not both`);
    }
    const scheme = defineScheme(await readInput(file, "the scheme"));
    return { scheme, info: scheme.info };
  }
  if (name === undefined) {
    throw new UsageError("no scheme: give its name (`anyhook schemes` lists them)");
  }
  const found = builtIn().find(({ info }) => info.id === name);
  if (found) return found;
  const near = didYouMean(
    name,
    schemes().map(({ id }) => id),
  );
  throw new UsageError(`unknown scheme \`${name}\`${near || " (`anyhook schemes` lists them)"}`);
}

/** Every built-in scheme. */
export function builtIn(): Chosen[] {
  return schemes().map((info) => ({ scheme: info.id as SchemeName, info }));
}

/** Whether `receive` reads the scheme's events. */
export function isProvider(chosen: Chosen): chosen is Chosen & { scheme: ProviderInput } {
  return chosen.info.provider;
}
