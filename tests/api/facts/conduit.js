// Conduit v1, by its page (seed 001) and providers.md.
import { TYPES } from "../../vectors/provider-facts.js";
import { SECRET, present } from "../match.js";
import { problem } from "./problem.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const EPOCH = 1_400_000_000n;
const DAY = 86_400n;

/** Whether it is a KSUID with the prefix, made today: 20 bytes, the first four of them the time. */
function ksuid(text) {
  if (!/^whk_[a-zA-Z0-9]{27}$/.test(text)) return false;
  let value = 0n;
  for (const character of text.slice(4)) {
    value = value * 62n + BigInt(ALPHABET.indexOf(character));
  }
  const age = BigInt(Math.floor(Date.now() / 1000)) - ((value >> 128n) + EPOCH);
  return age > -DAY && age < DAY;
}

const item = ({ id, fields }) =>
  present({
    id,
    url: fields.url,
    status: fields.status,
    events: fields.events,
    clientId: fields.clientId,
  });

export const conduit = {
  id: "conduit",
  credentials: [{ "x-api-key": "{key}", "x-api-secret": "{secret}" }],
  path: "/webhooks",
  idForm: ksuid,
  unknownId: () => "whk_2ofTA13AD0xBtbEvBl20aEb1hEu",
  fields: { url: "url", events: "events", status: "enum", clientId: "string" },
  required: ["url", "events"],
  fixed: ["clientId"],
  defaults: { status: "enabled" },
  minimal: (url) => ({ url, events: ["customer.active"] }),
  full: (url) => ({
    url,
    events: ["transaction.completed", "customer.active", "counterparty.deleted"],
    status: "disabled",
    clientId: "client_2ofTA13AD0xBtbEvBl20aEb1hEu",
  }),
  events: TYPES.conduit,
  violations: [
    [{ events: [] }, ["/events", "min_items"]],
    [{ clientId: "client_1" }, ["/clientId", "pattern"]],
    [{ clientId: "whk_2ofTA13AD0xBtbEvBl20aEb1hEu" }, ["/clientId", "pattern"]],
  ],
  updateViolations: [[{ events: [] }, ["/events", "min_items"]]],
  changes: [
    { url: "https://other.example/hook" },
    { events: ["transaction.created"] },
    { status: "disabled" },
    { status: "enabled" },
  ],
  paging: "cursor",
  createStatus: 201,
  created: item,
  list: (records, nextCursor = null) => ({ data: records.map(item), nextCursor }),
  got: (record) => ({ ...item(record), secret: record.secret ?? SECRET }),
  updated: item,
  deleteStatus: 204,
  deleted: () => undefined,
  secret: { field: "secret", shownBy: "get" },
  one: (json) => json,
  items: (json) => json.data,
  errors: {
    type: "application/problem+json",
    messages: { unauthenticated: [401, "The API key or secret is missing or not known"] },
    body: problem,
  },
};
