/// <reference lib="esnext.disposable" preserve="true" />
import {
  type Delivery,
  KeyedScheme,
  type Message,
  type SecretInput,
  type Verified,
} from "./hook.js";
import { given, option, readTolerance } from "./input.js";
import { type EventOf, receiveWith } from "./receive.js";
import { resolve, type SchemeInput } from "./scheme.js";

/** A scheme with its secrets made ready. */
export interface Webhook<Provider = string> {
  /** As the function `sign`. */
  sign(message: Message): Record<string, string>;
  /** As the function `verify`. */
  verify(delivery: Delivery): Verified;
  /** As the function `receive`. */
  receive(delivery: Delivery): EventOf<Provider>;
  /** Wipes the keys. The handle is of no use afterwards. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Makes the secrets ready once, for a receiver or sender of many deliveries. Keys live in the
 * module's memory, and the handle refers to your secrets, until `dispose` or until the handle is
 * collected.
 *
 * @param options.tolerance seconds, for deliveries that are given none of their own
 * @example
 * import { createWebhook } from "anyhook";
 *
 * const webhook = createWebhook("github", { secret });
 * webhook.verify({ headers: request.headers, body });
 */
export function createWebhook<Provider extends SchemeInput>(
  scheme: Provider,
  options: { secret: SecretInput; tolerance?: number | undefined },
): Webhook<Provider> {
  const tolerance = option(given(options), "tolerance");
  readTolerance(tolerance);
  const keyed = new KeyedScheme(resolve(scheme), options.secret);
  const toleranceOf = (delivery: Delivery): number | undefined => {
    const own = option(given(delivery), "tolerance");
    return own === undefined ? tolerance : own;
  };
  const webhook = {
    sign: (message: Message) => keyed.sign(given(message)),
    verify: (delivery: Delivery) => keyed.verify(delivery, toleranceOf(delivery)),
    receive: (delivery: Delivery) => receiveWith(keyed, delivery, toleranceOf(delivery)),
    dispose: () => keyed.dispose(),
  };
  // Node 20.19 and older browsers have no Symbol.dispose; without it there is no `using` either.
  const disposed = Symbol.dispose ? { [Symbol.dispose]: webhook.dispose } : {};
  return Object.assign(webhook, disposed) as Webhook<Provider>;
}
