import { invalidArgument } from "./errors.js";
import {
  type BodyInput,
  given,
  isBytes,
  isWellFormed,
  readBody,
  text,
  toJson,
  unreadBody,
} from "./input.js";
import { type ProviderInput, resolveProvider } from "./provider.js";
import type { Validator, Violation } from "./validator.js";

/** What `validate` finds. */
export type Validation =
  | {
      valid: true;
      /** The body's value, with defaults where it says nothing. */
      value: unknown;
    }
  | { valid: false; violations: Violation[] };

export interface ValidateOptions {
  /**
   * `open` also takes `http:` URLs of the machine itself, such as a receiver on a laptop has;
   * `strict`, unless given.
   */
  mode?: "strict" | "open" | undefined;
}

/**
 * Checks the body of a request to a provider's API, and finds everything that is wrong with it.
 *
 * JSON text is read strictly: a key that occurs twice, say, or nesting beyond 32 levels is a
 * violation, as is text that is not JSON.
 *
 * @param operation such as `create` or `update`
 * @param body JSON text, its bytes, or an object, which is checked as the JSON that it becomes
 * @throws {WebhookConfigurationError} `unknown_provider`, `unknown_operation`
 * @example
 * import { validate } from "anyhook";
 *
 * const result = validate("conduit", "create", await request.text());
 * if (!result.valid) return Response.json(result.violations, { status: 400 });
 */
export function validate(
  provider: ProviderInput,
  operation: string,
  body: BodyInput | object,
  options?: ValidateOptions,
): Validation {
  const validator = resolveValidator(provider, operation);
  const [json, open] = [jsonOf(body), isOpen(options)];
  if (!validator.isValid(json, open)) {
    return { valid: false, violations: validator.violations(json, open) };
  }
  const value: unknown = JSON.parse(typeof json === "string" ? json : decoder.decode(json));
  validator.fill(value);
  return { valid: true, value };
}

/**
 * As `validate`, and the verdict alone, which is faster.
 *
 * @example import { isValid } from "anyhook";
 */
export function isValid(
  provider: ProviderInput,
  operation: string,
  body: BodyInput | object,
  options?: ValidateOptions,
): boolean {
  const validator = resolveValidator(provider, operation);
  return validator.isValid(jsonOf(body), isOpen(options));
}

function resolveValidator(provider: ProviderInput, operation: string): Validator {
  return resolveProvider(provider).validator(text("the operation", operation));
}

function isOpen(options: ValidateOptions | undefined): boolean {
  if (options === undefined) return false;
  const { mode } = given(options);
  if (mode === undefined || mode === "strict") return false;
  if (mode === "open") return true;
  throw invalidArgument("the mode is neither `strict` nor `open`");
}

/** The body as JSON text or its bytes. */
function jsonOf(body: BodyInput | object): Uint8Array | string {
  if (typeof body === "string") {
    // The encoder would make half a surrogate pair a replacement character, and nobody would know.
    return isWellFormed(body) ? body : body.replace(/\p{Surrogate}/gu, escaped);
  }
  if (isBytes(body) || typeof body !== "object" || body === null || unreadBody(body)) {
    return readBody(body as BodyInput, invalidArgument);
  }
  return toJson("the body", body);
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16)}`;

const decoder = new TextDecoder();
