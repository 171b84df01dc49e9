import { core, type CoreHandle } from "./core.js";
import { invalidArgument } from "./errors.js";
import { type ProviderHandle, ProviderQuestion } from "./generated/anyhook.js";
import type { ProviderName } from "./generated/names.js";
import { encoder, kindOf, text } from "./input.js";
import { Handle } from "./module.js";
import { tokens } from "./pointer.js";
import type { ProviderInfo } from "./provider-info.js";
import { deepFreeze, definitionBytes, Scheme } from "./scheme.js";
import { pack } from "./texts.js";
import { Validator } from "./validator.js";

export type { ProviderName };

/** A built-in provider's name, or a handle from `defineProvider`. */
export type ProviderInput = ProviderName | Provider;

/** A provider. Make one with `defineProvider`; the built-in ones go by their names. */
export class Provider {
  /** @internal */
  readonly handle: CoreHandle<ProviderHandle>;
  readonly #validators = new Map<string, Validator>();
  #info: ProviderInfo | undefined;
  #scheme: Scheme | undefined;

  /** @internal */
  constructor(handle: CoreHandle<ProviderHandle>) {
    this.handle = handle;
  }

  /** What its file says. */
  get info(): ProviderInfo {
    if (!this.#info) {
      const none = { sources: [], assumed: [], ids: {} };
      const file = withoutComments(JSON.parse(this.ask(ProviderQuestion.Definition)));
      this.#info = deepFreeze({ ...none, ...(file as ProviderInfo) });
    }
    return this.#info;
  }

  /** How it signs. */
  get scheme(): Scheme {
    this.#scheme ??= new Scheme(new Handle((instance) => this.handle.in(instance).scheme()));
    return this.#scheme;
  }

  /**
   * What the module answers to a question with these texts.
   *
   * @internal
   */
  ask(question: ProviderQuestion, texts: readonly (string | undefined)[] = [], time = 0): string {
    const packed = pack(texts);
    return core.textOf((instance) =>
      this.handle.in(instance).ask(instance.exchange, question, ...packed, time),
    );
  }

  /** @internal */
  validator(operation: string): Validator {
    let found = this.#validators.get(operation);
    if (!found) {
      const name = encoder.encode(operation);
      found = new Validator(
        core.openHandle((instance) => this.handle.in(instance).validator(instance.exchange, name)),
      );
      this.#validators.set(operation, found);
    }
    return found;
  }
}

/** Below how many levels under these names stands the JSON of bodies, in which nothing is a comment. */
const DATA = new Map([
  ["examples", 1],
  ["merge", 0],
  ["default", 0],
  ["const", 0],
  ["enum", 0],
]);

/** A file's value without the comments, which stand among names of the file's own and are none. */
function withoutComments(value: unknown, levels = Number.POSITIVE_INFINITY): unknown {
  if (typeof value !== "object" || value === null || levels === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withoutComments(item, levels - 1));
  const members = Object.entries(value)
    .filter(([key, member]) => key !== "$comment" || typeof member !== "string")
    .map(([key, member]) => [key, withoutComments(member, DATA.get(key) ?? levels - 1)]);
  return Object.fromEntries(members) as unknown;
}

const builtin = new Map<string, Provider>();

function open(text: Uint8Array, isName: boolean): Provider {
  return new Provider(
    core.openHandle(({ exchange, glue }) => glue.ProviderHandle.open(exchange, text, isName)),
  );
}

/** The provider of a name, or the one that was given. */
export function resolveProvider(provider: ProviderInput): Provider {
  if (provider instanceof Provider) return provider;
  if (typeof provider !== "string") {
    throw invalidArgument(`the provider is ${kindOf(provider)}, expected a name or a Provider`);
  }
  let found = builtin.get(provider);
  if (!found) {
    found = open(encoder.encode(provider), true);
    builtin.set(provider, found);
  }
  return found;
}

/**
 * Every built-in provider.
 *
 * @example
 * import { providers } from "anyhook";
 *
 * for (const { id, operations } of providers()) console.log(id, Object.keys(operations));
 */
export function providers(): ProviderInfo[] {
  const ids = JSON.parse(
    core.textOf(({ exchange, glue }) => glue.names(exchange, true)),
  ) as ProviderName[];
  return ids.map((id) => resolveProvider(id).info);
}

/**
 * Reads a provider of your own, in the form that `provider.schema.json` describes, and returns a
 * handle that every function takes in place of a name.
 *
 * @param json the provider file: an object, its JSON text, or the text's bytes
 * @throws {WebhookConfigurationError} `invalid_provider_file`, with every fault in `faults`
 * @example
 * import { readFileSync } from "node:fs";
 * import { defineProvider, validate } from "anyhook";
 *
 * const acme = defineProvider(readFileSync("acme.json"));
 * validate(acme, "create", body);
 */
export function defineProvider(json: object | string | Uint8Array): Provider {
  return open(definitionBytes(json), false);
}

/**
 * Whether no source states what stands at a place of a provider's file, so that it is an assumption:
 * anyhook's own, or that of whoever wrote the file.
 *
 * @param pointer a JSON Pointer, such as `/operations/list`
 * @example
 * import { isAssumed } from "anyhook";
 *
 * isAssumed("connect", "/delivery/retry"); // true
 */
export function isAssumed(provider: ProviderInput, pointer: string): boolean {
  const place = tokens(text("the pointer", pointer));
  return resolveProvider(provider).info.assumed.some((assumed) => {
    const covering = tokens(assumed);
    const fits = covering.every((token, index) => token === "*" || token === place[index]);
    return fits && covering.length <= place.length;
  });
}
