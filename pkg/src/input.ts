import { invalidArgument, WebhookConfigurationError, WebhookVerificationError } from "./errors.js";

/**
 * A request's headers: a `Headers`, Node's `IncomingHttpHeaders`, or a plain object with names in
 * any case.
 */
export type HeadersInput =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request's body, exactly as it came: bytes, or a string of them that nothing changed. */
export type BodyInput = Uint8Array | ArrayBuffer | string;

/** A header that is missing, one that occurs once, or one that occurs several times. */
export type FoundHeader = string | undefined | typeof REPEATED;

export const REPEATED = Symbol("repeated");

/** What the request holds under each of the names, which are in lower case. */
export function findHeaders(headers: HeadersInput, names: readonly string[]): FoundHeader[] {
  if (typeof headers !== "object" || headers === null) {
    throw invalidArgument(`the headers are ${kindOf(headers)}, expected an object or a Headers`);
  }
  if (Array.isArray(headers)) {
    throw invalidArgument("the headers are an array, expected an object or a Headers");
  }
  if (typeof headers.get === "function") {
    const { get } = headers;
    return names.map((name) => get.call(headers, name) ?? undefined);
  }
  const { headers: inner } = headers as { headers?: unknown };
  if (typeof inner === "object" && !Array.isArray(inner)) {
    throw invalidArgument("the headers are a whole request or event: pass its `headers`");
  }
  const found: FoundHeader[] = [];
  // A bit for each length that a name has: most headers are told apart by theirs.
  let lengths = 0;
  for (const name of names) {
    found.push(undefined);
    lengths |= 1 << (name.length & 31);
  }
  for (const key in headers) {
    if ((lengths & (1 << (key.length & 31))) === 0) continue;
    const index = indexOfName(key, names);
    if (index < 0) continue;
    const one = single((headers as Record<string, unknown>)[key], key);
    if (one !== undefined) found[index] = found[index] === undefined ? one : REPEATED;
  }
  return found;
}

/** Where a name is among those in lower case. Comparing as it stands is cheap, and mostly enough. */
function indexOfName(key: string, names: readonly string[]): number {
  const index = names.indexOf(key);
  return index < 0 ? names.indexOf(key.toLowerCase()) : index;
}

function single(value: unknown, name: string): FoundHeader {
  if (typeof value === "string" || value === undefined || value === null) return value ?? undefined;
  if (!Array.isArray(value)) {
    throw invalidArgument(`the header \`${name}\` is ${kindOf(value)}, expected a string`);
  }
  return value.length > 1 ? REPEATED : single(value[0], name);
}

const malformedBody = (message: string): Error =>
  new WebhookVerificationError("malformed_body", message);

/**
 * The body as something that can be written: its bytes, or a string without lone surrogates.
 *
 * @param fault makes the error for a string that has them: the sender's fault, unless given
 */
export function readBody(body: BodyInput, fault = malformedBody): Uint8Array | string {
  if (typeof body === "string") {
    if (isWellFormed(body)) return body;
    throw fault(
      "the body is a string with half a surrogate pair: its bytes are not known, pass them instead",
    );
  }
  if (isBytes(body)) return bytesOf(body);
  const unread = unreadBody(body);
  if (unread) throw invalidArgument(`the body is ${unread}`);
  if (typeof body === "object" && body !== null) {
    throw new WebhookConfigurationError("body_already_parsed", ALREADY_PARSED);
  }
  throw invalidArgument(
    `the body is ${kindOf(body)}, expected a Uint8Array, ArrayBuffer or string`,
  );
}

/** What a body is that still has to be read, and how. */
export function unreadBody(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if ("then" in body && typeof body.then === "function") return "a Promise: await it";
  if (Symbol.asyncIterator in body || "getReader" in body) {
    return "a stream: collect its bytes first";
  }
  const chunks = Array.isArray(body) && body.length > 0 && body.every(ArrayBuffer.isView);
  return chunks ? "an array of chunks: join them first" : undefined;
}

const ALREADY_PARSED =
  "the body was parsed already, and its bytes are lost: a signature is over the bytes as they came. " +
  'Express: express.raw({ type: "*/*" }) on this route, before any express.json(). ' +
  'Fastify: addContentTypeParser("application/json", { parseAs: "buffer" }, (_, body, done) => done(null, body)). ' +
  "Next.js: await request.arrayBuffer() in a route handler, or bodyParser: false in a pages/api route. " +
  'Lambda: Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8").';

export function bodyBytes(body: Uint8Array | string): Uint8Array {
  return typeof body === "string" ? encoder.encode(body) : body;
}

/** Writes text into `room`, and says how many bytes it took; what has no room is left out. */
export function write(text: string, room: Uint8Array): number {
  return encoder.encodeInto(text, room).written;
}

/** @internal */
export const encoder = new TextEncoder();

/** As seconds the year 5138; as milliseconds 1973. */
const MILLISECONDS = 100_000_000_000;

