import { WebhookConfigurationError } from "../errors.js";
import { providerNames } from "../generated/names.js";
import { given, option } from "../input.js";
import { Provider, type ProviderInput, resolveProvider } from "../provider.js";
import { manualClock } from "../service/deliveries/clock.js";
import type { PublishedEvent } from "../service/deliveries/driver.js";
import { memoryLimiter } from "../service/limiter.js";
import { createService, type Service } from "../service/service.js";
import { memoryStore } from "../stores/memory.js";
import type { EndpointAnswer, EndpointHandler } from "./answer.js";
import { type Duration, readDuration } from "./duration.js";
import { Endpoints } from "./endpoints.js";
import { seededRandom } from "./random.js";
import type { ReceivedRequest } from "./received.js";
import {
  createWebhook,
  CREDENTIAL,
  credentialsOf,
  type Subscription,
  type TestWebhook,
} from "./subscribe.js";
import { timersWith } from "./timers.js";
import { Webhooks } from "./webhooks.js";

/**
 * What a test service is made of.
 *
 * @example import type { TestServiceOptions } from "anyhook/testing";
 */
export interface TestServiceOptions {
  /** Built-in names, or handles from `defineProvider`; all built-in ones, unless given. */
  providers?: readonly ProviderInput[] | undefined;
  /**
   * What time it is at the beginning, and after each reset, in Unix milliseconds; the host's time then,
   * unless given, so that a receiver finds timestamps neither old nor new.
   */
  start?: number | Date | undefined;
  /** What ids and secrets are made from: the same ones for the same seed. 1, unless given. */
  seed?: number | undefined;
  /** Whether the limits of providers that limit requests hold. They do not, unless given. */
  limits?: boolean | undefined;
}

/**
 * Providers' webhook APIs and their deliveries, for tests: in memory, with a clock that stands still, and
 * without any network.
 *
 * @example import type { TestService } from "anyhook/testing";
 */
export interface TestService {
  /**
   * Answers as the providers' APIs do, each below its own name: for Conduit's the base URL is
   * `http://localhost/conduit`. It takes what the global `fetch` takes, so that a client may be given it.
   */
  fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /**
   * The headers of a request to a provider's API. Each text is an account of its own.
   *
   * @param credential `test`, unless given
   */
  credentials(provider: ProviderInput, credential?: string): Record<string, string>;
  /**
   * Creates a webhook, by the provider's own API.
   *
   * @throws {WebhookConfigurationError} `invalid_argument` with the provider's answer where it refuses
   */
  subscribe(provider: ProviderInput, subscription: Subscription): Promise<TestWebhook>;
  /**
   * Accepts an event: whatever has subscribed to it is told as time goes on, and now by `settled`.
   *
   * @returns the event's id, as deliveries have it
   * @throws {WebhookConfigurationError} `unknown_provider`, or `invalid_argument`
   */
  publish(provider: ProviderInput, event: PublishedEvent): Promise<{ id: string }>;
  /**
   * How an endpoint answers from now on: always the same, or by your receiver. A list is of answers to the
   * next requests, one each; after them it goes on as before. Until it is told, an endpoint answers 200.
   *
   * @throws {WebhookConfigurationError} `invalid_argument`
   */
  respond(url: string, answer: EndpointAnswer | readonly EndpointAnswer[] | EndpointHandler): void;
  /** The requests that an endpoint got, the newest last. */
  received(url: string): ReceivedRequest[];
  /**
   * Sends everything that is due now.
   *
   * @returns when there will be more, in Unix milliseconds, if there will
   * @throws what a receiver threw
   */
  settled(): Promise<number | undefined>;
  /**
   * Goes on by so much: each delivery and each retry is sent when it is due.
   *
   * @param duration such as `24h`, or milliseconds
   * @returns the time that it is then
   * @throws what a receiver threw
   */
  advance(duration: Duration): Promise<number>;
  /** What time it is, in Unix milliseconds. */
  now(): number;
  /**
   * Forgets everything: webhooks, events, deliveries, what endpoints got and how they answer; and sets the
   * clock back. Meant for between tests.
   */
  reset(): void;
}

/** All that there is between two resets. */
interface Generation {
  service: Service;
  webhooks: Webhooks;
  endpoints: Endpoints;
  clock: ReturnType<typeof manualClock>;
}

/**
 * Makes a service for tests of what calls providers' webhook APIs, and of what receives their webhooks.
 *
 * @throws {WebhookConfigurationError} `invalid_argument`, or `unknown_provider`
 * @example
 * import { createTestService } from "anyhook/testing";
 *
 * const service = createTestService();
 * const url = "https://shop.example/hook";
 * const { secret } = await service.subscribe("cryptofuse", { url, events: ["payment.all"] });
 * service.respond(url, [500, { status: 429, retryAfter: 60 }, "timeout", 200]);
 * await service.publish("cryptofuse", { type: "payment.completed" });
 * await service.advance("24h");
 * service.received(url).map(({ answer }) => answer); // [500, 429, "timeout", 200]
 */
export function createTestService(options: TestServiceOptions = {}): TestService {
  const start = option(given(options), "start");
  const seed = option(options, "seed") ?? 1;
  const hasLimits = option(options, "limits") === true;
  const providers = option(options, "providers") ?? providerNames;

  const begin = (): Generation => {
    const clock = manualClock(start);
    const webhooks = new Webhooks();
    const now = () => clock.now();
    const endpoints = new Endpoints({ webhooks, now, inputOf: (provider) => inputOf(provider) });
    const service = createService({
      store: webhooks.watch(memoryStore()),
      providers,
      clock,
      random: seededRandom(seed),
      limiter: hasLimits ? memoryLimiter() : undefined,
      fetch: (request) => endpoints.fetch(request),
      timers: timersWith(now),
    });
    return { service, webhooks, endpoints, clock };
  };
  // It checks what it is given.
  let current = begin();
  const inputs = new Map(providers.map((one) => [idOf(one), one]));
  const inputOf = (provider: ProviderInput | string): ProviderInput => {
    const found = inputs.get(typeof provider === "string" ? provider : idOf(provider));
    if (found !== undefined) return found;
    const names = [...inputs.keys()].map((name) => `\`${name}\``).join(", ");
    const message = `the provider \`${idOf(provider as ProviderInput)}\` is not served here, expected ${names}`;
    throw new WebhookConfigurationError("unknown_provider", message);
  };
  const fetch = async (input: Request | URL | string, init?: RequestInit) =>
    current.service.fetch(new Request(input, init));

  return {
    fetch,
    credentials: (provider, credential = CREDENTIAL) =>
      credentialsOf(resolveProvider(inputOf(provider)).info, credential),
    async subscribe(provider, subscription) {
      const { webhooks, clock } = current;
      const subscribing = { provider: inputOf(provider), webhooks, fetch, now: () => clock.now() };
      return createWebhook(subscribing, subscription);
    },
    publish: async (provider, event) => current.service.publish(idOf(inputOf(provider)), event),
    respond: (url, answer) => current.endpoints.respond(url, answer),
    received: (url) => current.endpoints.received(url),
    async settled() {
      const { service, endpoints } = current;
      const next = await service.deliver();
      endpoints.check();
      return next;
    },
    async advance(duration) {
      const { clock, endpoints } = current;
      const now = await clock.advance(readDuration(duration));
      endpoints.check();
      return now;
    },
    now: () => current.clock.now(),
    reset() {
      // What is still under way ends in a store that nobody looks at.
      void current.service.close();
      current = begin();
    },
  };
}

const idOf = (provider: ProviderInput): string =>
  provider instanceof Provider ? provider.info.id : String(provider);
