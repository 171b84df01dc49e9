// What the providers' pages say beside bodies, events, ids and secrets: how one is authenticated,
// which operations there are, what errors say, when a delivery is tried again. By hand, as all is.

const KEY = { "X-API-Key": "{key}" };

/** Method and path of each operation, and the status of its success. */
function operations(listed) {
  const facts = {};
  for (const [name, [method, path, status]] of Object.entries(listed)) {
    facts[`/operations/${name}/method`] = method;
    facts[`/operations/${name}/path`] = path;
    facts[`/operations/${name}/success/status`] = status;
  }
  return facts;
}

/** The five operations with an id in the path. */
const plain = (path, created, deleted = 200) => ({
  create: ["POST", path, created],
  list: ["GET", path, 200],
  get: ["GET", `${path}/{id}`, 200],
  update: ["PATCH", `${path}/{id}`, 200],
  delete: ["DELETE", `${path}/{id}`, deleted],
});

/** Status, and code where there is one. */
function errors(cases) {
  const facts = {};
  for (const [name, [status, code]] of Object.entries(cases)) {
    facts[`/errors/cases/${name}/status`] = status;
    if (code) facts[`/errors/cases/${name}/code`] = code;
  }
  return facts;
}

/** A field that says in words whether a webhook is active. */
const word = (field, active, inactive) => ({
  field,
  values: [
    [active, true],
    [inactive, false],
  ],
});

const COMMON = {
  "/limits/body": 65_536,
  ...errors({
    unknown_path: [404],
    method_not_allowed: [405],
    unsupported_media_type: [415],
    body_too_large: [413],
    malformed_body: [400],
    invalid_body: [400],
    not_found: [404],
    rate_limited: [429],
    internal: [500],
  }),
};

const RETRIES = { "/delivery/retry": { delays: [5, 30, 120, 600, 3600], jitter: 10 } };

const FACTS = {
  connect: {
    "/auth": { anyOf: [{ headers: KEY }] },
    ...operations(plain("/webhooks", 201)),
    "/subscription": {
      url: "url",
      events: "subscribedEventTypes",
      active: "active",
      name: "name",
    },
    "/operations/create/publishes/type": "WEBHOOK_CREATED",
    "/operations/update/publishes/type": "WEBHOOK_UPDATED",
    "/errors/contentType": "application/json",
    // There is no 401.
    ...errors({ unauthenticated: [403], forbidden: [403] }),
    ...RETRIES,
  },
  conduit: {
    "/auth": { anyOf: [{ headers: { ...KEY, "X-API-Secret": "{secret}" } }] },
    ...operations(plain("/webhooks", 201, 204)),
    "/operations/list/paging/form": "cursor",
    "/errors/contentType": "application/problem+json",
    ...errors({ unauthenticated: [401] }),
    "/delivery/headers": { "conduit-webhook-idempotency-key": { $: "event.id" } },
    "/delivery/receive/id/header": "conduit-webhook-idempotency-key",
    "/delivery/retry": {
      within: 86_400,
      delays: [30, 120, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 36_000],
    },
    "/delivery/signature/tolerance": 300,
    "/subscription": {
      url: "url",
      events: "events",
      active: word("status", "enabled", "disabled"),
      client: "clientId",
    },
  },
  spritz: {
    "/auth": {
      anyOf: [
        { headers: { Authorization: "Bearer {key}" } },
        { headers: { "X-Integrator-Key": "{key}" } },
      ],
    },
    ...operations({
      ...plain("/v1/integrator/webhooks", 200),
      secret: ["POST", "/v1/integrator/webhook-secret", 200],
      deliveries: ["GET", "/v1/integrator/webhooks/deliveries", 200],
    }),
    "/operations/secret/alternatives": ["PUT"],
    "/operations/deliveries/paging": { form: "cursor", cursor: "cursor", limit: "limit" },
    "/secret/owner": "account",
    "/subscription": {
      url: "url",
      events: "events",
      active: word("disabled", false, true),
      secret: "secret",
    },
    "/errors/contentType": "application/problem+json",
    ...errors({ unauthenticated: [401] }),
    "/delivery/receive/id": { pointer: "/id", names: "resource" },
    "/delivery/unanswered": { timeout: 504, other: 500 },
    "/delivery/disable/after": 10,
    "/rules/updateEnables": true,
    ...RETRIES,
  },
  cryptofuse: {
    "/auth": { anyOf: [{ headers: KEY }, { headers: { Authorization: "Bearer {token}" } }] },
    ...operations({
      ...plain("/user/webhooks", 201),
      delete: ["DELETE", "/user/webhooks", 200],
    }),
    "/operations/delete/id": { body: "webhook_id", query: "webhook_id" },
    "/errors/contentType": "application/json",
    ...errors({
      unauthenticated: [401, "authentication_failed"],
      forbidden: [403, "insufficient_permissions"],
      rate_limited: [429, "rate_limit_exceeded"],
      invalid_url: [400, "invalid_url"],
      invalid_events: [400, "invalid_event_types"],
      duplicate_url: [400, "url_already_exists"],
      too_many_webhooks: [400, "webhook_limit_reached"],
      invalid_id: [400, "invalid_webhook_id"],
      not_found: [404, "webhook_not_found"],
    }),
    "/subscription": {
      url: "url",
      events: "event_types",
      active: word("status", "active", "inactive"),
      description: "description",
    },
    "/rules/maxWebhooks": 10,
    "/rules/uniqueUrl": true,
    "/delivery/retry": { delays: [5, 30, 120, 600, 3600], jitter: 10, retryAfter: 3600 },
    "/delivery/disable": { after: 5, keepsPending: true },
    "/secret/mask": { first: 2, stars: 28, last: 2 },
  },
  devdraft: {
    "/auth": {
      anyOf: [{ headers: { "x-client-key": "{key}", "x-client-secret": "{secret}" } }],
    },
    ...operations(plain("/api/v0/webhooks", 201)),
    "/operations/create/scope": "webhook:create",
    "/operations/list/scope": "webhook:read",
    "/operations/get/scope": "webhook:read",
    "/operations/update/scope": "webhook:update",
    "/operations/delete/scope": "webhook:delete",
    "/operations/list/paging": { form: "page", page: "page", limit: "limit" },
    "/operations/list/query/properties/page/default": 1,
    "/operations/list/query/properties/limit/default": 20,
    "/operations/list/query/properties/limit/minimum": 1,
    "/operations/list/query/properties/limit/maximum": 100,
    "/operations/get/query/properties/events_limit/minimum": 1,
    "/operations/get/query/properties/events_limit/maximum": 50,
    "/errors/contentType": "application/json",
    ...errors({ unauthenticated: [401], forbidden: [403] }),
    "/subscription": {
      url: "url",
      active: "isActive",
      name: "name",
      encrypted: "encrypted",
      secret: "signing_secret",
    },
    "/limits/requestsPerHour": { production: 1000, development: 100 },
    "/secret/grace": 86_400,
    "/rules/idempotency/header": "idempotency-key",
    "/delivery/encryption": "anyhook-v1",
    ...RETRIES,
  },
};

export const factCases = () =>
  Object.entries(FACTS).map(([provider, facts]) => ({ provider, facts: { ...COMMON, ...facts } }));
