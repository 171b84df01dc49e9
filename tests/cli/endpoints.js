// Webhooks of all five providers, with their endpoints in this process: what is sent to them is kept, and
// verified by node:crypto as the providers' pages tell it.
import { createHmac } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";

const hex = (secret, ...parts) => {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
};

/**
 * For each provider: where webhooks are created, by whom, the body, two types of events, how the second is
 * left out, and what is told of an event: its type, its id, and the mark that a test gave its data.
 */
export const PROVIDERS = {
  connect: {
    path: "/webhooks",
    key: { "X-API-Key": "key" },
    types: ["CUSTOMER_CREATED", "DEPOSIT_TRANSACTION_INITIALIZED"],
    body: (url, types) => ({ name: "crash", url, subscribedEventTypes: types }),
    read: ({ eventType, id, data }) => ({ type: eventType, id, mark: data.mark }),
    isSigned: ({ headers, body }, secret) => headers["x-signature"] === hex(secret, body),
  },
  conduit: {
    path: "/webhooks",
    key: { "X-API-Key": "key", "X-API-Secret": "secret" },
    types: ["customer.active", "counterparty.active"],
    body: (url, types) => ({ url, events: types }),
    read: ({ event, data }, headers) => {
      return { type: event, id: headers["conduit-webhook-idempotency-key"], mark: data.mark };
    },
    isSigned: ({ headers, body }, secret) => {
      const content = [`${headers["conduit-signature-timestamp"]}.`, body];
      return headers["conduit-signature"] === hex(secret, ...content);
    },
  },
  spritz: {
    path: "/v1/integrator/webhooks",
    key: { Authorization: "Bearer key" },
    types: ["account.created", "payment.created"],
    body: (url, types) => ({ url, events: types }),
    // It tells what the event is about, and no id of the event's own.
    read: ({ eventName, id }) => ({ type: eventName, mark: id }),
    isSigned: ({ headers, body }, secret) => headers.signature === hex(secret, body),
  },
  cryptofuse: {
    path: "/user/webhooks",
    key: { "X-API-Key": "key" },
    types: ["payment.created", "withdrawal.completed"],
    body: (url, types) => ({ url, event_types: types }),
    read: ({ event, id, data }) => ({ type: event, id, mark: data.mark }),
    isSigned: ({ headers, body }, secret) => headers["x-signature"] === hex(secret, body),
  },
  devdraft: {
    path: "/api/v0/webhooks",
    key: { "x-client-key": "key", "x-client-secret": "secret" },
    types: ["payment.completed", "payment.failed"],
    // Its webhooks get every event.
    body: (url) => ({ name: "crash", url }),
    read: ({ type, id, data }) => ({ type, id, mark: data.mark }),
    isSigned: ({ headers, body }, secret) => {
      const [, timestamp, signature] = /^t=(\d+),v1=(.*)$/.exec(headers["x-webhook-signature"]);
      return signature === hex(secret, `${timestamp}.`, body);
    },
  },
};

/** Endpoints at `url`, one below each path. `answer` says what becomes of a request: 200, unless given. */
export class Endpoints extends EventEmitter {
  /** All requests, in the order in which they came: path, headers and body. */
  seen = [];
  answer = () => 200;
  url = "";

  static async start() {
    const endpoints = new Endpoints();
    const server = createServer((request, response) => void endpoints.#take(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    after(() => {
      server.close();
      server.closeAllConnections();
    });
    endpoints.url = `http://127.0.0.1:${server.address().port}`;
    return endpoints;
  }

  async #take(request, response) {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // Whoever sent it was killed.
      return;
    }
    const { url: path, headers } = request;
    const entry = { path, headers, body: Buffer.concat(chunks) };
    this.seen.push(entry);
    const status = this.answer(entry);
    if (status === "cut") request.destroy();
    else if (status !== "hang") response.writeHead(status).end();
    this.emit("request");
  }

  /** Waits until so many have come. */
  async came(count) {
    while (this.seen.length < count) await once(this, "request");
  }
}

/** Creates a webhook, and resolves to its id. */
export async function subscribe(base, provider, url, types) {
  const { path, body } = PROVIDERS[provider];
  const created = await post(base, provider, path, body(url, types));
  return (created.data ?? created).id;
}

/** Publishes an event; resolves to its id. Fails where it is not answered as a whole. */
export async function publish(base, provider, event) {
  const init = { method: "POST", headers: JSON_BODY, body: JSON.stringify(event) };
  const response = await fetch(`${base}/_/${provider}/events`, init);
  const text = await response.text();
  if (response.status !== 202) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text).id;
}

export async function post(base, provider, path, body) {
  const headers = { ...PROVIDERS[provider].key, ...JSON_BODY };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(`${base}/${provider}${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Lets the clock go on, and waits for all that is due by then. */
export async function advance(base, duration) {
  const body = JSON.stringify({ advance: duration });
  const init = { method: "POST", headers: JSON_BODY, body };
  const response = await fetch(`${base}/_/time`, init);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
}

const JSON_BODY = { "Content-Type": "application/json" };
