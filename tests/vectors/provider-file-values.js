// Values of a provider file that mean nothing where they stand, each with the places of its faults.
import { BASE } from "./provider-file.js";

/** The base with other values. */
export const set = (name, changes, ...faults) => ({ name, set: changes, faults });

/** The base without something. */
export const remove = (name, pointers, ...faults) => ({ name, remove: pointers, faults });

export function valueCases() {
  const properties = "/operations/create/body/properties";
  return [
    set("another format", { "/format": 2 }, "/format"),
    set("a format in words", { "/format": "1" }, "/format"),
    set("a format that is 1.0", { "/format": null }, "/format"),
    ...["", "Acme", "1a", "a b", "a/b", "a\n", "é", "a".repeat(65)].map((id) =>
      set(`an id of ${JSON.stringify(id.slice(0, 10))}`, { "/id": id }, "/id"),
    ),
    ...[
      "connect",
      "conduit",
      "spritz",
      "cryptofuse",
      "devdraft",
      "stripe",
      "standard-webhooks",
    ].map((id) => set(`the id ${id} is taken`, { "/id": id }, "/id")),
    set("a name that is empty", { "/name": "" }, "/name"),
    set("a comment that is no text", { "/$comment": 1 }, "/$comment"),
    ...[
      "ids",
      "events/types",
      "events/examples",
      "events/selectors",
      "templates",
      "delivery/headers",
    ].map((place) =>
      set(
        `a comment that is no text in ${place}`,
        { [`/${place}/$comment`]: null },
        `/${place}/$comment`,
      ),
    ),
    set("a comment further in that is no text", { "/urls/$comment": [] }, "/urls/$comment"),
    set("assumed: nothing there", { "/assumed/0": "/no/such/place" }, "/assumed/0"),
    set("assumed: none of several", { "/assumed/0": "/sources/*/nothing" }, "/assumed/0"),
    set("assumed: no pointer", { "/assumed/0": "description" }, "/assumed/0"),

    set(
      "a delivery's header that its signature has",
      { "/delivery/headers/x-acme-signature": "1" },
      "/delivery/headers/x-acme-signature",
    ),
    set(
      "a delivery's header that every delivery has",
      { "/delivery/headers/content-type": "text/plain" },
      "/delivery/headers/content-type",
    ),
    set(
      "an id from a header that no delivery has",
      { "/delivery/receive/id": { header: "X-Acme-Id" } },
      "/delivery/receive/id/header",
    ),
    set("no credentials", { "/auth/anyOf": [] }, "/auth/anyOf"),
    set(
      "an unknown slot",
      { "/auth/anyOf/0/headers/Authorization": "Bearer {user}" },
      "/auth/anyOf/0/headers",
      "/auth/anyOf/0/headers/Authorization",
    ),
    set(
      "no name of a header",
      { "/auth/anyOf/1/headers/X Y": "{secret}" },
      "/auth/anyOf/1/headers/X Y",
    ),

    set(
      "a prefix that the pattern refuses",
      { "/ids/webhook/generate/prefix": "wh_" },
      "/ids/webhook/generate",
    ),
    set(
      "fewer characters than the pattern asks",
      { "/ids/webhook/generate/bytes": 11 },
      "/ids/webhook/generate",
    ),
    set(
      "ids that are no segment of a path",
      { "/ids/webhook": { pattern: "^[0-9A-Za-z+/=]+$", generate: { form: "base64", bytes: 12 } } },
      "/ids/webhook/generate",
    ),
    set(
      "ids longer than a key of a store has room for",
      { "/ids/webhook": { pattern: "^[0-9a-f]+$", generate: { form: "hex", bytes: 101 } } },
      "/ids/webhook/generate",
    ),
    set(
      "ids of which few are different",
      { "/ids/webhook": { pattern: "^[0-9a-f]+$", generate: { form: "hex", bytes: 5 } } },
      "/ids/webhook/generate",
    ),
    set(
      "numbers of which few are different",
      {
        "/ids/webhook": {
          pattern: "^[0-9]+$",
          generate: { form: "characters", alphabet: "0123456789", length: 14 },
        },
      },
      "/ids/webhook/generate",
    ),
    set(
      "more letters than a byte has values",
      { "/ids/order/generate/alphabet": "AB".repeat(150) },
      "/ids/order/generate/alphabet",
    ),
    set(
      "line breaks in ids of requests",
      {
        "/ids/request": {
          pattern: "^[a\n]+$",
          generate: { form: "characters", alphabet: "a\n", length: 64 },
        },
      },
      "/ids/request/generate/alphabet",
    ),
    set(
      "letters that the pattern refuses",
      { "/ids/order/generate/alphabet": "ABc" },
      "/ids/order/generate",
    ),
    set(
      "a UUID that the pattern refuses",
      { "/ids/client/pattern": "^[0-9]{36}$" },
      "/ids/client/generate",
    ),
    set(
      "a KSUID that the pattern refuses",
      { "/ids/delivery/pattern": "^evt_[0-9a-f]{27}$" },
      "/ids/delivery/generate",
    ),
    set(
      "secrets that the pattern refuses",
      { "/secret/pattern": "^acme_[0-9A-F]*$" },
      "/secret/generate",
    ),
    set("secrets that are too long", { "/secret/maxLength": 40 }, "/secret/generate"),
    set(
      "an alphabet of one",
      { "/ids/order/generate/alphabet": "A" },
      "/ids/order/generate/alphabet",
    ),
    set(
      "an alphabet with a letter twice",
      { "/ids/order/generate/alphabet": "ABA" },
      "/ids/order/generate/alphabet",
    ),
    set("an unknown form", { "/ids/order/generate/form": "words" }, "/ids/order/generate/form"),
    set("bytes of a UUID", { "/ids/client/generate/bytes": 16 }, "/ids/client/generate/bytes"),
    set("no bytes", { "/secret/generate/bytes": 0 }, "/secret/generate/bytes"),
    set("an unknown encoding", { "/secret/encoding": "hex" }, "/secret/encoding"),
    set("an unknown owner", { "/secret/owner": "user" }, "/secret/owner"),
    set("a mask without a star", { "/secret/mask/stars": 0 }, "/secret/mask/stars"),
    set("a mask of half a star", { "/secret/mask/stars": 0.5 }, "/secret/mask/stars"),

    set(
      "an example that is not there",
      { "/events/types/order.placed/example": "ordre" },
      "/events/types/order.placed/example",
    ),
    set(
      "a selector of an unlisted type",
      { "/events/selectors/ends/types/0": "order.gone" },
      "/events/selectors/ends/types/0",
    ),
    set(
      "a selector of both kinds",
      { "/events/selectors/ends/prefix": "o" },
      "/events/selectors/ends",
    ),
    remove("a selector of nothing", ["/events/selectors/ends/types"], "/events/selectors/ends"),
    set(
      "a selector named as a type",
      { "/events/selectors/order.placed": { prefix: "" } },
      "/events/selectors/order.placed",
    ),
    set(
      "a selector of a selector",
      { "/events/selectors/ends/types/0": "order.*" },
      "/events/selectors/ends/types/0",
    ),
    set(
      "an unlisted type is published",
      { "/operations/create/publishes/type": "hook.gone" },
      "/operations/create/publishes/type",
    ),
    set(
      "a selector is published",
      { "/operations/create/publishes/type": "order.*" },
      "/operations/create/publishes/type",
    ),
    set(
      "a secret is published",
      { "/operations/create/publishes/data/secret": { $: "record.secret" } },
      "/operations/create/publishes/data/secret/$",
    ),
    set(
      "an unlisted type by default",
      { [`${properties}/events/default`]: ["order.gone"] },
      `${properties}/events/default`,
    ),
    set("a type and a selector by default", {
      [`${properties}/events/default`]: ["order.placed", "order.*"],
    }),
    set(
      "an unlisted type as example",
      { [`${properties}/events/examples`]: [["order.gone"]] },
      `${properties}/events/examples/0`,
    ),
    set("a type with a space", { "/events/types/a b": {} }, "/events/types/a b"),
    set(
      "a merge of nothing",
      { "/events/types/hook.added/merge": {} },
      "/events/types/hook.added/example",
    ),

    set(
      "a webhook's URL under a name that no body has",
      { "/subscription/url": "uri" },
      "/subscription/url",
    ),
    set(
      "a webhook's events under a name that no body has",
      { "/subscription/events": "event" },
      "/subscription/events",
    ),
    set(
      "a webhook's secret under a name that no body has",
      { "/subscription/secret": "key" },
      "/subscription/secret",
    ),
    ...["url", "shop", "secret"].map((field) =>
      set(
        `the field ${field} may be null`,
        { [`${properties}/${field}/type`]: ["string", "null"] },
        `${properties}/${field}`,
      ),
    ),
    set("a URL of any type", { [`${properties}/url`]: {} }, `${properties}/url`),
    set(
      "a URL of any type, in another operation",
      { "/operations/update/body/properties/url": true },
      "/operations/update/body/properties/url",
    ),
    set(
      "events that are one text",
      { [`${properties}/events/type`]: "string" },
      `${properties}/events`,
    ),
    set("events of any type", { [`${properties}/events/items`]: {} }, `${properties}/events`),
    set(
      "events in a list of anything",
      { [`${properties}/events/items`]: true },
      `${properties}/events`,
    ),
    remove("clients without ids", ["/ids/client"], "/subscription/client"),
    ...["create", "update", "delete"].map((operation) =>
      remove(
        `a body of any type: ${operation}`,
        [`/operations/${operation}/body/type`],
        `/operations/${operation}/body/type`,
      ),
    ),
    set("a field twice", { "/subscription/name": "events" }, "/subscription/name"),
    set(
      "one value",
      { "/subscription/active/values": [["on", true]] },
      "/subscription/active/values",
    ),
    set(
      "a value that is no pair",
      { "/subscription/active/values/1": ["off"] },
      "/subscription/active/values",
      "/subscription/active/values/1",
    ),
    set("an unknown scheme", { "/urls/schemes": ["https", "ftp"] }, "/urls/schemes/1"),
    set("a length of no URL", { "/urls/maxLength": 0 }, "/urls/maxLength"),

    set(
      "two operations on one route",
      { "/operations/deliveries/path": "/v1/hooks" },
      "/operations/deliveries/path",
    ),
    set(
      "two operations on one route, one by another method",
      { "/operations/get/alternatives": ["PATCH"] },
      "/operations/update/path",
    ),
    set(
      "a method twice",
      { "/operations/update/alternatives/0": "PATCH" },
      "/operations/update/path",
    ),
    set("an unknown method", { "/operations/create/method": "SEND" }, "/operations/create/method"),
    ...["v1", "/v1/", "/v1//a", "/v1/../a", "/v1/{hook}", "/v1/a b", "/v1?a"].map((path) =>
      set(`the path ${path}`, { "/operations/create/path": path }, "/operations/create/path"),
    ),
    set(
      "an id where none is",
      { "/operations/create/path": "/v1/hooks/{id}" },
      "/operations/create/path",
    ),
    set("no id where one is", { "/operations/get/path": "/v1/hook" }, "/operations/get/path"),
    set("an id in two places", { "/operations/get/id": { query: "recent" } }, "/operations/get/id"),
    set(
      "an id in a field that is not there",
      { "/operations/delete/id/body": "id" },
      "/operations/delete/id/body",
    ),
    set(
      "pages by a parameter that is not there",
      { "/operations/list/paging/page": "p" },
      "/operations/list/paging/page",
    ),
    set(
      "pages of one webhook",
      { "/operations/get/paging": BASE.operations.list.paging },
      "/operations/get/paging",
    ),
    set(
      "a query that is a text",
      { "/operations/list/query/type": "string" },
      "/operations/list/query/type",
    ),
    set(
      "a status of 404",
      { "/operations/get/success/status": 404 },
      "/operations/get/success/status",
    ),
    set(
      "a body of 204",
      { "/operations/create/success/status": 204 },
      "/operations/create/success/body",
    ),
    set(
      "a body of 205",
      { "/operations/create/success/status": 205 },
      "/operations/create/success/body",
    ),
    set(
      "an error of 200",
      { "/errors/cases/internal/status": 200 },
      "/errors/cases/internal/status",
    ),
    set(
      "an unknown case",
      { "/errors/cases/teapot": { status: 418, message: "a teapot" } },
      "/errors/cases/teapot",
    ),
    set("another content type", { "/errors/contentType": "text/html" }, "/errors/contentType"),

    ...[
      "multipleOf",
      "patternProperties",
      "$ref",
      "allOf",
      "oneOf",
      "not",
      "if",
      "maxProperties",
      "dependentRequired",
      "contentEncoding",
    ].map((keyword) =>
      set(
        `a schema with ${keyword}`,
        { [`${properties}/url/${keyword}`]: 1 },
        `${properties}/url/${keyword}`,
      ),
    ),
    set("a type that is none", { [`${properties}/note/type`]: "text" }, `${properties}/note/type`),
    set(
      "a format that is not checked",
      { [`${properties}/until/format`]: "email" },
      `${properties}/until/format`,
    ),
    set(
      "fewer than nothing",
      { [`${properties}/name/minLength`]: -1 },
      `${properties}/name/minLength`,
    ),
    set(
      "more at least than at most",
      { [`${properties}/name/minLength`]: 5 },
      `${properties}/name/maxLength`,
    ),
    set(
      "a default that is refused",
      { [`${properties}/status/default`]: "On" },
      `${properties}/status/default`,
    ),
    set(
      "a default of the whole",
      { "/operations/create/body/default": {} },
      "/operations/create/body/default",
    ),
    set(
      "an enum of nothing",
      { [`${properties}/status/enum`]: [] },
      `${properties}/status/default`,
      `${properties}/status/enum`,
    ),

    set(
      "a template of an unknown field",
      { "/templates/webhook/id/$": "record.identity" },
      "/templates/webhook/id/$",
    ),
    set("a template of no field", { "/templates/webhook/id/$": "" }, "/templates/webhook/id/$"),
    set(
      "a template of a field of elsewhere",
      { "/templates/webhook/id/$": "event.id" },
      "/templates/webhook/id/$",
    ),
    set(
      "a record in a list's frame",
      { "/operations/list/success/body/next/$": "record.id" },
      "/operations/list/success/body/next/$",
    ),
    set(
      "a field of data that no example has",
      { "/delivery/body/shop/$": "event.data.shop.name" },
      "/delivery/body/shop/$",
    ),
    set(
      "a list that is not there",
      { "/operations/list/success/body/hooks/$each": "hooks" },
      "/operations/list/success/body/hooks/$each",
    ),
    set(
      "a GET that changes something",
      { "/operations/update/method": "GET", "/operations/update/path": "/v1/other/{id}" },
      "/operations/update/method",
    ),
    set(
      "a list of webhooks as it is, which would tell their secrets",
      { "/operations/list/success/body/hooks": { $: "records" } },
      "/operations/list/success/body/hooks/$",
    ),
    set(
      "a count of no list",
      { "/operations/list/success/body/count/$count": "page.total" },
      "/operations/list/success/body/count/$count",
    ),
    set(
      "a mask of another field",
      { "/templates/webhook/secret/$mask": "record.url" },
      "/templates/webhook/secret/$mask",
    ),
    set(
      "a condition of no field",
      { "/templates/webhook/note/$if": "record.note" },
      "/templates/webhook/note/$if",
    ),
    set(
      "a template of nothing",
      { "/operations/update/success/body/$use": "hook" },
      "/operations/update/success/body/$use",
    ),
    set(
      "a member that the shared template has",
      { "/operations/create/success/body/with/id": 1 },
      "/operations/create/success/body/with/id",
    ),
    set(
      "further members that are a form",
      { "/operations/create/success/body/with": { $: "record.secret" } },
      "/operations/create/success/body/with",
    ),
    set(
      "a template that uses itself",
      { "/templates/webhook/id": { $use: "webhook" } },
      "/templates/webhook/id/$use",
    ),
    set(
      "a template that nothing uses",
      { "/templates/other": { id: { $: "record.id" } } },
      "/templates/other",
    ),
    set("a form and more", { "/templates/webhook/id/more": 1 }, "/templates/webhook/id/more"),
    set(
      "an unknown form",
      { "/templates/webhook/id": { $map: "record.id" } },
      "/templates/webhook/id/$map",
    ),
    set("an error with a record", { "/errors/body/code/$": "record.id" }, "/errors/body/code/$"),
    set(
      "a delivery with an error",
      { "/delivery/headers/X-Acme-Type/$": "error.code" },
      "/delivery/headers/X-Acme-Type/$",
    ),

    set(
      "a type that is not where it is looked for",
      { "/delivery/receive/type": "/event" },
      "/delivery/receive/type",
    ),
    set(
      "a type that one event's data hides",
      {
        "/delivery/body/event": { $: "event.data.status", else: { $: "event.type" } },
        "/events/examples/order/status": "order.placed",
        "/delivery/receive/type": "/event",
      },
      "/delivery/receive/type",
    ),
    ...["/list/00", "/list/+0"].map((pointer) =>
      set(
        `the type at ${pointer}`,
        { "/delivery/body/list": [{ $: "event.type" }], "/delivery/receive/type": pointer },
        "/delivery/receive/type",
      ),
    ),
    set("the type in a list", {
      "/delivery/body/list": [{ $: "event.type" }],
      "/delivery/receive/type": "/list/0",
    }),
    set(
      "a delivery that is nested too deep",
      {
        "/delivery/body/deep": JSON.parse(`${"[".repeat(12)}{"$":"event.data"}${"]".repeat(12)}`),
        "/events/examples/order/deep": JSON.parse(`${"[".repeat(24)}${"]".repeat(24)}`),
      },
      "/delivery/body",
    ),
    set("a pointer that is none", { "/delivery/receive/data": "data" }, "/delivery/receive/data"),
    set("an id from nowhere", { "/delivery/receive/id": {} }, "/delivery/receive/id"),
    set("an unknown encryption", { "/delivery/encryption": "rot13" }, "/delivery/encryption"),
    set("a delay of nothing", { "/delivery/retry/delays/1": 0 }, "/delivery/retry/delays/1"),
    set("retries within no time", { "/delivery/retry/within": 0 }, "/delivery/retry/within"),
    set(
      "an unsigned timestamp",
      { "/delivery/signature/content": "{body}" },
      "/delivery/signature/content",
      "/delivery/signature/tolerance",
    ),
    set("a body of more than the host takes", { "/limits/body": 1 << 21 }, "/limits/body"),
    set("a cap of nothing", { "/rules/maxWebhooks": 0 }, "/rules/maxWebhooks"),
    set("a rule that is no boolean", { "/rules/uniqueUrl": "yes" }, "/rules/uniqueUrl"),
    set(
      "no name of a header of repeats",
      { "/rules/idempotency/header": "a b" },
      "/rules/idempotency/header",
    ),
    { name: "types in an array", set: { "/events/types": [] }, among: ["/events/types"] },
    set(
      "several faults at once",
      { "/id": "ACME", "/secret/encoding": "hex", "/urls/schemes/0": "ftp", "/limits/body": -1 },
      "/id",
      "/limits/body",
      "/secret/encoding",
      "/urls/schemes",
      "/urls/schemes/0",
    ),
  ];
}
