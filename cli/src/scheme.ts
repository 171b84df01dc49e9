import {
  defineProvider,
  defineScheme,
  type SchemeInfo,
  type SchemeInput,
  type SchemeName,
  schemes,
} from "anyhook";
import { define, isPath, readDefinition } from "./definition.js";
import { didYouMean, UsageError } from "./usage.js";

/** A scheme as the functions of `anyhook` take it, and what is known of it. */
export interface Chosen {
  scheme: SchemeInput;
  info: Readonly<SchemeInfo>;
}

/** What the help of each command says that takes a scheme. */
export const SCHEME_NOTE =
  "SCHEME is a name of `anyhook schemes`, or the path of a JSON file: of a scheme of your own, or of\n" +
  "a provider.";

/** The scheme of a name, or of a file. */
export async function chooseScheme(name: string | undefined): Promise<Chosen> {
  if (name === undefined) {
    throw new UsageError("no scheme: give its name (`anyhook schemes` lists them), or a file");
  }
  if (isPath(name)) return schemeOfFile(name);
  const found = builtIn().find(({ info }) => info.id === name);
  if (found) return found;
  const near = didYouMean(
    name,
    schemes().map(({ id }) => id),
  );
  throw new UsageError(`unknown scheme \`${name}\`${near || " (`anyhook schemes` lists them)"}`);
}

async function schemeOfFile(path: string): Promise<Chosen> {
  const text = await readDefinition(path, "the scheme");
  if (!isProviderFile(text)) {
    const scheme = define(path, text, defineScheme);
    return { scheme, info: scheme.info };
  }
  const provider = define(path, text, defineProvider);
  return { scheme: provider, info: provider.scheme.info };
}

/** Whether a definition is a provider's: a bare scheme says nothing of deliveries. */
function isProviderFile(text: string): boolean {
  try {
    const file: unknown = JSON.parse(text);
    return typeof file === "object" && file !== null && "delivery" in file;
  } catch {
    return false;
  }
}

/** Every built-in scheme. */
export function builtIn(): Chosen[] {
  return schemes().map((info) => ({ scheme: info.id as SchemeName, info }));
}
