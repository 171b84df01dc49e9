import { messageOf } from "./log.js";
import { settle } from "./loop.js";
import { readOptions, type ServiceOptions, type Settings } from "./options.js";
import { refusal } from "./origin.js";
import { problem } from "./problem.js";
import { responseOf } from "./response.js";
import type { Outcome } from "./step.js";
import { entryOf, textsOf, type Visit, visitOf } from "./visit.js";

/**
 * Providers' webhook APIs.
 *
 * @example import type { Service } from "anyhook/service";
 */
export interface Service {
  /** Answers a request. Can be passed on as it is. */
  fetch: (request: Request) => Promise<Response>;
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
  const { log } = settings;
  return {
    async fetch(request) {
      let visit: Visit | undefined;
      let outcome: Outcome;
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
      return responseOf(outcome, request.method === "HEAD");
    },
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

function answer(visit: Visit, settings: Settings): Outcome | Promise<Outcome> {
  const { request, method, target, api, now } = visit;
  const refused = settings.isOpen && refusal(target, method, request.headers);
  if (refused) return refused;
  if (request.bodyUsed) throw new Error("the body was read before the request came to the service");
  return settle(api, textsOf(visit), request, settings, now);
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
