import { Driver, type PublishedEvent } from "./deliveries/driver.js";
import { messageOf } from "./log.js";
import { decideRequest } from "./loop.js";
import { readOptions, type ServiceOptions, type Settings } from "./options.js";
import { refusal } from "./origin.js";
import { problem } from "./problem.js";
import { responseOf } from "./response.js";
import type { Answer, Outcome } from "./step.js";
import { entryOf, providerOf, textsOf, type Visit, visitOf } from "./visit.js";

/**
 * Providers' webhook APIs.
 *
 * @example import type { Service } from "anyhook/service";
 */
export interface Service {
  /** Answers a request. Can be passed on as it is. */
  fetch: (request: Request) => Promise<Response>;

  /**
   * Accepts an event: it is stored, and then told to every webhook that has subscribed to it, by `deliver`
   * or once the service is started.
   *
   * @returns the event's id, as deliveries have it
   * @throws {WebhookConfigurationError} `unknown_provider`, or `invalid_argument` for an event that the
   *   provider does not know, or data that is none
   * @throws an error that says what kept the store from storing it
   * @example
   * await service.publish("conduit", { type: "customer.active", account: "acme" });
   */
  publish(provider: string, event: PublishedEvent): Promise<{ id: string }>;

  /**
   * Sends what is due until nothing is: events become deliveries, and each is tried once. Calls that come
   * meanwhile wait for the same.
   *
   * @returns when there will be more, in Unix milliseconds, if there will
   * @throws what kept something from being sent. It stays in the store.
   */
  deliver(): Promise<number | undefined>;

  /** Sends by timers from now on, until `close`; they keep no program from ending. */
  start(): void;

  /**
   * Begins no more attempts, and waits for those that are under way, at most as long as one may take. What
   * is not sent by then is sent by whoever delivers next. Requests are still answered.
   */
  close(): Promise<void>;
}

/**
 * Serves providers' webhook APIs, each under its own name: for Conduit's a client takes
 * `http://localhost:8787/conduit` as its base URL. It mounts wherever `Request` and `Response` are.
 *
 * @throws {WebhookConfigurationError} `invalid_argument`, or `unknown_provider`
 * @example
 * import { createService } from "anyhook/service";
 * import { memoryStore } from "anyhook/stores/memory";
 *
 * const service = createService({ store: memoryStore() });
 * const response = await service.fetch(new Request("http://localhost/conduit/webhooks"));
 */
export function createService(options: ServiceOptions): Service {
  const settings = readOptions(options);
  const driver = new Driver(settings);
  return {
    fetch: fetchOf(settings, (provider, due) => driver.wake(provider, due)),
    publish: (provider, event) => driver.publish(provider, event),
    deliver: () => driver.deliver(),
    start: () => driver.start(),
    close: () => driver.close(),
  };
}

/** @param wake is told when there is something to deliver, and when it is due */
export function fetchOf(
  settings: Settings,
  wake: (provider: string, due: number) => void,
): Service["fetch"] {
  const { log } = settings;
  return async (request) => {
    let visit: Visit | undefined;
    let outcome: Outcome | Answer;
    try {
      checkRequest(request);
      visit = visitOf(request, settings);
      outcome = await answer(visit, settings);
    } catch (error) {
      // It may be the stack that ran out, and what follows an `await` has one of its own.
      await nothing;
      checkRequest(request);
      // It may also be the caller's clock.
      visit ??= visitOf(request, { ...settings, clock: Date.now });
      outcome = failure(visit, messageOf(error));
    }
    try {
      log?.(entryOf(visit, outcome, visit.api.provider));
    } catch {
      // What is stored is answered, whatever becomes of the log.
    }
    if ("due" in outcome && outcome.due !== undefined) {
      const provider = providerOf(visit, settings);
      if (provider !== undefined) wake(provider, outcome.due);
    }
    return responseOf(outcome, request.method === "HEAD");
  };
}

/** Node's own requests, and those of Express, are none of the web's. */
function checkRequest(request: Request): void {
  const given = request as Partial<Request> | undefined;
  if (typeof given?.url === "string" && typeof given.headers?.get === "function") return;
  throw new TypeError(
    "`fetch` takes a Request: for Node's http and Express, `getRequestListener(service.fetch)` " +
      "of @hono/node-server makes a listener of it",
  );
}

/** Made ahead: where the stack runs out, no call has room. */
const nothing = Promise.resolve();

function answer(visit: Visit, settings: Settings): Outcome | Promise<Outcome | Answer> {
  const { request, method, target, api, now } = visit;
  const refused = settings.isOpen && refusal(target, method, request.headers);
  if (refused) return refused;
  if (request.bodyUsed) throw new Error("the body was read before the request came to the service");
  return decideRequest(api, textsOf(visit), request, settings, now);
}

/** What is answered when the module failed, or what it calls: in the API's form, if that can be. */
function failure(visit: Visit, cause: string): Outcome {
  try {
    return { ...visit.api.fail({ texts: textsOf(visit), facts: [] }, "internal"), cause };
  } catch {
    // The module fails whatever it is asked.
  }
  return { ...problem(500, "internal", "the service failed"), cause };
}
