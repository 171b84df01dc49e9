// CryptoFuse, by its page (seed 003), which says most of it, and providers.md.
import { SELECTORS, TYPES } from "../../vectors/provider-facts.js";
import { present, recent } from "../match.js";

const MASK = /^whsk_[0-9A-Z]{2}\*{28}[0-9A-Z]{2}$/;
const masked = (secret) => `${secret.slice(0, 7)}${"*".repeat(28)}${secret.slice(-2)}`;

const item = ({ id, fields, times, secret }) => ({
  id,
  url: fields.url,
  event_types: fields.event_types,
  status: fields.status ?? "active",
  created_at: times?.created_at ?? recent,
  last_triggered_at: null,
  failure_count: 0,
  secret: secret ? masked(secret) : MASK,
});
const detailed = (record) => present({ ...item(record), description: record.fields.description });

export const cryptofuse = {
  id: "cryptofuse",
  credentials: [{ "x-api-key": "{key}" }, { authorization: "Bearer {token}" }],
  path: "/user/webhooks",
  idForm: /^wh_[0-9a-f]{32}$/,
  unknownId: () => "wh_550e8400e29b41d4a716446655440000",
  /** An id of another form is told apart from one that is not there. */
  refusesIdForm: true,
  httpsOnly: true,
  cap: 10,
  fields: { url: "url", event_types: "events", description: "string", status: "enum" },
  required: ["url"],
  defaults: { event_types: ["payment.all", "withdrawal.all", "wallet.all", "security.all"] },
  minimal: (url) => ({ url }),
  full: (url) => ({
    url,
    event_types: ["payment.completed", "payment.failed", "withdrawal.status_changed"],
    description: "Main payment notifications webhook",
  }),
  /** What a webhook starts with and no body of create can say. */
  updateOnly: ["status"],
  events: [...TYPES.cryptofuse, ...SELECTORS.cryptofuse],
  changes: [
    { url: "https://other.example/hook" },
    { event_types: ["wallet.created", "payment.all"] },
    { description: "Another note" },
    { description: "" },
    { status: "inactive" },
    { status: "active" },
  ],
  createStatus: 201,
  created: ({ id, fields, secret }) =>
    present({
      id,
      url: fields.url,
      event_types: fields.event_types,
      status: "active",
      created_at: recent,
      secret: secret ?? /^whsk_[0-9A-Z]{25}$/,
      description: fields.description,
    }),
  times: ({ created_at }) => ({ created_at }),
  list: (records) => ({ webhooks: records.map(item), count: records.length }),
  got: detailed,
  updated: detailed,
  /** The id is in the body, or in the query. */
  delete: (id) => ({ path: "", body: { webhook_id: id } }),
  deleted: ({ id }) => ({ deleted: true, webhook_id: id }),
  one: (json) => json,
  items: (json) => json.webhooks,
  secret: { field: "secret", shownBy: "create" },
  errors: {
    type: "application/json",
    messages: {
      unauthenticated: [401, "The API key or access token is missing or not known"],
      invalid_url: [400, "The URL is not a valid https URL"],
      invalid_events: [400, "An event type is not one to subscribe to"],
      invalid_id: [400, "The webhook's id does not have the form of one"],
      duplicate_url: [400, "Another webhook has this URL"],
      too_many_webhooks: [400, "The account has as many webhooks as it may have"],
    },
    codes: {
      unknown_path: "not_found",
      method_not_allowed: "method_not_allowed",
      unauthenticated: "authentication_failed",
      rate_limited: "rate_limit_exceeded",
      unsupported_media_type: "unsupported_media_type",
      body_too_large: "body_too_large",
      malformed_body: "malformed_body",
      invalid_body: "invalid_request",
      invalid_url: "invalid_url",
      invalid_events: "invalid_event_types",
      invalid_id: "invalid_webhook_id",
      duplicate_url: "url_already_exists",
      too_many_webhooks: "webhook_limit_reached",
      not_found: "webhook_not_found",
    },
    /** Which situations the violations may be: the page names the URL's and the event types'. */
    situations: (list) => {
      const [[path, code]] = list;
      const field = { url: "invalid_url", event_types: "invalid_events", webhook_id: "invalid_id" };
      const own = field[path.split("/")[1]];
      if (!own) return ["invalid_body"];
      const form = code.startsWith("url_") || ["unknown_event_type", "pattern"].includes(code);
      return form ? [own] : [own, "invalid_body"];
    },
    body: ({ code, message, violations }) => ({
      error: present({ code, message, details: violations }),
    }),
  },
};
