// The five providers as their pages tell of them; never from anyhook's own files.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After each failed attempt, the next one. */
const USUAL = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR];
const json = (body) => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** A request of the API: method, path and body. */
const ask = (method, path, body) => ({ method, path, ...(body && json(body)) });

const startsWith = (prefix) => (type) => type.startsWith(prefix);

export const providers = {
  connect: {
    path: "/webhooks",
    credentials: (account) => ({ "x-api-key": account }),
    types: ["CUSTOMER_CREATED", "LTV_LIQUIDATED", "ASSET_TRADE_FAIL", "VIRTUAL_ACCOUNT_CREATED"],
    /** The API tells these by itself. */
    own: { create: "WEBHOOK_CREATED", update: "WEBHOOK_UPDATED" },
    create: ({ url, events, active }) => ({
      name: "a webhook",
      url,
      subscribedEventTypes: events,
      active,
    }),
    update: ({ events, active }) => ({ subscribedEventTypes: events, active }),
    created: 201,
    secretOf: ({ data }) => data.signature,
    webhookOf: ({ data }) => data,
    listOf: ({ data }) => data,
    read: ({ id, url, active, subscribedEventTypes }) => ({
      id,
      url,
      active,
      events: subscribedEventTypes,
    }),
    delays: USUAL,
    jitter: 0.1,
    body: ({ id, type, createdAt, data }) => ({ id, eventType: type, createdAt, data }),
    eventOf: (headers, body) => body.id,
    signature: { header: "x-signature" },
  },
  conduit: {
    path: "/webhooks",
    credentials: (account) => ({ "x-api-key": account, "x-api-secret": "s" }),
    types: ["customer.active", "customer.created", "transaction.completed", "counterparty.active"],
    create: ({ url, events, active, client }) => ({
      url,
      events,
      status: active ? "enabled" : "disabled",
      clientId: client,
    }),
    update: ({ events, active }) => ({
      events,
      status: active === undefined ? undefined : active ? "enabled" : "disabled",
    }),
    created: 201,
    isSecretShown: true,
    secretOf: ({ secret }) => secret,
    webhookOf: (body) => body,
    listOf: ({ data }) => data,
    next: ({ nextCursor }) => nextCursor && `cursor=${encodeURIComponent(nextCursor)}`,
    read: ({ id, url, status, events, clientId }) => ({
      id,
      url,
      active: status === "enabled",
      events,
      client: clientId,
    }),
    /** The data of an event of a client's. */
    ofClient: (client, type) => ({ [type.split(".")[0]]: { clientId: client } }),
    delays: [
      30 * SECOND,
      ...[2, 5, 15, 30].map((minutes) => minutes * MINUTE),
      ...[1, 2, 4, 6, 10].map((hours) => hours * HOUR),
    ],
    jitter: 0,
    body: ({ type, data }) => ({ event: type, version: "1.0", data }),
    eventOf: (headers) => headers["conduit-webhook-idempotency-key"],
    signature: { header: "conduit-signature", timestamp: "conduit-signature-timestamp" },
  },
  spritz: {
    path: "/v1/integrator/webhooks",
    credentials: (account) => ({ authorization: `Bearer ${account}` }),
    types: ["account.created", "payment.created", "payment.completed", "capabilities.updated"],
    selectors: { "*": () => true },
    startsActive: true,
    create: ({ url, events }) => ({ url, events }),
    update: ({ events }) => ({ events }),
    /** An update can change the events alone, and enables what is disabled. */
    updateEnables: true,
    accountSecret: "/v1/integrator/webhook-secret",
    created: 200,
    webhookOf: (body) => body,
    listOf: (body) => body,
    read: ({ id, url, events, disabled, failureCount }) => ({
      id,
      url,
      active: !disabled,
      events,
      failures: failureCount,
    }),
    delays: USUAL,
    jitter: 0.1,
    disableAfter: 10,
    body: ({ type, data }) => ({ userId: data.userId, id: data.id, eventName: type }),
    eventOf: (headers, body) => body.id,
    /** The body names the resource; its id stands in for the event's, since each is used once. */
    namesResource: true,
    signature: { header: "signature" },
  },
  cryptofuse: {
    path: "/user/webhooks",
    credentials: (account) => ({ "x-api-key": account }),
    types: ["payment.completed", "withdrawal.created", "withdrawal.failed", "wallet.created"],
    selectors: {
      "payment.all": startsWith("payment."),
      "withdrawal.all": startsWith("withdrawal."),
      "wallet.all": startsWith("wallet."),
      "security.all": startsWith("security."),
      "withdrawal.status_changed": (type) =>
        /^withdrawal\.(approved|processing|completed|failed|cancelled)$/.test(type),
    },
    startsActive: true,
    create: ({ url, events }) => ({ url, event_types: events }),
    update: ({ events, active }) => ({
      event_types: events,
      status: active === undefined ? undefined : active ? "active" : "inactive",
    }),
    created: 201,
    secretOf: ({ secret }) => secret,
    webhookOf: (body) => body,
    listOf: ({ webhooks }) => webhooks,
    read: ({ id, url, status, event_types, failure_count }) => ({
      id,
      url,
      active: status === "active",
      events: event_types,
      failures: failure_count,
    }),
    deleteByBody: (id) => ({ webhook_id: id }),
    cap: { most: 10, code: "webhook_limit_reached" },
    uniqueUrl: { code: "url_already_exists" },
    codeOf: ({ error }) => error?.code,
    delays: USUAL,
    jitter: 0.1,
    mostRetryAfter: HOUR,
    disableAfter: 5,
    body: ({ id, type, createdAt, data }) => ({ id, event: type, created_at: createdAt, data }),
    eventOf: (headers, body) => body.id,
    signature: { header: "x-signature" },
  },
  devdraft: {
    path: "/api/v0/webhooks",
    credentials: (account) => ({ "x-client-key": account, "x-client-secret": "s" }),
    types: ["payment.completed", "payment.failed", "payment.pending", "payment.refunded"],
    /** A webhook gets every event. */
    selectsAll: true,
    create: ({ url, active, secret, encrypted }) => ({
      name: "a webhook",
      url,
      isActive: active,
      signing_secret: secret,
      encrypted,
    }),
    update: ({ active, secret }) => ({ isActive: active, signing_secret: secret }),
    rotates: 24 * HOUR,
    created: 201,
    secretOf: ({ signing_secret }) => signing_secret,
    webhookOf: (body) => body,
    listOf: ({ data }) => data,
    next: ({ page, limit, total }) => page * limit < total && `page=${page + 1}&limit=${limit}`,
    read: ({ id, url, isActive, delivery_stats: stats }) => ({
      id,
      url,
      active: isActive,
      total: stats.total_events,
      successful: stats.successful_deliveries,
      failed: stats.failed_deliveries,
    }),
    delays: USUAL,
    jitter: 0.1,
    body: ({ id, type, createdAt, data }) => ({ id, type, created_at: createdAt, data }),
    eventOf: (headers, body) => body.id,
    signature: { header: "x-webhook-signature", isList: true },
  },
};

