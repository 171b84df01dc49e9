import type { ValidatorHandle } from "./generated/anyhook.js";
import { core, type CoreHandle } from "./core.js";
import { encoder } from "./input.js";
import { own } from "./pointer.js";

/** One rule that a body breaks. */
export interface Violation {
  /** Where in the body, as a JSON Pointer (RFC 6901); empty for the whole. */
  path: string;
  /** Such as `required`, `type`, `pattern` or `url_scheme`. */
  code: string;
  message: string;
}

/** What is filled in where a body says nothing, as the module tells it. */
interface Defaults {
  default?: unknown;
  properties?: Record<string, Defaults>;
}

/** The same for each member, as it is gone through for each body. */
type Plan = { key: string; fallback: unknown; plan: Plan }[];

const planOf = (defaults: Defaults): Plan =>
  Object.entries(own(defaults, "properties") ?? {}).map(([key, inner]) => ({
    key,
    fallback: own(inner, "default"),
    plan: planOf(inner),
  }));

/** An operation's body schema, compiled in the module. */
export class Validator {
  readonly #handle: CoreHandle<ValidatorHandle>;
  readonly #plan: Plan;

  /** @internal */
  constructor(handle: CoreHandle<ValidatorHandle>) {
    const defaults = core.textOf((instance) => handle.in(instance).defaults(instance.exchange));
    this.#handle = handle;
    this.#plan = planOf(defaults === "" ? {} : (JSON.parse(defaults) as Defaults));
  }

  /** Whether a body of JSON text keeps every rule. */
  isValid(body: Uint8Array | string, open: boolean): boolean {
    const instance = core.enter();
    const handle = this.#handle.in(instance);
    const isValid = handle.check(instance.exchange, put(body, instance.bytes), open);
    instance.isBusy = false;
    return isValid;
  }

  /** The rules that a body breaks. */
  violations(body: Uint8Array | string, open: boolean): Violation[] {
    const json = core.textOf((instance) => {
      const handle = this.#handle.in(instance);
      handle.violations(instance.exchange, put(body, instance.bytes), open);
    });
    return JSON.parse(json) as Violation[];
  }

  /** Fills a valid body's value with the schema's defaults, in place. */
  fill(value: unknown): void {
    fill(value, this.#plan);
  }
}

/**
 * Writes a body into the buffer, and returns its length; what has no room is longer than the buffer,
 * and the module refuses it by that.
 */
function put(body: Uint8Array | string, bytes: Uint8Array): number {
  const tooLong = bytes.length + 1;
  // A unit of a string takes a byte or more.
  if (body.length > bytes.length) return tooLong;
  if (typeof body !== "string") {
    bytes.set(body);
    return body.length;
  }
  const { read, written } = encoder.encodeInto(body, bytes);
  return read < body.length ? tooLong : written;
}

function fill(value: unknown, plan: Plan): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const object = value as Record<string, unknown>;
  for (const { key, fallback, plan: inner } of plan) {
    if (Object.hasOwn(object, key)) {
      fill(object[key], inner);
    } else if (fallback !== undefined) {
      set(object, key, copy(fallback));
    }
  }
}

/** Makes a member; assigned, one that is called `__proto__` would become the object's prototype. */
function set(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") {
    object[key] = value;
    return;
  }
  const own = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(object, key, own);
}

/** So that callers who change a body do not change the next one's defaults. */
const copy = (value: unknown): unknown =>
  typeof value === "object" ? structuredClone(value) : value;