/** Seconds of a clock, from a `Date` or from a number of Unix seconds; of this host's, if absent. */
export function seconds(name: string, time: Date | number | undefined): number {
  if (time === undefined) return Date.now() / 1000;
  const value = time instanceof Date ? time.getTime() / 1000 : time;
  if (typeof value === "number" && Math.abs(value) < MILLISECONDS) return value;
  if (value > MILLISECONDS && time === value && Number.isFinite(value)) {
    throw invalidArgument(`\`${name}\` is ${value}: that is milliseconds, expected Unix seconds`);
  }
  throw invalidArgument(
    `\`${name}\` is ${kindOf(time)}, expected a Date or a number of Unix seconds`,
  );
}

/** The tolerance in seconds; NaN, to the module, is the scheme's own. */
export function readTolerance(tolerance: number | undefined): number {
  if (tolerance === undefined) return Number.NaN;
  if (typeof tolerance === "number" && tolerance >= 0) return tolerance;
  throw new WebhookConfigurationError(
    "invalid_tolerance",
    `the tolerance is ${kindOf(tolerance)}, expected seconds from 0 up, or Infinity to turn it off`,
  );
}

export function isWellFormed(text: string): boolean {
  return text.isWellFormed ? text.isWellFormed() : !/\p{Surrogate}/u.test(text);
}

/** A text that names something, and that the module can be given as it is. */
export function text(name: string, value: string): string {
  if (typeof value !== "string") {
    throw invalidArgument(`${name} is ${kindOf(value)}, expected a string`);
  }
  if (!isWellFormed(value)) throw invalidArgument(`${name} holds half a surrogate pair`);
  return value;
}

/** What a value of the caller's becomes as JSON. */
export function toJson(name: string, value: object): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    const reason = error instanceof Error ? `: ${error.message}` : "";
    throw invalidArgument(`${name} does not become JSON${reason}`);
  }
  if (json === undefined) throw invalidArgument(`${name} does not become JSON`);
  return json;
}

/** Whether a value is bytes, of this realm or of another. */
export const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer =>
  ArrayBuffer.isView(value) || isBuffer(value);

function isBuffer(value: unknown): boolean {
  // Asked first since it throws nothing; anything may say so of itself.
  if (Object.prototype.toString.call(value) !== "[object ArrayBuffer]") return false;
  try {
    bufferLength.call(value);
    return true;
  } catch {
    return false;
  }
}

type Getter<T> = { call(value: unknown): T };

const getter = <T>(prototype: object, name: PropertyKey): Getter<T> =>
  Object.getOwnPropertyDescriptor(prototype, name)?.get as Getter<T>;

/** What all typed arrays have, whatever properties of its own one has. */
const typed = Object.getPrototypeOf(Uint8Array.prototype) as typeof Uint8Array.prototype;
const bufferLength = getter<number>(ArrayBuffer.prototype, "byteLength");
const getters = (prototype: object) => ({
  buffer: getter<ArrayBufferLike>(prototype, "buffer"),
  offset: getter<number>(prototype, "byteOffset"),
  length: getter<number>(prototype, "byteLength"),
});
const ofTyped = getters(typed);
const ofDataView = getters(DataView.prototype);
const tag = getter<string | undefined>(typed, Symbol.toStringTag);

/**
 * Bytes as an array that can be trusted: an own `length`, or that of a class derived from
 * `Uint8Array`, may say anything, and the module would be given room for as much.
 */
function bytesOf(bytes: Uint8Array | ArrayBuffer): Uint8Array {
  try {
    if (!ArrayBuffer.isView(bytes)) return new Uint8Array(bytes);
    const isTyped = tag.call(bytes) !== undefined;
    const { buffer, offset, length } = isTyped ? ofTyped : ofDataView;
    const shown = new Uint8Array(buffer.call(bytes), offset.call(bytes), length.call(bytes));
    // One that lies outside of a buffer that shrank is as long as an empty one, and cannot be read.
    if (isTyped && shown.length === 0) typed.keys.call(bytes);
    // Another thread could change shared bytes after they were verified.
    return isShared(shown.buffer) ? shown.slice() : shown;
  } catch {
    throw invalidArgument("the bytes are gone: their buffer was transferred or made smaller");
  }
}

/** Whether other threads see a buffer; what is shared is no `ArrayBuffer`. */
const isShared = (buffer: ArrayBufferLike): boolean =>
  !(buffer instanceof ArrayBuffer) && !isBuffer(buffer);

/** The options of a call, if there are any. */
export function given<T>(options: T): T {
  if (typeof options === "object" && options !== null) return options;
  throw invalidArgument(`the options are ${kindOf(options)}, expected an object`);
}

/**
 * An option of a call, its own or of its class. What every object inherits, by somebody's mistake, is
 * none: it would turn a check off for all.
 */
export function option<T extends object, Key extends keyof T>(
  options: T,
  key: Key,
): T[Key] | undefined {
  const value = options[key];
  if (value === undefined || Object.hasOwn(options, key)) return value;
  return key in Object.prototype ? undefined : value;
}

/** What a value is, without what it holds. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number") return `the number ${value}`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (ArrayBuffer.isView(value)) return "bytes";
  if (value instanceof Date) return "an invalid Date";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