/** Requests of a provider's API. */
export const requests = {
  create: (provider, webhook) => ask("POST", provider.path, provider.create(webhook)),
  update: (provider, id, changes) =>
    ask("PATCH", `${provider.path}/${id}`, provider.update(changes)),
  delete: (provider, id) =>
    provider.deleteByBody
      ? ask("DELETE", provider.path, provider.deleteByBody(id))
      : ask("DELETE", `${provider.path}/${id}`),
  get: (provider, id) => ask("GET", `${provider.path}/${id}`),
  list: (provider, query) => ask("GET", query ? `${provider.path}?${query}` : provider.path),
  secret: (provider, secret) => ask("POST", provider.accountSecret, { secret }),
};

/** Requests of anyhook's own API, which stands beside the providers'. */
export const control = {
  publish: (provider, event) => ask("POST", `/${provider}/events`, event),
  deliveries: (provider, query) => ask("GET", `/${provider}/deliveries?${query}`),
  resend: (provider, id) => ask("POST", `/${provider}/deliveries/${id}/resend`),
};

/** Whether a webhook is told of an event, while it is enabled. */
export function selects(provider, webhook, { type, client }) {
  if (webhook.client !== undefined && webhook.client !== client) return false;
  if (provider.selectsAll) return true;
  const { selectors = {} } = provider;
  return webhook.events.some((name) => name === type || selectors[name]?.(type));
}
