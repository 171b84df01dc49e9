// Connect Financial's Gateway API, by its page (seed 000) and, where that is silent, providers.md.
import { TYPES } from "../../vectors/provider-facts.js";
import { begins, SECRET, UUID } from "../match.js";

const item = ({ id, fields }) => ({
  id,
  name: fields.name,
  subscribedEventTypes: fields.subscribedEventTypes,
  active: fields.active,
  url: fields.url,
});
const envelope = (message, data) => ({ traceId: UUID, message, data });

export const connect = {
  id: "connect",
  credentials: [{ "x-api-key": "{key}" }],
  path: "/webhooks",
  idForm: UUID,
  unknownId: () => crypto.randomUUID(),
  fields: {
    name: "string",
    url: "url",
    subscribedEventTypes: "events",
    active: "boolean",
  },
  required: ["name", "url", "subscribedEventTypes"],
  defaults: { active: true },
  minimal: (url) => ({ name: "Ledger", url, subscribedEventTypes: ["CUSTOMER_CREATED"] }),
  full: (url) => ({
    name: "Büro 😀",
    url,
    subscribedEventTypes: ["LTV_LIQUIDATED", "WEBHOOK_CREATED"],
    active: false,
  }),
  events: TYPES.connect,
  changes: [
    { name: "Another" },
    { url: "https://other.example/hook?a=1&b=%20" },
    { subscribedEventTypes: ["ASSET_TRADE_FAIL", "LTV_LIQUIDATED"] },
    { subscribedEventTypes: [] },
    { active: false },
    { active: true },
  ],
  createStatus: 201,
  created: (record) =>
    envelope("Webhook created", { ...item(record), signature: record.secret ?? SECRET }),
  list: (records) => envelope("Webhooks found", records.map(item)),
  got: (record) => envelope("Webhook found", item(record)),
  updated: (record) => envelope("Webhook updated", item(record)),
  deleted: (record) => envelope("Webhook deleted", item(record)),
  one: (json) => json.data,
  items: (json) => json.data,
  secret: { field: "signature", shownBy: "create" },
  errors: {
    type: "application/json",
    messages: {
      unauthenticated: [403, "The API key is missing or not known"],
      invalid_body: [
        400,
        "The body is not valid: a required field is missing, or a field has another form",
      ],
    },
    /** The page's error has no room for a list: violations follow in the message. */
    body: ({ message, detailed }) => ({
      traceId: UUID,
      message: detailed && typeof message === "string" ? begins(message) : message,
    }),
  },
};
