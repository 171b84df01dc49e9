// Secrets of the environment. No message ever holds one.
import { UsageError } from "./usage.js";

/** One that is set but empty is a mistake, such as a file that was not there. */
function read(name: string): string | undefined {
  const value = process.env[name];
  if (value === "") throw new UsageError(`${name} is set, but empty: give it a value, or unset it`);
  return value;
}

/** What opens `/_/keys`. */
export function readAdminToken(): string | undefined {
  const token = read("ANYHOOK_ADMIN_TOKEN");
  if (token === undefined || /^[!-+\--~]{32,1024}$/.test(token)) return token;
  throw new UsageError(
    "ANYHOOK_ADMIN_TOKEN must be 32 to 1,024 printable ASCII characters without spaces and commas, " +
      "such as `openssl rand -hex 32` makes",
  );
}

/** What seals the secrets in the store; how it is written, `anyhook/service` checks. */
export function readMasterKeys(): string | undefined {
  return read("ANYHOOK_MASTER_KEY");
}
