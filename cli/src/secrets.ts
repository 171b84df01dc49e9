import type { Given, Options } from "./command.js";
import { readInput } from "./input.js";
import { askHidden, canAsk } from "./prompt.js";
import { InputError, UsageError } from "./usage.js";

export const secretOptions = {
  "secret-file": {
    value: "FILE",
    many: true,
    help: "a file that holds a secret; `-` is standard input",
  },
  "secret-env": {
    value: "NAME",
    many: true,
    help: "an environment variable that holds a secret; ANYHOOK_SECRET, unless given",
  },
  secret: {
    value: "VALUE",
    many: true,
    help: "a secret itself, which other users of this machine can see while this runs",
  },
} as const satisfies Options;

const NAMES: ReadonlySet<string> = new Set(Object.keys(secretOptions));
const DEFAULT_VARIABLE = "ANYHOOK_SECRET";

/** Secrets that are there, or that will be once somebody is asked. */
export type Secrets = () => Promise<readonly string[]>;

/**
 * Reads the secrets in the order of the command line, the newest first. Where none is given, the
 * terminal is asked, but only when the result is called: what else is missing is told before.
 * No message ever holds a secret.
 */
export async function findSecrets(given: readonly Given[]): Promise<Secrets> {
  const secrets = await readSecrets(given);
  if (secrets) return async () => secrets;
  if (!canAsk()) throw new UsageError(NO_SECRET);
  return async () => [await ask()];
}

/** One secret. Without an option that tells where it is, what is piped in comes first. */
export async function readSecret(given: readonly Given[]): Promise<string> {
  if (!process.stdin.isTTY && given.every(({ name }) => !NAMES.has(name))) {
    const piped = await readInput("-", "the secret");
    if (piped.length > 0) return fromBytes(piped, "-");
  }
  const [secret, another] = await (await findSecrets(given))();
  if (another !== undefined) throw new UsageError("there is one secret too many");
  return secret ?? "";
}

/** The secrets that are given, or else that of the environment; `undefined` where there is none. */
export async function readSecrets(given: readonly Given[]): Promise<readonly string[] | undefined> {
  const sources = given.filter(({ name }) => NAMES.has(name));
  if (sources.length === 0) {
    const secret = process.env[DEFAULT_VARIABLE];
    return secret ? [secret] : undefined;
  }
  const secrets: string[] = [];
  for (const { name, value } of sources) {
    if (name === "secret-file") secrets.push(await fromFile(value));
    else if (name === "secret-env") secrets.push(fromEnvironment(value));
    else secrets.push(present(value, "the secret of `--secret`"));
  }
  return secrets;
}

const NO_SECRET = `no secret: give \`--secret-file FILE\` or \`--secret-env NAME\`, or set ${DEFAULT_VARIABLE}`;

async function ask(): Promise<string> {
  const answer = await askHidden("secret: ");
  if (answer === undefined) throw new UsageError(NO_SECRET);
  return present(answer, "the secret");
}

async function fromFile(path: string): Promise<string> {
  return fromBytes(await readInput(path, "the secret"), path);
}

function fromBytes(bytes: Uint8Array, path: string): string {
  const where = path === "-" ? "standard input" : `\`${path}\``;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(`the secret in ${where} is not UTF-8`);
  }
  return present(text.replace(/\r?\n$/, ""), `the secret in ${where}`);
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new InputError(`the environment variable \`${name}\` is not set`);
  return present(value, `the secret in the environment variable \`${name}\``);
}

function present(secret: string, what: string): string {
  if (secret === "") throw new InputError(`${what} is empty`);
  return secret;
}
