// Spritz Finance's integrator API, by its page (seed 002) and providers.md.
import { SELECTORS, TYPES } from "../../vectors/provider-facts.js";
import { excerpt, problem } from "./problem.js";

const item = ({ id, fields }) => ({
  id,
  events: fields.events,
  url: fields.url,
  failureCount: 0,
  disabled: false,
});

/** What its problem documents have besides. */
const members = ({ situation, path, id }) =>
  ({
    unknown_path: { resourceType: "path", resourceId: excerpt(path) },
    not_found: { resourceType: "webhook", resourceId: excerpt(id) },
    unauthenticated: { type: "urn:problem-type:auth:unauthorized", realm: "integrator" },
  })[situation];

export const spritz = {
  id: "spritz",
  credentials: [{ authorization: "Bearer {key}" }, { "x-integrator-key": "{key}" }],
  path: "/v1/integrator/webhooks",
  idForm: /^[0-9a-f]{24}$/,
  unknownId: () => "0123456789abcdef01234567",
  fields: { url: "url", events: "events" },
  required: ["url"],
  fixed: ["url"],
  defaults: { events: [] },
  minimal: (url) => ({ url }),
  full: (url) => ({ url, events: ["payment.completed", "capabilities.updated"] }),
  events: [...TYPES.spritz, ...SELECTORS.spritz],
  changes: [{ events: ["account.created"] }, { events: [] }, { events: ["*"] }],
  createStatus: 200,
  created: item,
  list: (records) => records.map(item),
  got: item,
  updated: item,
  deleted: ({ id }) => ({ id, deleted: true }),
  one: (json) => json,
  items: (json) => json,
  errors: {
    type: "application/problem+json",
    messages: { unauthenticated: [401, "The API key is missing or not known"] },
    body: (error) => ({ ...problem(error), ...members(error) }),
  },
};
