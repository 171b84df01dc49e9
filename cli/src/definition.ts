import { type Fault, WebhookConfigurationError } from "anyhook";
import { readInput } from "./input.js";
import { type Place, Places } from "./places.js";
import { plural, printable, table } from "./text.js";
import { InputError } from "./usage.js";

/** Whether an argument is a file's path: a provider's or scheme's name has no dot and no slash. */
export function isPath(argument: string): boolean {
  return argument.endsWith(".json") || /[\\/]/.test(argument);
}

/** The text of a scheme's or provider's file. */
export async function readDefinition(path: string, what: string): Promise<string> {
  const bytes = await readInput(path, what);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(`${what} in \`${path}\` is not UTF-8`);
  }
}

/** A fault, and where in the file it stands. */
export type PlacedFault = Fault & Place;

/** A file that defines no scheme or provider. */
export class DefinitionError extends InputError {
  constructor(
    readonly path: string,
    readonly faults: readonly PlacedFault[],
  ) {
    super(`\`${path}\` has ${plural(faults.length, "fault")}`);
  }

  /** A fault on each line, with its place as compilers write it. */
  override report(): string {
    const rows = this.faults.map(({ path, message, line, column }) => [
      `${printable(this.path)}:${line}:${column}`,
      path === "" ? "(the file)" : printable(path),
      printable(message),
    ]);
    return table(rows);
  }
}

/** Makes of a file's text what `make` makes, or tells each fault's place. */
export function define<T>(path: string, text: string, make: (text: string) => T): T {
  try {
    return make(text);
  } catch (error) {
    if (error instanceof WebhookConfigurationError && error.faults.length > 0) {
      throw new DefinitionError(path, placed(error.faults, text));
    }
    throw error;
  }
}

/** The faults in the order of the file. */
function placed(faults: readonly Fault[], text: string): PlacedFault[] {
  const places = new Places(text);
  return faults
    .map((fault) => ({ ...fault, ...placeOf(fault, places) }))
    .sort((one, other) => one.line - other.line || one.column - other.column);
}

/** Text that is not JSON has no paths: the message tells the byte. */
function placeOf({ path, message }: Fault, places: Places): Place {
  const byte = path === "" ? / at byte (\d+)$/.exec(message)?.[1] : undefined;
  return byte === undefined ? places.of(path) : places.atByte(Number(byte));
}
