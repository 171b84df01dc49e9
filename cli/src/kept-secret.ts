// Secrets that `listen` makes and keeps: an endpoint is told its provider once, and not at every start.
import { generateSecret, sign, WebhookConfigurationError } from "anyhook";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { reason } from "./input.js";
import { makeFile } from "./new-file.js";
import type { Chosen } from "./scheme.js";
import { InputError } from "./usage.js";

export interface KeptSecret {
  secret: string;
  /** Of a file that `--secret-file` reads too. */
  path: string;
  /** Whether it was made just now. */
  isNew: boolean;
}

/** A scheme's secret: the one that was kept, or a new one, which is kept from now on. */
export async function keptSecret(chosen: Chosen): Promise<KeptSecret> {
  const folder = join(configurationFolder(), "anyhook", "listen");
  const path = join(folder, `${fileNameOf(chosen)}.secret`);
  const kept = await read(path, chosen);
  if (kept !== undefined) return { secret: kept, path, isNew: false };
  const secret = generateSecret(chosen.scheme);
  const isNew = await make(folder, path, secret);
  if (isNew) return { secret, path, isNew };
  // Another `listen` was faster.
  return { secret: (await read(path, chosen)) ?? secret, path, isNew };
}

async function make(folder: string, path: string, secret: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await makeFile(path, Buffer.from(`${secret}\n`));
  } catch (error) {
    const instead = "give one by `--secret-file` or `--secret-env`";
    throw new InputError(`cannot keep a secret in \`${path}\`: ${reason(error)}; ${instead}`);
  }
}

async function read(path: string, { scheme, info }: Chosen): Promise<string | undefined> {
  let secret: string;
  try {
    secret = (await readFile(path, "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new InputError(`cannot read the secret kept in \`${path}\`: ${reason(error)}`);
  }
  try {
    sign(scheme, { secret, body: "" });
    return secret;
  } catch (error) {
    if (!(error instanceof WebhookConfigurationError)) throw error;
    throw new InputError(
      `the secret kept in \`${path}\` is none of ${info.id}: remove the file, and a new one is made`,
    );
  }
}

/** Where the user's programs keep what they are told (the XDG Base Directory Specification). */
function configurationFolder(): string {
  if (process.platform === "win32") {
    return process.env["APPDATA"] ?? join(homedir(), "AppData", "Roaming");
  }
  const told = process.env["XDG_CONFIG_HOME"];
  return told !== undefined && isAbsolute(told) ? told : join(homedir(), ".config");
}

/** The id of a scheme of one's own may be anything that is short. */
const fileNameOf = ({ info }: Chosen): string =>
  encodeURIComponent(info.id).replace(/[.*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
