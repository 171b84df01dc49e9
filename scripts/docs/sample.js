// Sample values for the examples of the page: the same at each run, and of the form that the
// provider's file gives them.
import { createHash } from "node:crypto";
import { render } from "./template.js";

const NOW = "2026-03-12T10:02:55.104Z";
const LATER = "2026-03-12T10:03:07.480Z";
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** What stands for randomness: up to 32 bytes, made from a seed. */
const bytes = (seed, count) => createHash("sha256").update(seed).digest().subarray(0, count);

const forms = {
  base64: ({ bytes: count }, seed) => bytes(seed, count).toString("base64"),
  base64url: ({ bytes: count }, seed) => bytes(seed, count).toString("base64url"),
  hex: ({ bytes: count }, seed) => bytes(seed, count).toString("hex"),
  characters: ({ alphabet, length }, seed) =>
    [...bytes(seed, 32), ...bytes(`${seed}, more`, 32)]
      .slice(0, length)
      .map((byte) => alphabet[byte % alphabet.length])
      .join(""),
  uuid: (_, seed) => {
    const all = bytes(seed, 16);
    all[6] = (all[6] & 0x0f) | 0x40;
    all[8] = (all[8] & 0x3f) | 0x80;
    return all.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  },
  ksuid: (_, seed) => {
    const seconds = Math.floor(Date.parse(NOW) / 1000) - 1_400_000_000;
    let rest = BigInt(`0x${seconds.toString(16)}${bytes(seed, 16).toString("hex")}`);
    let written = "";
    for (; written.length < 27; rest /= 62n) written = BASE62[Number(rest % 62n)] + written;
    return written;
  },
};

export const generate = (generator, seed) =>
  `${generator.prefix ?? ""}${forms[generator.form](generator, seed)}`;

/** A function that masks as the provider does. */
export function masking({ mask = { first: 2, stars: 8, last: 2 }, generate: { prefix = "" } }) {
  return (secret) => {
    const rest = secret.slice(prefix.length);
    const stars = "*".repeat(mask.stars);
    return `${prefix}${rest.slice(0, mask.first)}${stars}${rest.slice(rest.length - mask.last)}`;
  };
}

/** A JSON Merge Patch (RFC 7396) of `target`. */
function merge(target, patch) {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const merged = typeof target === "object" && target !== null ? { ...target } : {};
  for (const [key, inner] of Object.entries(patch)) {
    if (inner === null) delete merged[key];
    else merged[key] = merge(merged[key], inner);
  }
  return merged;
}

/** An event of the provider's first type. */
export function sampleEvent({ ids, events }) {
  const [[type, { example, merge: patch = {} }]] = Object.entries(events.types);
  return {
    id: ids.delivery && generate(ids.delivery.generate, "delivery"),
    type,
    createdAt: NOW,
    data: merge(events.examples[example], patch),
  };
}

/** A webhook's record, as `operation` leaves it. */
export function sampleRecord({ ids, events, secret, subscription }, operation) {
  const isUpdated = operation === "update";
  const wireValues = subscription.active?.values ?? [[true, true]];
  const key = generate(secret.generate, "secret");
  return {
    id: generate(ids.webhook.generate, "webhook"),
    url: "https://example.com/webhooks",
    events: Object.keys(events.types).slice(0, isUpdated ? 1 : 2),
    active: wireValues.find(([, active]) => active)[0],
    name: isUpdated ? "All orders" : "Orders",
    description: "Orders of the shop",
    client: ids.client && generate(ids.client.generate, "client"),
    encrypted: false,
    secret: key,
    generatedSecret: key,
    createdAt: NOW,
    updatedAt: isUpdated ? LATER : NOW,
    failureCount: 0,
    totalEvents: 0,
    successfulDeliveries: 0,
    failedDeliveries: 0,
  };
}

/** What the templates of an operation may show. */
export function context(provider, operation) {
  const { ids, delivery, secret, templates } = provider;
  const event = sampleEvent(provider);
  const made = sampleRecord(provider, operation);
  const used = {
    ...made,
    lastTriggeredAt: LATER,
    totalEvents: 1,
    successfulDeliveries: 1,
    lastDelivery: LATER,
  };
  const record = operation === "create" ? made : used;
  const payload = render(delivery.body, { event });
  return {
    templates,
    mask: masking(secret),
    record,
    records: [record],
    events: [event],
    deliveries: [
      { event: event.type, url: made.url, payload, success: true, status: 200, at: LATER },
    ],
    page: { number: 1, limit: 20, total: 1, hasMore: false },
    request: { id: ids.request && generate(ids.request.generate, "request") },
  };
}
