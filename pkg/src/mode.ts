import { invalidArgument } from "./errors.js";
import { kindOf } from "./input.js";

/** `open` also takes `http:` URLs of the machine itself, such as a receiver on a laptop has. */
export type Mode = "open" | "strict";

/** @throws {WebhookConfigurationError} `invalid_argument` */
export function readMode(mode: Mode | undefined, otherwise: Mode): Mode {
  if (mode === undefined) return otherwise;
  if (mode === "open" || mode === "strict") return mode;
  const found = typeof mode === "string" ? `\`${mode as string}\`` : kindOf(mode);
  throw invalidArgument(`the mode is ${found}, expected \`open\` or \`strict\``);
}
