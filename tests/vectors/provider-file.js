// A provider of nobody's, small, with every block that a file may have.
const text = { type: "string" };

const record = (field) => ({ $: `record.${field}` });

const webhook = { $use: "webhook" };

const errorCase = (status, message, more) => ({ status, message, ...more });

export const BASE = {
  $schema: "./provider.schema.json",
  $comment: "Acme's shop",
  format: 1,
  id: "acme",
  name: "Acme",
  description: "Orders of a shop",
  sources: [{ title: "Acme: Webhooks", url: "https://acme.example/docs", checkedOn: "2026-11-21" }],
  assumed: ["/description", "/sources/*/title"],
  auth: {
    anyOf: [
      { headers: { Authorization: "Bearer {key}" } },
      { headers: { "X-Key": "{key}", "X-Secret": "{secret}" } },
      { headers: { Authorization: "OAuth {token}" } },
    ],
  },
  ids: {
    webhook: {
      pattern: "^hook_[0-9a-f]{24}$",
      generate: { prefix: "hook_", form: "hex", bytes: 12 },
    },
    delivery: { pattern: "^evt_[0-9A-Za-z]{27}$", generate: { prefix: "evt_", form: "ksuid" } },
    client: {
      pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
      generate: { form: "uuid" },
    },
    order: {
      pattern: "^[A-Z]{10}$",
      generate: { form: "characters", alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", length: 10 },
    },
  },
  secret: {
    encoding: "utf8",
    pattern: "^acme_[0-9A-Za-z_-]{32,}$",
    maxLength: 100,
    generate: { prefix: "acme_", form: "base64url", bytes: 32 },
    mask: { first: 1, stars: 5, last: 3 },
    owner: "subscription",
    grace: 60,
  },
  events: {
    open: true,
    types: {
      "order.placed": { description: "An order was placed", example: "order" },
      "order.cancelled": {
        description: "An order was cancelled",
        example: "order",
        merge: { status: "cancelled", total: null },
      },
      "hook.added": { description: "A webhook was added" },
    },
    examples: {
      order: { id: "ord_1", status: "placed", total: "49.90", shop: { id: "shop_1" } },
    },
    selectors: {
      "order.*": { description: "Every event of an order", prefix: "order." },
      ends: { description: "What ends an order", types: ["order.cancelled"] },
    },
    client: ["/shop/id"],
  },
  subscription: {
    url: "url",
    events: "events",
    active: {
      field: "status",
      values: [
        ["on", true],
        ["off", false],
      ],
    },
    name: "name",
    description: "note",
    client: "shop",
    encrypted: "sealed",
    secret: "secret",
  },
  urls: { schemes: ["https"], maxLength: 100 },
  operations: {
    create: {
      summary: "Create a webhook",
      method: "POST",
      path: "/v1/hooks",
      scope: "hooks:write",
      body: {
        title: "A webhook",
        type: "object",
        properties: {
          url: text,
          events: { type: "array", items: text, minItems: 1, maxItems: 3, uniqueItems: true },
          status: { enum: ["on", "off"], default: "on" },
          name: { type: "string", minLength: 2, maxLength: 4, pattern: "^[a-z]*$" },
          note: { type: ["string", "null"], description: "A note", examples: ["Main"] },
          shop: text,
          sealed: { type: "boolean", default: false, deprecated: true },
          secret: text,
          weight: { type: "number", minimum: 1, maximum: 2.5 },
          version: { const: 1 },
          until: { type: "string", format: "date-time" },
        },
        required: ["url", "events"],
        additionalProperties: false,
      },
      success: { status: 201, body: { ...webhook, with: { key: record("secret") } } },
      publishes: { type: "hook.added", data: { id: record("id") } },
    },
    list: {
      method: "GET",
      path: "/v1/hooks",
      query: {
        type: "object",
        properties: {
          page: { type: "integer", minimum: 1, default: 1 },
          limit: { type: "integer", minimum: 1, maximum: 100, default: 20 },
          on: { type: "boolean" },
        },
      },
      paging: { form: "page", page: "page", limit: "limit" },
      filter: { on: "active" },
      success: {
        status: 200,
        body: {
          hooks: { $each: "records", as: webhook },
          count: { $count: "records" },
          next: { $: "page.next", else: null },
        },
      },
    },
    get: {
      method: "GET",
      path: "/v1/hooks/{id}",
      query: {
        type: "object",
        properties: {
          recent: { type: "boolean" },
          most: { type: "integer", minimum: 1, maximum: 50, default: 10 },
        },
      },
      recentEvents: { include: "recent", limit: "most" },
      success: {
        status: 200,
        body: { ...webhook, with: { recent: { $each: "events", as: { $: "event.type" } } } },
      },
    },
    update: {
      method: "PATCH",
      alternatives: ["PUT"],
      path: "/v1/hooks/{id}",
      body: { type: "object", properties: { url: text, name: text } },
      success: { status: 200, body: webhook },
    },
    delete: {
      method: "DELETE",
      path: "/v1/hooks",
      id: { body: "hook", query: "hook" },
      body: { type: "object", properties: { hook: text }, required: ["hook"] },
      success: { status: 204 },
    },
    deliveries: {
      method: "GET",
      path: "/v1/deliveries",
      query: {
        type: "object",
        properties: { after: text, limit: { type: "integer", default: 20 } },
      },
      paging: { form: "cursor", cursor: "after", limit: "limit" },
      success: { status: 200, body: { $each: "deliveries", as: { at: { $: "delivery.at" } } } },
    },
  },
  templates: {
    webhook: {
      id: record("id"),
      url: record("url"),
      status: record("active"),
      // oxlint-disable-next-line unicorn/no-thenable -- a template's key, and nothing awaits one
      note: { $if: "record.description", then: { text: record("description") } },
      secret: { $mask: "record.secret" },
    },
  },
  errors: {
    contentType: "application/json",
    body: {
      code: { $: "error.code" },
      violations: { $each: "error.violations", as: { at: { $: "violation.path" } } },
    },
    cases: {
      unknown_path: errorCase(404, "no such path", { code: "path" }),
      method_not_allowed: errorCase(405, "no such method"),
      unauthenticated: errorCase(401, "no key", { members: { request: { $: "request.id" } } }),
      forbidden: errorCase(403, "no permission"),
      rate_limited: errorCase(429, "too many requests"),
      unsupported_media_type: errorCase(415, "no JSON"),
      body_too_large: errorCase(413, "too large"),
      malformed_body: errorCase(400, "malformed"),
      invalid_body: errorCase(422, "invalid"),
      not_found: errorCase(404, "no such webhook"),
      internal: errorCase(500, "broken"),
      unavailable: errorCase(503, "away"),
      invalid_url: errorCase(400, "no such URL"),
      duplicate_url: errorCase(409, "there already"),
      too_many_webhooks: errorCase(409, "too many"),
      idempotency_mismatch: errorCase(422, "another body"),
    },
  },
  delivery: {
    headers: { "X-Acme-Type": { $: "event.type" } },
    body: {
      id: { $: "event.id" },
      type: { $: "event.type" },
      at: { $: "event.createdAt" },
      data: { $: "event.data" },
      shop: { $: "event.data.shop.id" },
    },
    signature: {
      headers: { "X-Acme-Signature": "t={timestamp},v1={signature}" },
      separator: ",",
      content: "{timestamp}.{body}",
      encoding: "hex",
      tolerance: 300,
    },
    receive: { type: "/type", data: "/data", id: { pointer: "/id", names: "delivery" } },
    unanswered: { timeout: 504, other: 500 },
    retry: { delays: [1, 2], jitter: 10, retryAfter: 60, within: 90 },
    disable: { after: 5, keepsPending: true },
    encryption: "anyhook-v1",
  },
  limits: { body: 1000, requestsPerHour: { production: 100, development: 10 } },
  rules: {
    maxWebhooks: 2,
    uniqueUrl: true,
    idempotency: { header: "idempotency-key", seconds: 60 },
    updateEnables: true,
  },
};
