import type { Given, Options } from "./command.js";
import { readInput } from "./input.js";
import { askHidden } from "./prompt.js";
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

/** The secrets in the order of the command line, the newest first. No message ever holds one. */
export async function readSecrets(given: readonly Given[]): Promise<readonly string[]> {
  const sources = given.filter(({ name }) => NAMES.has(name));
  if (sources.length === 0) return [await defaultSecret()];
  const secrets: string[] = [];
  for (const { name, value } of sources) {
    if (name === "secret-file") secrets.push(await fromFile(value));
    else if (name === "secret-env") secrets.push(fromEnvironment(value));
    else secrets.push(present(value, "the secret of `--secret`"));
  }
  return secrets;
}

async function defaultSecret(): Promise<string> {
  if (process.env[DEFAULT_VARIABLE]) return process.env[DEFAULT_VARIABLE];
  const answer = await askHidden("secret: ");
  if (answer !== undefined) return present(answer, "the secret");
  throw new UsageError(
    `no secret: give \`--secret-file FILE\` or \`--secret-env NAME\`, or set ${DEFAULT_VARIABLE}`,
  );
}

async function fromFile(path: string): Promise<string> {
  const bytes = await readInput(path, "the secret");
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
