import { send, writeHeaders } from "./buffer.js";
import { core, type CoreInstance } from "./core.js";
import { invalidArgument, WebhookConfigurationError, WebhookVerificationError } from "./errors.js";
import { type Hook, SchemeQuestion } from "./generated/anyhook.js";
import {
  type BodyInput,
  findHeaders,
  type HeadersInput,
  isWellFormed,
  kindOf,
  option,
  readBody,
  readTolerance,
  seconds,
  write,
} from "./input.js";
import type { Scheme } from "./scheme.js";
import { MISSING } from "./texts.js";

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

/** What is read of a longer body would take more memory than the module has. */
export const LARGEST_EVENT = 8 << 20;

/** What the module answers in place of the index of a secret. */
const FAILED = -1;
const NOT_SEALED = -3;

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
  /** What the keys are made from again in an instance that replaces theirs; none once disposed of. */
  #secrets: string[] | undefined;
  #hook: Hook | undefined;
  #generation = 0;

  constructor(scheme: Scheme, secret: SecretInput) {
    this.#secrets = readSecrets(secret);
    this.scheme = scheme;
    const instance = core.enter();
    this.#in(instance);
    instance.isBusy = false;
  }

  /** The keys in an instance that a call has entered. */
  #in(instance: CoreInstance): Hook {
    if (this.#hook && this.#generation === instance.generation) return this.#hook;
    if (!this.#secrets) {
      instance.isBusy = false;
      throw invalidArgument("the webhook was disposed of");
    }
    const { exchange, generation, glue } = instance;
    const hook = new glue.Hook(this.scheme.handle.in(instance));
    for (const one of this.#secrets) {
      const length = write(one, instance.bytes.subarray(0, SECRET_ROOM));
      if (hook.addSecret(exchange, length)) continue;
      const error = instance.failure();
      hook.free();
      throw error;
    }
    this.#hook = hook;
    this.#generation = generation;
    return hook;
  }

  /** Wipes the keys. */
  dispose(): void {
    const hook = this.#hook;
    this.#secrets = undefined;
    this.#hook = undefined;
    // Those of an instance that was left in the middle of a call go with it.
    if (!hook || !core.isRunning(this.#generation)) return;
    const instance = core.enter();
    hook.free();
    instance.isBusy = false;
  }

  verify(delivery: Delivery, tolerance = option(delivery, "tolerance")): Verified {
    const { scheme } = this;
    const found = findHeaders(delivery.headers, scheme.headerNames);
    const content = readBody(delivery.body);
    const allowed = readTolerance(tolerance);
    const clock = seconds("now", option(delivery, "now"));
    // From here on no code of the caller's runs, such as a getter that disposes of this handle.
    const instance = core.enter();
    const hook = this.#in(instance);
    const { exchange } = instance;
    const { lengths, at } = writeHeaders(found, instance.bytes);
    const [first, second, third] = lengths;
    const secretIndex = send(
      instance,
      content,
      at,
      hook,
      (length, more) => hook.verify(exchange, first, second, third, length, more, clock, allowed),
      () => hook.finish(exchange),
    );
    const verified: Verified = { secretIndex, assumed: scheme.info.assumed };
    if (Object.hasOwn(scheme.info, "tolerance")) verified.timestamp = hook.timestamp();
    instance.isBusy = false;
    if (scheme.idIndex >= 0) verified.id = found[scheme.idIndex] as string;
    return verified;
  }

  sign(message: Message): Record<string, string> {
    const content = readBody(message.body, invalidArgument);
    const clock = Math.floor(seconds("timestamp", option(message, "timestamp")));
    const id = option(message, "id");
    if (id !== undefined && typeof id !== "string") {
      throw invalidArgument(`the id is ${kindOf(id)}, expected a string`);
    }
    const { scheme } = this;
    const given =
      id ??
      // The answer is empty where a provider's file does not say how ids are made.
      (scheme.idIndex < 0 ? undefined : scheme.ask(SchemeQuestion.GenerateId, clock) || undefined);
    const instance = core.enter();
    const hook = this.#in(instance);
    const { exchange } = instance;
    const room = instance.bytes.subarray(0, ID_ROOM);
    const idLength = given === undefined ? MISSING : write(given, room);
    const length = send(
      instance,
      content,
      Math.max(idLength, 0),
      hook,
      (length, more) => hook.sign(exchange, idLength, clock, length, more),
      () => hook.finishSigning(exchange),
    );
    const lines = decoder.decode(instance.bytes.subarray(0, length)).split("\n");
    instance.isBusy = false;
    const headers: Record<string, string> = {};
    for (let index = 0; index + 1 < lines.length; index += 2) {
      headers[lines[index] as string] = lines[index + 1] as string;
    }
    return headers;
  }

  /** The envelope of a body. */
  seal(body: Uint8Array): string {
    if (body.length > LARGEST_EVENT) {
      throw invalidArgument(
        `the body is larger than the ${LARGEST_EVENT} bytes that receivers read`,
      );
    }
    return core.textOf((instance) => this.#in(instance).sealPayload(instance.exchange, body));
  }

  /** What an envelope holds. */
  open(envelope: Uint8Array): { body: Uint8Array; secretIndex: number } {
    if (envelope.length > LARGEST_EVENT) {
      const message = `the envelope is larger than ${LARGEST_EVENT} bytes`;
      throw new WebhookVerificationError("malformed_envelope", message);
    }
    let secretIndex = FAILED;
    const body = core.answerOf((instance) => {
      secretIndex = this.#in(instance).openPayload(instance.exchange, envelope, false);
      return secretIndex !== FAILED;
    });
    return { body, secretIndex };
  }

  /** What an event was sealed as; nothing for one that came as it is. */
  openEvent(body: Uint8Array): Uint8Array | undefined {
    if (!this.scheme.encryption) return undefined;
    const instance = core.enter();
    const answer = this.#in(instance).openPayload(instance.exchange, body, true);
    if (answer === FAILED) throw instance.failure();
    instance.isBusy = false;
    return answer === NOT_SEALED ? undefined : core.nextAnswer();
  }
}

const decoder = new TextDecoder();
