import { invalidArgument } from "./errors.js";
import {
  type BodyInput,
  encoder,
  given,
  isBytes,
  isWellFormed,
  option,
  readBody,
  text,
  toJson,
  unreadBody,
} from "./input.js";
import { type Mode, readMode } from "./mode.js";
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
   * `strict`, unless given. Neither refuses addresses of private networks, as a service in strict mode does.
   */
  mode?: Mode | undefined;
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
  if (json === undefined) return { valid: false, violations: [loneSurrogate(body as string)] };
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
 * @example
 * import { isValid } from "anyhook";
 *
 * if (!isValid("conduit", "create", body)) return new Response(null, { status: 400 });
 */
export function isValid(
  provider: ProviderInput,
  operation: string,
  body: BodyInput | object,
  options?: ValidateOptions,
): boolean {
  const validator = resolveValidator(provider, operation);
  const [json, open] = [jsonOf(body), isOpen(options)];
  return json !== undefined && validator.isValid(json, open);
}

function resolveValidator(provider: ProviderInput, operation: string): Validator {
  return resolveProvider(provider).validator(text("the operation", operation));
}

function isOpen(options: ValidateOptions | undefined): boolean {
  return options !== undefined && readMode(option(given(options), "mode"), "strict") === "open";
}

/** The body as JSON text or its bytes; nothing where it is text that has no bytes. */
function jsonOf(body: BodyInput | object): Uint8Array | string | undefined {
  if (typeof body === "string") return isWellFormed(body) ? body : undefined;
  if (isBytes(body) || typeof body !== "object" || body === null || unreadBody(body)) {
    return readBody(body as BodyInput, invalidArgument);
  }
  if (!standsForJson(body)) {
    throw invalidArgument(
      "the body is neither a plain object nor an array: pass its JSON text, such as `await request.text()`",
    );
  }
  return toJson("the body", body);
}

/**
 * What is wrong with text that holds half a surrogate pair. The encoder would make a replacement
 * character of it, and the module could not tell.
 */
function loneSurrogate(body: string): Violation {
  const at = encoder.encode(body.slice(0, body.search(/\p{Surrogate}/u))).length;
  const message = `is not JSON: found half a surrogate pair at byte ${at}`;
  return { path: "", code: "lone_surrogate", message };
}

/** Whether an object is like one of JSON's. Of others, a `Request` or a `Map`, `{}` would be left. */
function standsForJson(body: object): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(body);
    if (prototype === null || Array.isArray(body) || isObjectPrototype(prototype)) return true;
    return typeof (body as { toJSON?: unknown }).toJSON === "function";
  } catch {
    return false;
  }
}

/** Whether this is the `Object.prototype` of some realm. */
const isObjectPrototype = (prototype: unknown): boolean =>
  prototype === Object.prototype ||
  (Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype as object, "isPrototypeOf"));

const decoder = new TextDecoder();
