import { failure, MISSING } from "./answer.js";
import { send, writeHeaders } from "./buffer.js";
import { invalidArgument, WebhookConfigurationError } from "./errors.js";
import { Hook, SchemeQuestion } from "./generated/anyhook.js";
import {
  type BodyInput,
  findHeaders,
  type HeadersInput,
  isWellFormed,
  kindOf,
  readBody,
  readTolerance,
  seconds,
  write,
} from "./input.js";
import { module } from "./module.js";
import type { Scheme } from "./scheme.js";

/** A signing secret, or several while one replaces another: the newest first. */
export type SecretInput = string | readonly string[];

/** What is signed. */
export interface Message {
  /** The body, exactly as it is sent. */
  body: BodyInput;
  /** The delivery's id; made anew when it is absent and the scheme signs one. */
  id?: string | undefined;
  /** When it is sent, in Unix seconds; now, when it is absent. */
  timestamp?: number | undefined;
}

/** What arrived. */
export interface Delivery {
  headers: HeadersInput;
  /** The body, exactly as it came: parsed and serialized again, it does not verify. */
  body: BodyInput;
  /** Seconds that the timestamp may lie from the clock: the scheme's own, unless given. */
  tolerance?: number | undefined;
  /** The receiver's clock: a `Date`, or Unix seconds. */
  now?: Date | number | undefined;
}

/** What a genuine delivery tells of itself. */
export interface Verified {
  /** When it was signed, in Unix seconds; absent where the scheme signs no timestamp. */
  timestamp?: number;
  /** The delivery's id; absent where the scheme signs none. */
  id?: string;
  /** Which of the secrets signed it. */
  secretIndex: number;
  /** Whether the scheme is anyhook's own assumption, stated by no source. */
  assumed: boolean;
}

/** Longer texts are refused by the module, which sees that they are longer: see `buffer.ts`. */
const SECRET_ROOM = 4096 + 4;
const ID_ROOM = 256 + 4;

/** The secrets as a list of strings that are text. */
export function readSecrets(secret: SecretInput): string[] {
  const secrets: unknown[] = typeof secret === "string" ? [secret] : toArray(secret);
  if (secrets.length === 0) throw invalidArgument("no secret was given");
  for (const one of secrets) {
    if (typeof one !== "string") {
      throw invalidArgument(`the secret is ${kindOf(one)}, expected a string`);
    }
    if (!isWellFormed(one)) {
      throw new WebhookConfigurationError(
        "malformed_secret",
        "the secret holds half a surrogate pair",
      );
    }
  }
  return secrets as string[];
}

function toArray(secret: unknown): unknown[] {
  if (Array.isArray(secret)) return Array.from(secret);
  throw invalidArgument(`the secret is ${kindOf(secret)}, expected a string or several`);
}

/** A scheme with its keys made ready, in the module. */
export class KeyedScheme {
  readonly scheme: Scheme;
  #hook: Hook | undefined;

  constructor(scheme: Scheme, secret: SecretInput) {
    const secrets = readSecrets(secret);
    const { exchange } = module();
    const hook = new Hook(scheme.handle);
    this.scheme = scheme;
    this.#hook = hook;
    try {
      for (const one of secrets) {
        const length = write(one, module().bytes.subarray(0, SECRET_ROOM));
        if (!hook.addSecret(exchange, length)) throw failure();
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  get #open(): Hook {
    if (this.#hook) return this.#hook;
    throw invalidArgument("the webhook was disposed of");
  }

  /** Wipes the keys. */
  dispose(): void {
    this.#hook?.free();
    this.#hook = undefined;
  }

  verify({ headers, body, tolerance, now }: Delivery): Verified {
    const { scheme } = this;
    const found = findHeaders(headers, scheme.headerNames);
    const content = readBody(body);
    const allowed = readTolerance(tolerance);
    const clock = seconds("now", now);
    // From here on no code of the caller's runs, such as a getter that disposes of this handle.
    const hook = this.#open;
    const { exchange, bytes } = module();
    const { lengths, at } = writeHeaders(found, bytes);
    const [first, second, third] = lengths;
    const secretIndex = send(
      content,
      at,
      hook,
      (length, more) => hook.verify(exchange, first, second, third, length, more, clock, allowed),
      () => hook.finish(exchange),
    );

    const verified: Verified = { secretIndex, assumed: scheme.info.assumed };
    if (scheme.info.tolerance !== undefined) verified.timestamp = hook.timestamp();
    if (scheme.idIndex >= 0) verified.id = found[scheme.idIndex] as string;
    return verified;
  }

  sign({ body, id, timestamp }: Message): Record<string, string> {
    const hook = this.#open;
    const { exchange } = module();
    const content = readBody(body, invalidArgument);
    const clock = Math.floor(seconds("timestamp", timestamp));
    if (id !== undefined && typeof id !== "string") {
      throw invalidArgument(`the id is ${kindOf(id)}, expected a string`);
    }
    const { scheme } = this;
    const given =
      id ?? (scheme.idIndex < 0 ? undefined : scheme.ask(SchemeQuestion.GenerateId, clock));
    const room = module().bytes.subarray(0, ID_ROOM);
    const idLength = given === undefined ? MISSING : write(given, room);
    const length = send(
      content,
      Math.max(idLength, 0),
      hook,
      (length, more) => hook.sign(exchange, idLength, clock, length, more),
      () => hook.finishSigning(exchange),
    );
    const lines = decoder.decode(module().bytes.subarray(0, length)).split("\n");
    const headers: Record<string, string> = {};
    for (let index = 0; index + 1 < lines.length; index += 2) {
      headers[lines[index] as string] = lines[index + 1] as string;
    }
    return headers;
  }
}

const decoder = new TextDecoder();
