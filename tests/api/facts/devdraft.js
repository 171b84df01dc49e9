// Devdraft, by its page (seed 004) and providers.md.
import { SECRET, present, recent } from "../match.js";

const item = ({ id, fields, times }) => ({
  id,
  name: fields.name,
  url: fields.url,
  isActive: fields.isActive,
  encrypted: fields.encrypted,
  created_at: times?.created_at ?? recent,
  updated_at: recent,
  delivery_stats: {
    total_events: 0,
    successful_deliveries: 0,
    failed_deliveries: 0,
    last_delivery: null,
  },
});

export const devdraft = {
  id: "devdraft",
  credentials: [{ "x-client-key": "{key}", "x-client-secret": "{secret}" }],
  scopes: {
    create: "webhook:create",
    list: "webhook:read",
    get: "webhook:read",
    update: "webhook:update",
    delete: "webhook:delete",
  },
  /** Requests an hour, by the environment of the key. */
  limits: { production: 1000, development: 100 },
  idempotency: "idempotency-key",
  path: "/api/v0/webhooks",
  idForm: /^wh_[0-9A-Za-z]{1,64}$/,
  unknownId: () => "wh_0123456789abcdef0123456789abcdef",
  fields: {
    name: "string",
    url: "url",
    isActive: "boolean",
    signing_secret: "string",
    encrypted: "boolean",
  },
  required: ["name", "url"],
  defaults: { isActive: true, encrypted: false },
  minimal: (url) => ({ name: "Ledger", url }),
  full: (url) => ({
    name: "Ünï 😀",
    url,
    isActive: false,
    signing_secret: "my_own-Secret_0123456789_abcdefghij",
    encrypted: true,
  }),
  good: [
    { name: "abc" },
    { name: "n".repeat(100) },
    { name: "😀".repeat(100) },
    { signing_secret: "s".repeat(32) },
    { signing_secret: "s".repeat(256) },
  ],
  violations: [
    [{ name: "ab" }, ["/name", "min_length"]],
    [{ name: "n".repeat(101) }, ["/name", "max_length"]],
    [{ signing_secret: "s".repeat(31) }, ["/signing_secret", "pattern"]],
    [{ signing_secret: "s".repeat(257) }, ["/signing_secret", "pattern"]],
    [{ signing_secret: `${"s".repeat(32)}!` }, ["/signing_secret", "pattern"]],
  ],
  updateViolations: [
    [{ name: "ab" }, ["/name", "min_length"]],
    [{ signing_secret: "" }, ["/signing_secret", "pattern"]],
  ],
  changes: [
    { name: "Another" },
    { url: "http://other.example/hook" },
    { isActive: false },
    { isActive: true },
    { encrypted: true },
    { signing_secret: "a_new-Secret_0123456789_abcdefghijkl" },
  ],
  paging: "page",
  createStatus: 201,
  /** The secret is shown where the service made it, and only then. */
  created: (record) =>
    present({
      ...item(record),
      signing_secret: record.fields.signing_secret ? undefined : (record.secret ?? SECRET),
    }),
  times: ({ created_at }) => ({ created_at }),
  list: (records, { page = 1, limit = 20, total = records.length } = {}) => ({
    data: records.map(item),
    page,
    limit,
    total,
  }),
  got: item,
  updated: item,
  deleted: item,
  one: (json) => json,
  items: (json) => json.data,
  secret: { field: "signing_secret", shownBy: "create" },
  errors: {
    type: "application/json",
    messages: {
      unauthenticated: [401, "The client key or secret is missing or not known"],
      forbidden: [403, "The key lacks the scope for this"],
      idempotency_mismatch: [422, "The idempotency key was used before with another body"],
    },
    body: ({ status, reason, message, violations }) =>
      present({ statusCode: status, message, error: reason, details: violations }),
  },
};
