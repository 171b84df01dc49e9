import { core, type CoreHandle } from "./core.js";
import { invalidArgument, WebhookConfigurationError } from "./errors.js";
import { type SchemeHandle, SchemeQuestion } from "./generated/anyhook.js";
import type { BareSchemeName, ProviderName } from "./generated/names.js";
import { bodyBytes, encoder, isBytes, kindOf, readBody, toJson } from "./input.js";
import { own } from "./pointer.js";
import { pack } from "./texts.js";

/** The built-in signature schemes: the providers' own, and those of no provider of ours. */
export type SchemeName = ProviderName | BareSchemeName;

/** A built-in scheme's name, or a handle from `defineScheme` or `defineProvider`. */
export type SchemeInput = SchemeName | Scheme | { readonly scheme: Scheme };

/** Where a fact was read, and when. */
export interface Source {
  title: string;
  url?: string;
  /** `YYYY-MM-DD` */
  checkedOn: string;
}

/** What is known of a scheme. */
export interface SchemeInfo {
  id: string;
  name: string;
  /** The headers that carry the signature, the timestamp and the id. */
  headers: string[];
  /** What is signed, such as `{timestamp}.{body}`. */
  signedContent: string;
  encoding: "hex" | "base64";
  /** Seconds; absent where the scheme signs no timestamp, and so cannot stop a replay. */
  tolerance?: number;
  /** Whether a delivery can be signed with several secrets at once, while one replaces another. */
  severalSignatures: boolean;
  /** Whether no source states how it signs, so that it is anyhook's own assumption. */
  assumed: boolean;
  /** Whether `receive` reads its events. */
  provider: boolean;
  sources: Source[];
}

/** Where a receiver finds type, data and id, as JSON Pointers of the body. */
export interface EventRules {
  type: string;
  data: string;
  id?: IdRule;
  types: string[];
}

/** Where an id is, and what it is good for: one of the three. */
export interface IdRule {
  delivery?: string;
  resource?: string;
  unsignedHeader?: string;
}

/** A signature scheme. Make one with `defineScheme`; the built-in ones go by their names. */
export class Scheme {
  readonly info: Readonly<SchemeInfo>;
  /** @internal */
  readonly handle: CoreHandle<SchemeHandle>;
  /** Which of the headers is the delivery's id; -1 where the scheme signs none. @internal */
  readonly idIndex: number;
  /** @internal */
  readonly events: EventRules | undefined;
  /** How the provider seals payloads, where it does. @internal */
  readonly encryption: { readonly assumed: boolean } | undefined;
  /** The names of `info.headers` in lower case. @internal */
  readonly headerNames: readonly string[];
  /** @internal */
  readonly types: ReadonlySet<string>;

  /** @internal */
  constructor(handle: CoreHandle<SchemeHandle>) {
    this.handle = handle;
    type Told = SchemeInfo & {
      idHeader?: string;
      events?: EventRules;
      encryption?: { assumed: boolean };
    };
    const told = JSON.parse(this.ask(SchemeQuestion.Info)) as Told;
    const { idHeader: _idHeader, events: _events, encryption: _encryption, ...info } = told;
    const [idHeader, events] = [own(told, "idHeader"), own(told, "events")];
    this.info = deepFreeze({ ...info, provider: events !== undefined });
    this.idIndex = idHeader === undefined ? -1 : info.headers.indexOf(idHeader);
    this.events = events;
    this.encryption = own(told, "encryption");
    this.types = new Set(events?.types);
    this.headerNames = info.headers.map((name) => name.toLowerCase());
  }

  /**
   * What the module answers to a question without texts.
   *
   * @internal
   */
  ask(question: SchemeQuestion, time = 0): string {
    const packed = pack();
    return core.textOf((instance) =>
      this.handle.in(instance).ask(instance.exchange, question, ...packed, time),
    );
  }
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

/** The module's own limit, told before anything is copied. */
const LARGEST_DEFINITION = 256 << 10;

const builtin = new Map<string, Scheme>();

function open(text: Uint8Array, isName: boolean): Scheme {
  return new Scheme(
    core.openHandle(({ exchange, glue }) => glue.SchemeHandle.open(exchange, text, isName)),
  );
}

/** The scheme of a name, or the one that was given. */
export function resolve(scheme: SchemeInput): Scheme {
  if (scheme instanceof Scheme) return scheme;
  if (typeof scheme === "object" && scheme?.scheme instanceof Scheme) return scheme.scheme;
  if (typeof scheme !== "string") {
    throw invalidArgument(`the scheme is ${kindOf(scheme)}, expected a name or a Scheme`);
  }
  let found = builtin.get(scheme);
  if (!found) {
    found = open(encoder.encode(scheme), true);
    builtin.set(scheme, found);
  }
  return found;
}

/** The rules to read a provider's events by. */
export function eventRules(scheme: Scheme): EventRules {
  if (scheme.events) return scheme.events;
  throw new WebhookConfigurationError(
    "unknown_provider",
    `\`${scheme.info.id}\` is a signature scheme without a provider: verify it, then read the body`,
  );
}

/**
 * Every built-in scheme: the providers' first.
 *
 * @example import { schemes } from "anyhook";
 */
export function schemes(): SchemeInfo[] {
  const ids = JSON.parse(
    core.textOf(({ exchange, glue }) => glue.names(exchange, false)),
  ) as SchemeName[];
  return ids.map((id) => resolve(id).info);
}

/**
 * Reads a scheme of your own, in the form of an entry of `schemes.json`, and returns a handle that
 * every function of signatures takes in place of a name. `defineProvider` reads a provider file.
 *
 * @param json the definition: an object, its JSON text, or the text's bytes
 * @throws {WebhookConfigurationError} `invalid_provider_file`, with every fault in `faults`
 * @example import { defineScheme } from "anyhook";
 */
export function defineScheme(json: object | string | Uint8Array): Scheme {
  return open(definitionBytes(json), false);
}

/** The bytes of a definition, if they are not too many: what a handle is made from again. */
export function definitionBytes(json: object | string | Uint8Array): Uint8Array {
  const text = typeof json === "string" || isBytes(json) ? json : toJson("the definition", json);
  const bytes = bodyBytes(readBody(text, invalidArgument));
  // What the caller gave may change.
  if (bytes.length <= LARGEST_DEFINITION) return typeof text === "string" ? bytes : bytes.slice();
  const message = `is larger than ${LARGEST_DEFINITION} bytes`;
  throw new WebhookConfigurationError("invalid_provider_file", `the definition ${message}`, [
    { path: "", message },
  ]);
}
