import {
  defineProvider,
  isAssumed,
  type ProviderInfo,
  type ProviderInput,
  type ProviderName,
  providers,
  schemes,
} from "anyhook";
import { define, isPath, readDefinition } from "./definition.js";
import { didYouMean, UsageError } from "./usage.js";

/** A provider as the functions of `anyhook` take it, and what its file says. */
export interface ChosenProvider {
  /** As the command takes it: its name, or the path of its file. */
  name: string;
  provider: ProviderInput;
  info: ProviderInfo;
}

/** What the help of each command says that takes a provider. */
export const PROVIDER_NOTE =
  "PROVIDER is a name of `anyhook providers`, or the path of a provider's JSON file.";

/** The provider of a name, or of a file. */
export async function chooseProvider(name: string | undefined): Promise<ChosenProvider> {
  if (name === undefined) {
    throw new UsageError("no provider: give its name (`anyhook providers` lists them), or a file");
  }
  if (isPath(name)) {
    const provider = define(name, await readDefinition(name, "the provider"), defineProvider);
    return { name, provider, info: provider.info };
  }
  const all = providers();
  const info = all.find(({ id }) => id === name);
  if (info) return { name, provider: name as ProviderName, info };
  if (schemes().some(({ id }) => id === name)) {
    throw new UsageError(`\`${name}\` is a signature scheme without a provider`);
  }
  const near = didYouMean(
    name,
    all.map(({ id }) => id),
  );
  throw new UsageError(
    `unknown provider \`${name}\`${near || " (`anyhook providers` lists them)"}`,
  );
}

/** The providers that are named, else all built-in ones; then those of files. */
export async function chooseProviders(
  names: readonly string[],
  files: readonly string[],
): Promise<ChosenProvider[]> {
  const chosen: ChosenProvider[] = [];
  for (const name of names.length > 0 ? names : providers().map(({ id }) => id)) {
    chosen.push(await chooseProvider(name));
  }
  for (const file of files) {
    const provider = define(file, await readDefinition(file, "the provider"), defineProvider);
    chosen.push({ name: file, provider, info: provider.info });
  }
  return chosen;
}

/** The members of a part of a provider's file, without the comment that may stand among them. */
export function members<T>(part: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(part ?? {}).filter(([name]) => name !== "$comment");
}

/** The one that was named, of a provider's operations, kinds of ids or the like. */
export function chooseMember<T>(
  part: readonly [string, T][],
  name: string | undefined,
  noun: string,
  owner: string,
): [string, T] {
  const names = part.map(([one]) => one);
  const found = part.find(([one]) => one === name);
  if (found) return found;
  if (names.length === 0) throw new UsageError(`\`${owner}\` has no ${noun}`);
  const listed = `\`${owner}\` has ${names.map((one) => `\`${one}\``).join(", ")}`;
  throw new UsageError(
    name === undefined
      ? `no ${noun}: ${listed}`
      : `unknown ${noun} \`${name}\`: ${listed}${didYouMean(name, names)}`,
  );
}

export const ASSUMED = "†";
export const ASSUMED_LEGEND = `${ASSUMED} assumed: no source states it`;

/** The JSON Pointer through these keys. */
export function pointerTo(keys: readonly (string | number)[]): string {
  const escaped = keys.map((key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1"));
  return escaped.map((key) => `/${key}`).join("");
}

/** Whether no source states what stands at this place of a provider's file. */
export function assumed({ provider }: ChosenProvider, ...keys: (string | number)[]): boolean {
  return isAssumed(provider, pointerTo(keys));
}
