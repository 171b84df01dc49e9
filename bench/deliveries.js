// What the contenders verify: deliveries signed by node:crypto, which favours none of them.
import { createHmac } from "node:crypto";

export const KEY = Buffer.from("anyhook benchmark key, 32 bytes.");
export const BASE64_SECRET = `whsec_${KEY.toString("base64")}`;
export const TEXT_SECRET = "whsec_benchmark0123456789ABCDEFGHIJ";
export const TIMESTAMP = Math.floor(Date.now() / 1000);

/** A payment event as JSON, of exactly `size` bytes. */
function payload(size, index) {
  const event = {
    id: `evt_${String(index).padStart(6, "0")}`,
    type: "payment.completed",
    created_at: "2026-11-21T04:31:24.512Z",
    data: { amount: 129900 + index, currency: "USD", items: [], note: "" },
  };
  const length = () => JSON.stringify(event).length;
  const item = { sku: "CHAIR-OAK-2", quantity: 2, price: 64950, taxed: true };
  while (length() + JSON.stringify(item).length < size) event.data.items.push(item);
  event.data.note = "x".repeat(size - length());
  return Buffer.from(JSON.stringify(event));
}

/** The headers around those of the scheme, filled one by one as Node fills them. */
function withOthers(own, body) {
  const others = {
    host: "shop.example.com",
    "user-agent": "Example-Webhooks/1.0 (+https://example.com/webhooks)",
    accept: "*/*",
    "content-type": "application/json; charset=utf-8",
    "content-length": String(body.length),
    "accept-encoding": "gzip, deflate, br",
    connection: "keep-alive",
    "x-forwarded-for": "203.0.113.7, 198.51.100.23",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "shop.example.com",
    "x-request-id": "0d2f1c5e-8b54-4b0a-9c3e-2f6a1d7e9b10",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  };
  const headers = {};
  for (const [name, value] of [...Object.entries(others), ...Object.entries(own)]) {
    headers[name] = value;
  }
  return headers;
}

const hmac = (key, encoding, ...parts) => {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
};

/** The headers of each scheme, from a delivery's id and body. */
const SIGNERS = {
  "standard-webhooks": (id, body) => ({
    "webhook-id": id,
    "webhook-timestamp": String(TIMESTAMP),
    "webhook-signature": `v1,${hmac(KEY, "base64", `${id}.${TIMESTAMP}.`, body)}`,
  }),
  stripe: (_, body) => ({
    "stripe-signature": `t=${TIMESTAMP},v1=${hmac(TEXT_SECRET, "hex", `${TIMESTAMP}.`, body)}`,
  }),
  github: (_, body) => ({
    "x-hub-signature-256": `sha256=${hmac(TEXT_SECRET, "hex", body)}`,
  }),
};

/** Several deliveries of one size, so that no contender meets the same bytes every time. */
export function deliveries(scheme, size, count) {
  return Array.from({ length: count }, (_, index) => {
    const id = `msg_2b9kQx7LwE0mT4rPzVn8s${String(index).padStart(6, "0")}`;
    const body = payload(size, index);
    const text = body.toString();
    return { id, body, text, headers: withOthers(SIGNERS[scheme](id, body), body) };
  });
}

/** The same deliveries with one character of the body changed on the way. */
export function tampered(delivery) {
  const text = delivery.text.replace("completed", "completeD");
  return { ...delivery, text, body: Buffer.from(text) };
}
