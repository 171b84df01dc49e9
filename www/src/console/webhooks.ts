/** The webhooks of the console's credentials, by the provider's own API. */
import type { OperationInfo, ProviderInfo } from "anyhook";
import { placesOf, valuesAt } from "../provider/answer.js";
import { startingBody } from "../provider/starting-body.js";
import { wireName } from "../provider/schema.js";
import type { Known } from "../registry.js";
import { headersOf } from "./credentials.js";
import { objectIn, parsed, requestOf } from "./request.js";
import type { Exchange } from "./send.js";
import { credentialsOf, perform, remember } from "./session.js";
import { baseOf, type Target } from "./target.js";

export interface Listed {
  id: string;
  url: string;
  /** Whether it gets events. */
  active: boolean;
  /** What it selects, where webhooks do. */
  events: unknown;
}

/** Sends a request of an operation, and takes it down for the console's history. */
async function operate(
  { info }: Known,
  target: Target,
  name: string,
  draft: { id?: string; body?: object; query?: Record<string, unknown> },
): Promise<Exchange> {
  const operation = info.operations?.[name];
  if (!operation) throw new Error(`the provider has no operation \`${name}\``);
  const { method } = operation;
  const { id = "", query = {}, body } = draft;
  const filled = { method, id, query, body: body ? JSON.stringify(body, null, 2) : "" };
  const credentials = headersOf(credentialsOf(info));
  const request = requestOf(info, operation, filled, { base: baseOf(target), credentials });
  const subject = id === "" ? undefined : id;
  const exchange = await perform({ provider: info.id, operation: name, target, request, subject });
  remember(exchange, info);
  return exchange;
}

/** @throws what the service says against it */
function bodyOf({ answer }: Exchange): unknown {
  if (typeof answer === "string") throw new Error(answer);
  if (answer.status >= 400) throw new Error(`${answer.status} ${answer.cause ?? answer.body}`);
  return parsed(answer.body);
}

/** Those of a first page, in the order in which the provider lists them. */
export async function listWebhooks(known: Known, target: Target): Promise<Listed[]> {
  const { info } = known;
  const [ids] = placesOf(info, "list", "record.id");
  if (!ids) return [];
  const answer = bodyOf(await listing(known, target));
  const place = ids.slice(0, -1);
  return valuesAt(answer, place).map((record) => ({
    id: String(valuesAt(record, [ids.at(-1) ?? ""])[0]),
    url: String(valuesAt(record, [wireName(info, "url") ?? ""])[0]),
    active: isActive(info, record),
    events: valuesAt(record, [wireName(info, "events") ?? ""])[0],
  }));
}

/** Not for the history: nobody has asked for it. */
async function listing({ info }: Known, target: Target): Promise<Exchange> {
  const operation = info.operations?.["list"] as OperationInfo;
  const draft = { method: operation.method, id: "", query: {}, body: "" };
  const credentials = headersOf(credentialsOf(info));
  const request = requestOf(info, operation, draft, { base: baseOf(target), credentials });
  return perform({ provider: info.id, operation: "list", target, request, subject: undefined });
}

/** A field's value on the wire, for what it means. */
function activeValue(info: ProviderInfo, active: boolean): unknown {
  const wire = info.subscription?.["active"];
  if (typeof wire !== "object") return active;
  return wire.values?.find(([, meaning]) => meaning === active)?.[0] ?? active;
}

function isActive(info: ProviderInfo, record: unknown): boolean {
  const [value] = valuesAt(record, [wireName(info, "active") ?? ""]);
  return value !== activeValue(info, false);
}

/**
 * What is to be sent to enable a webhook, if the provider's API can.
 *
 * @param selected its events
 */
function enabling(info: ProviderInfo, selected: unknown): object | undefined {
  const name = wireName(info, "active");
  const schema = info.operations?.["update"]?.body as { properties?: object } | undefined;
  const properties = schema?.properties ?? {};
  if (name !== undefined && Object.hasOwn(properties, name)) {
    return { [name]: activeValue(info, true) };
  }
  // Where any change enables, its events are what can be written as they are.
  const events = wireName(info, "events");
  return info.rules?.updateEnables && events !== undefined ? { [events]: selected } : undefined;
}

export const canEnable = (info: ProviderInfo): boolean => enabling(info, []) !== undefined;

/** @throws what the service says against it */
export async function enableWebhook(known: Known, target: Target, webhook: Listed): Promise<void> {
  const { id, events } = webhook;
  bodyOf(await operate(known, target, "update", { id, body: enabling(known.info, events) ?? {} }));
}

/**
 * Creates one that gets every event.
 *
 * @param isFirst whether the account has no other one yet
 * @throws what the service says against it
 */
export async function createWebhook(
  known: Known,
  target: Target,
  url: string,
  isFirst: boolean,
): Promise<void> {
  const { info } = known;
  const [urlName, events] = [wireName(info, "url") ?? "url", wireName(info, "events")];
  const body = {
    ...objectIn(startingBody(known, "create", "required")),
    [urlName]: url,
    ...(events !== undefined && { [events]: Object.keys(info.events.types) }),
  };
  bodyOf(await operate(known, target, "create", { body }));
  // Without the account's secret nothing would be signed.
  if (isFirst && info.secret.owner === "account" && info.operations?.["secret"]) {
    const secret = objectIn(startingBody(known, "secret", "required"));
    if (secret) bodyOf(await operate(known, target, "secret", { body: secret }));
  }
}
