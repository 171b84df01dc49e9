// A delivery made here, as the provider's file says that the provider makes it.
import { defineProvider, exampleEvent, generateId, sealPayload, sign } from "anyhook";
import type { Patch } from "./patch.js";
import { type ChosenProvider, members } from "./provider.js";

export interface Delivery {
  /** The event's id, wherever the provider shows it. */
  id: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

interface Making {
  type: string;
  /** What is changed of the example's data. */
  data: Patch;
  secret: readonly string[];
  /** When it happened, and was signed: Unix seconds. */
  timestamp: number;
  /** Whether the body is encrypted, before it is signed. */
  isEncrypted: boolean;
}

export function makeDelivery(chosen: ChosenProvider, making: Making): Delivery {
  const { type, data, secret, timestamp, isEncrypted } = making;
  const { provider } = chosen;
  const id = newId(chosen);
  const event = { id, createdAt: new Date(timestamp * 1000), data };
  const { body: plain } = exampleEvent(provider, type, event);
  const body = isEncrypted ? Buffer.from(sealPayload(provider, { secret, body: plain })) : plain;
  const others = headersOf(chosen, type, event);
  return { id, headers: { ...others, ...sign(provider, { secret, body, id, timestamp }) }, body };
}

/** As the service makes them. */
function newId({ provider, info }: ChosenProvider): string {
  if (Object.hasOwn(info.ids, "delivery")) return generateId(provider, "delivery");
  return `evt_${Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString("hex")}`;
}

/**
 * The headers besides those of the signature. The module writes bodies alone from templates: so they are
 * written as the body of a provider that sends there what this one sends in headers.
 */
function headersOf(
  { info }: ChosenProvider,
  type: string,
  event: { id: string; createdAt: Date; data: Patch },
): Record<string, string> {
  const { headers, signature } = info.delivery;
  if (headers === undefined) return {};
  const delivery = {
    body: { type: { $: "event.type" }, headers: Object.fromEntries(members(headers)) },
    signature,
    receive: { type: "/type", data: "/headers" },
  };
  const writer = defineProvider({ ...info, id: "writer-of-headers", assumed: [], delivery });
  const written = exampleEvent(writer, type, event).data as Record<string, unknown>;
  const present = Object.entries(written).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}
