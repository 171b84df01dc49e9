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
  if (typeof headers.get === "function") {
    const { get } = headers;
    return names.map((name) => get.call(headers, name) ?? undefined);
  }
  const found: FoundHeader[] = names.map(() => undefined);
  for (const key in headers) {
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string;
      if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue;
      const value = (headers as Record<string, unknown>)[key];
      const one = single(value, key);
      if (one !== undefined) found[index] = found[index] === undefined ? one : REPEATED;
    }
  }
  return found;
}

function single(value: unknown, name: string): FoundHeader {
  if (typeof value === "string" || value === undefined || value === null) return value ?? undefined;
  if (!Array.isArray(value)) {
    throw invalidArgument(`the header \`${name}\` is ${kindOf(value)}, expected a string`);
  }
  return value.length > 1 ? REPEATED : single(value[0], name);
}

/** Every header as a pair, for whoever has to see all of them. */
export function headerPairs(headers: HeadersInput): { names: string[]; values: string[] } {
  const names: string[] = [];
  const values: string[] = [];
  const add = (name: string, value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) add(name, one);
    } else if (value !== undefined && value !== null) {
      names.push(name);
      values.push(String(value));
    }
  };
  if (typeof headers === "object" && headers !== null) {
    const entries = Symbol.iterator in headers ? (headers as Iterable<unknown>) : undefined;
    for (const entry of entries ?? Object.entries(headers)) {
      const [name, value] = entry as [unknown, unknown];
      add(String(name), value);
    }
  }
  return { names, values };
}

/** The body as something that can be written: its bytes, or a string without lone surrogates. */
export function readBody(body: BodyInput): Uint8Array | string {
  if (typeof body === "string") {
    if (isWellFormed(body)) return body;
    throw new WebhookVerificationError(
      "malformed_body",
      "the body is a string with half a surrogate pair: its bytes are not known, pass them instead",
    );
  }
  if (ArrayBuffer.isView(body))
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body);
  if (typeof body === "object" && body !== null) {
    throw new WebhookConfigurationError("body_already_parsed", ALREADY_PARSED);
  }
  throw invalidArgument(
    `the body is ${kindOf(body)}, expected a Uint8Array, ArrayBuffer or string`,
  );
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

export const encoder = new TextEncoder();

/** Seconds of a clock, from a `Date` or from a number of Unix seconds; of this host's, if absent. */
export function seconds(name: string, time: Date | number | undefined): number {
  if (time === undefined) return Date.now() / 1000;
  const value = time instanceof Date ? time.getTime() / 1000 : time;
  if (typeof value === "number" && Number.isFinite(value)) return value;
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

/** What a value is, without what it holds. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number") return `the number ${value}`;
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
