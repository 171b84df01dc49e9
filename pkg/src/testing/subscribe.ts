import { invalidArgument, WebhookConfigurationError } from "../errors.js";
import { given, kindOf, option } from "../input.js";
import type { OperationInfo, ProviderInfo } from "../provider-info.js";
import type { ProviderInput } from "../provider.js";
import { resolveProvider } from "../provider.js";
import { generateSecret } from "../secrets.js";
import type { StoredWebhook, Webhooks } from "./webhooks.js";

/**
 * What a webhook is created with.
 *
 * @example import type { Subscription } from "anyhook/testing";
 */
export interface Subscription {
  /** Where it is told of events. Nothing is sent there: the test service takes it. */
  url: string;
  /** Types and selectors; every type, unless given. */
  events?: readonly string[] | undefined;
  /** The text of the credentials that it is created with, which tells the account: `test`, unless given. */
  credential?: string | undefined;
  /** Further members of the body, by the names that the provider has for them. */
  fields?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A webhook that was created.
 *
 * @example import type { TestWebhook } from "anyhook/testing";
 */
export interface TestWebhook {
  id: string;
  /** What its deliveries are signed with. */
  secret: string;
  /** Whose it is, as `publish` takes it. */
  account: string;
}

export interface Subscribing {
  provider: ProviderInput;
  webhooks: Webhooks;
  fetch: (request: Request) => Promise<Response>;
  now: () => number;
}

/** The credentials' text where none is given. */
export const CREDENTIAL = "test";

/** Below which the providers' APIs are. */
export const BASE = "http://localhost";

/**
 * Creates a webhook by the provider's own API.
 *
 * @throws {WebhookConfigurationError} `invalid_argument` where the provider refuses it, with its answer
 */
export async function createWebhook(
  { provider, webhooks, fetch, now }: Subscribing,
  subscription: Subscription,
): Promise<TestWebhook> {
  const { info } = resolveProvider(provider);
  const create = info.operations?.["create"];
  if (!create) throw noOperation(info, "create");
  const credential = option(subscription, "credential") ?? CREDENTIAL;
  const headers = { ...credentialsOf(info, credential), "content-type": "application/json" };
  const post = async ({ method, path }: OperationInfo, body: object) => {
    const url = `${BASE}/${info.id}${path}`;
    const response = await fetch(new Request(url, { method, headers, body: JSON.stringify(body) }));
    const text = await response.text();
    if (!response.ok) {
      throw invalidArgument(`${info.name} refuses the webhook: ${response.status} ${text}`);
    }
    return text;
  };
  const find = (isNew: (one: StoredWebhook) => boolean) =>
    webhooks.of(info.id, now()).filter(isNew);
  const before = new Set(find(() => true).map(({ account, id }) => `${account}/${id}`));
  const text = await post(create, bodyOf(info, create, subscription));
  const isNew = ({ account, id }: StoredWebhook) =>
    !before.has(`${account}/${id}`) && text.includes(id);
  const [created] = find(isNew);
  if (!created) throw new Error(`${info.name} answered, but there is no new webhook: ${text}`);
  let [secret] = created.secrets;
  const setSecret = info.operations?.["secret"];
  if (secret === undefined && setSecret) {
    // The account's, for all of its webhooks. Whoever wants another one may set it in the same way.
    secret = generateSecret(provider);
    await post(setSecret, { secret });
  }
  return { id: created.id, secret: secret ?? "", account: created.account };
}

/**
 * The headers of a request to a provider's API.
 *
 * @throws {WebhookConfigurationError} `invalid_argument`
 */
export function credentialsOf(info: ProviderInfo, credential: string): Record<string, string> {
  if (typeof credential !== "string" || !/^[!-~]{1,200}$/.test(credential)) {
    const found = typeof credential === "string" ? `\`${credential}\`` : kindOf(credential);
    throw invalidArgument(`the credential is ${found}, expected letters, digits and the like`);
  }
  const [way] = info.auth?.anyOf ?? [];
  const headers = Object.entries(way?.headers ?? {}).map(([name, template]) => [
    name,
    template.replace(/\{\w+\}/g, () => credential),
  ]);
  return Object.fromEntries(headers) as Record<string, string>;
}

interface BodySchema {
  required?: string[];
  properties?: Record<string, { default?: unknown }>;
}

function bodyOf(info: ProviderInfo, { body }: OperationInfo, subscription: Subscription): object {
  const url = option(given(subscription), "url");
  const events = option(subscription, "events");
  const { required = [], properties = {} } = (body ?? {}) as BodySchema;
  const wire = (field: string) => {
    const found = info.subscription?.[field];
    return typeof found === "object" ? found.field : found;
  };
  const [urlName, eventsName, nameName] = ["url", "events", "name"].map(wire);
  const made: Record<string, unknown> = {};
  if (urlName !== undefined) made[urlName] = url;
  if (nameName !== undefined && required.includes(nameName)) made[nameName] = "test";
  if (events !== undefined && eventsName === undefined) {
    throw invalidArgument(`${info.name}'s webhooks get every event: leave \`events\` out`);
  }
  if (eventsName !== undefined) {
    const all = properties[eventsName]?.default;
    // What stands for every event if nothing is said needs no list.
    const isAll = Array.isArray(all) && all.length > 0;
    if (events) made[eventsName] = events;
    else if (!isAll) made[eventsName] = Object.keys(info.events.types);
  }
  return { ...made, ...option(subscription, "fields") };
}

const noOperation = (info: ProviderInfo, operation: string): Error =>
  new WebhookConfigurationError(
    "unknown_operation",
    `the provider \`${info.id}\` has no operation \`${operation}\``,
  );
