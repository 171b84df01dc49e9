import { core } from "./core.js";
import { WebhookConfigurationError, WebhookVerificationError } from "./errors.js";
import { type Delivery, KeyedScheme, LARGEST_EVENT, type SecretInput } from "./hook.js";
import {
  bodyBytes,
  findHeaders,
  given,
  type HeadersInput,
  kindOf,
  option,
  readBody,
} from "./input.js";
import type { EventTypes } from "./generated/names.js";
import { lookUp, own } from "./pointer.js";
import type { ProviderInput } from "./provider.js";
import { eventRules, resolve } from "./scheme.js";

/** A verified delivery, read as its provider's event. */
export interface WebhookEvent<Type extends string = string, Known extends boolean = boolean> {
  /** Such as `payment.completed`. */
  type: Type;
  /** Whether the provider's pages list this type. */
  known: Known;
  /** The delivery's id, covered by the signature: the same on every retry. */
  id?: string;
  /** The delivery's id from a header that no signature covers: whoever captured a delivery can change it. */
  unsignedId?: string;
  /** The id of what the event is about. Many deliveries share it: it is no key to tell them apart by. */
  resourceId?: string;
  /** When it was signed, in Unix seconds; absent where the scheme signs no timestamp. */
  timestamp?: number;
  /** Whether the body came encrypted, and was opened. */
  encrypted: boolean;
  /** The bytes that were encrypted, and that the event was read from; absent where nothing was. */
  payload?: Uint8Array;
  /** What the provider tells of the event. Its form is the provider's, and is not checked. */
  data: unknown;
  /** The body's bytes, as they were verified: the memory of those that were given, if bytes were. */
  raw: Uint8Array;
  /** Which of the secrets signed it. */
  secretIndex: number;
  /** Whether the scheme is anyhook's own assumption, stated by no source. */
  assumed: boolean;
}

/** The events of a provider: each type that its pages list, and any other, which is not `known`. */
export type EventOf<Provider> = Provider extends keyof EventTypes
  ? ListedEvent<EventTypes[Provider]> | WebhookEvent<string, false>
  : WebhookEvent;

type ListedEvent<Type extends string> = Type extends string ? WebhookEvent<Type, true> : never;

/**
 * Verifies a delivery, opens its payload where that is sealed, then reads it as the provider's event. A
 * type that the provider does not list is an event like any other, with `known: false`.
 *
 * @throws {WebhookVerificationError} when it is not genuine, does not open, or is not the JSON that the
 *   provider sends (`malformed_body`): answer 401
 * @throws {WebhookConfigurationError} when the call is wrong: answer 500
 * @example
 * import { receive } from "anyhook";
 *
 * const event = receive("conduit", { secret, headers: request.headers, body: request.body });
 * if (event.type === "transaction.completed") settle(event.data);
 */
export function receive<Provider extends ProviderInput>(
  provider: Provider,
  delivery: Delivery & { secret: SecretInput },
): EventOf<Provider> {
  const keyed = new KeyedScheme(resolve(provider), given(delivery).secret);
  try {
    return receiveWith(keyed, delivery) as EventOf<Provider>;
  } finally {
    keyed.dispose();
  }
}

/** What `receive` does, with keys that are ready. */
export function receiveWith(
  keyed: KeyedScheme,
  delivery: Delivery,
  tolerance = option(delivery, "tolerance"),
): WebhookEvent {
  const { scheme } = keyed;
  // A scheme without a provider is the caller's fault, whatever the delivery is.
  eventRules(scheme);
  // Read once: what is parsed is what was verified.
  const { headers } = delivery;
  const body = readBody(delivery.body);
  const verified = keyed.verify({ headers, body, now: option(delivery, "now") }, tolerance);
  return readEvent(keyed, headers, bodyBytes(body), verified);
}

/** What reads events: with the secrets that open them, or without. */
type Reader = Pick<KeyedScheme, "scheme"> & Partial<Pick<KeyedScheme, "openEvent">>;

/**
 * Reads a body as the provider's event, and adds what is known of its delivery already: that it is
 * genuine, where it is.
 *
 * @throws {WebhookVerificationError} when it does not open, or is not the JSON that the provider sends
 */
export function readEvent<Known extends { id?: string }>(
  reader: Reader,
  headers: HeadersInput,
  raw: Uint8Array,
  { id, ...verified }: Known,
): Omit<Known, "id"> & Omit<WebhookEvent, "timestamp" | "secretIndex" | "assumed"> {
  const { scheme } = reader;
  const rules = eventRules(scheme);
  if (raw.length > LARGEST_EVENT) throw malformed(`is larger than ${LARGEST_EVENT} bytes`);
  const payload = reader.openEvent?.(raw);
  const opened = payload ? "was opened, and " : "";
  const value = parse(payload ?? raw, opened);
  const type = lookUp(value, rules.type);
  if (typeof type !== "string") throw malformed(`${opened}has no string at \`${rules.type}\``);
  const event: ReturnType<typeof readEvent<Known>> = {
    ...verified,
    type,
    known: scheme.types.has(type),
    encrypted: payload !== undefined,
    data: lookUp(value, rules.data),
    raw,
  };
  if (payload) event.payload = payload;
  if (id !== undefined) event.id = id;
  const text = (pointer: string): string | undefined => {
    const found = lookUp(value, pointer);
    return typeof found === "string" ? found : undefined;
  };
  const rule = own(rules, "id") ?? {};
  const [inBody, resource] = [own(rule, "delivery"), own(rule, "resource")];
  if (inBody !== undefined) set(event, "id", text(inBody));
  if (resource !== undefined) set(event, "resourceId", text(resource));
  const header = own(rule, "unsignedHeader");
  if (header !== undefined) {
    const [found] = findHeaders(headers, [header.toLowerCase()]);
    set(event, "unsignedId", typeof found === "string" ? found : undefined);
  }
  return event;
}

type Ids = Pick<WebhookEvent, "id" | "unsignedId" | "resourceId">;

function set(event: Ids, key: keyof Ids, value: string | undefined): void {
  if (value !== undefined) event[key] = value;
}

/** The part of a `Request` that is needed. */
export interface RequestInput {
  readonly headers: HeadersInput;
  readonly bodyUsed: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * As `receive`, for frameworks built on `Request`. Reads the body, once.
 *
 * @example
 * import { receiveRequest } from "anyhook";
 *
 * const event = await receiveRequest("devdraft", request, { secret });
 */
export async function receiveRequest<Provider extends ProviderInput>(
  provider: Provider,
  request: RequestInput,
  options: Omit<Delivery, "headers" | "body"> & { secret: SecretInput },
): Promise<EventOf<Provider>> {
  if (typeof request?.arrayBuffer !== "function") {
    throw new WebhookConfigurationError(
      "invalid_argument",
      `the request is ${kindOf(request)}, expected a Request`,
    );
  }
  if (request.bodyUsed) {
    throw new WebhookConfigurationError(
      "body_already_parsed",
      "the request's body was read already: pass the request on before anything reads it, or a clone",
    );
  }
  const body = await request.arrayBuffer();
  return receive(provider, { ...options, headers: request.headers, body });
}

const malformed = (message: string): WebhookVerificationError =>
  new WebhookVerificationError("malformed_body", `the body ${message}`);

/** The body's value, if it is JSON that every reader understands alike. */
function parse(body: Uint8Array, opened: string): unknown {
  const fault = core.textOf(({ exchange, glue }) => glue.jsonFault(exchange, body));
  if (fault !== "") throw malformed(`${opened}is not JSON: found ${fault}`);
  return JSON.parse(decoder.decode(body));
}

const decoder = new TextDecoder();
