// Provider files that do not load: each is the base with a change, and has the places of its faults.
import { BASE } from "./provider-file.js";
import { remove, set, valueCases } from "./provider-file-values.js";

/** Objects with keys of the author's own; `*` stands for every key. */
const AUTHORS = [
  "/auth/anyOf/*/headers",
  "/ids",
  "/events/types",
  "/events/types/*/merge",
  "/events/examples",
  "/events/examples/**",
  "/events/selectors",
  "/operations/*/body/properties",
  "/operations/*/query/properties",
  "/operations/*/filter",
  "/templates",
  "/delivery/headers",
  "/delivery/signature/headers",
].map((pattern) => {
  const source = pattern.replaceAll("/**", "(/.*)?").replace(/\/\*(?=\/|$)/g, "/[^/]+");
  return new RegExp(`^${source}$`);
});

/** Templates: keys are the author's own, but for those of forms. */
const TEMPLATES = new RegExp(
  "^(/templates/[^/]+|/operations/[^/]+/success/body|/operations/[^/]+/publishes/data" +
    "|/errors/body|/errors/cases/[^/]+/members|/delivery/body|/delivery/headers/[^/]+)(/.*)?$",
);

const escape = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");

const isForm = (value) => Object.keys(value).some((key) => key.startsWith("$"));

/** Every key of the format's own, with the object that holds it, as JSON Pointers. */
function* formatKeys(value, path = "") {
  if (typeof value !== "object" || value === null) return;
  const authors =
    AUTHORS.some((pattern) => pattern.test(path)) || (TEMPLATES.test(path) && !isForm(value));
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value) && !authors) yield [path, key];
    yield* formatKeys(member, `${path}/${escape(key)}`);
  }
}

function misspelledCases() {
  return [...formatKeys(BASE)].map(([holder, key]) => {
    const wrong = `${key}x`;
    return {
      rename: { [`${holder}/${escape(key)}`]: wrong },
      among: [`${holder}/${wrong}`],
    };
  });
}

function missingCases() {
  const needed = [
    "/format",
    "/id",
    "/name",
    "/secret",
    "/secret/encoding",
    "/secret/generate",
    "/secret/generate/form",
    "/secret/generate/bytes",
    "/sources/0/checkedOn",
    "/auth",
    "/auth/anyOf",
    "/auth/anyOf/0/headers",
    "/ids/webhook/pattern",
    "/ids/webhook/generate",
    "/ids/order/generate/alphabet",
    "/ids/order/generate/length",
    "/subscription",
    "/subscription/url",
    "/subscription/active/field",
    "/operations/list",
    "/operations/get",
    "/operations/update",
    "/operations/delete",
    "/operations/create/method",
    "/operations/create/path",
    "/operations/create/success",
    "/operations/create/success/status",
    "/operations/create/publishes/type",
    "/operations/create/publishes/data",
    "/operations/list/paging/form",
    "/operations/list/paging/page",
    "/operations/list/paging/limit",
    "/operations/get/recentEvents/include",
    "/operations/get/recentEvents/limit",
    "/operations/deliveries/paging/cursor",
    "/templates/webhook/note/then",
    "/operations/deliveries/success/body/as",
    "/errors",
    "/errors/contentType",
    "/errors/body",
    "/errors/cases",
    ...Object.keys(BASE.errors.cases)
      .filter((name) => name !== "invalid_url")
      .map((name) => `/errors/cases/${name}`),
    "/errors/cases/internal/status",
    "/errors/cases/internal/message",
    "/delivery/body",
    "/delivery/signature",
    "/delivery/signature/headers",
    "/delivery/signature/content",
    "/delivery/signature/encoding",
    "/delivery/signature/tolerance",
    "/delivery/receive",
    "/delivery/receive/type",
    "/delivery/receive/data",
    "/delivery/unanswered/timeout",
    "/delivery/unanswered/other",
    "/delivery/retry/delays",
    "/delivery/disable/after",
    "/rules/idempotency/header",
    "/rules/idempotency/seconds",
  ];
  const cases = needed.map((path) => remove(`no ${path}`, [path], path));
  cases.push(
    { name: "no events", remove: ["/events"], among: ["/events"] },
    { name: "no event types", remove: ["/events/types"], among: ["/events/types"] },
    { name: "no delivery", remove: ["/delivery"], among: ["/delivery"] },
    { name: "no ids", remove: ["/ids"], among: ["/ids"] },
    { name: "no id of webhooks", remove: ["/ids/webhook"], among: ["/ids/webhook"] },
    { name: "no create", remove: ["/operations/create"], among: ["/operations/create"] },
    remove(
      "no templates",
      ["/templates"],
      "/operations/create/success/body/$use",
      "/operations/get/success/body/$use",
      "/operations/list/success/body/hooks/as/$use",
      "/operations/update/success/body/$use",
    ),
    remove(
      "no rules",
      ["/rules"],
      "/errors/cases/duplicate_url",
      "/errors/cases/too_many_webhooks",
      "/errors/cases/idempotency_mismatch",
    ),
    remove("no rule of unique URLs", ["/rules/uniqueUrl"], "/errors/cases/duplicate_url"),
    remove("no rule of a cap", ["/rules/maxWebhooks"], "/errors/cases/too_many_webhooks"),
    remove("no rule of repeats", ["/rules/idempotency"], "/errors/cases/idempotency_mismatch"),
    {
      name: "no operations",
      remove: ["/operations"],
      among: ["/auth", "/errors", "/limits", "/rules", "/subscription", "/templates", "/urls"],
    },
  );
  return cases;
}

/** Of patterns, what engines read differently, and what takes them forever. */
function patternCases() {
  const tokens = ["/ids/order/pattern", "/secret/pattern"];
  const schema = "/operations/create/body/properties/name/pattern";
  const cases = [];
  for (const pattern of [
    "^(?=a)a$",
    "^(?!a)b$",
    "^(?<=a)b$",
    "^(a)\\1$",
    "^(?<n>a)\\k<n>$",
    "(?i)^a$",
    "^(?i:a)$",
    "^[[:alpha:]]$",
    "^[a&&b]$",
    "^\\p{L}$",
    "^\\P{L}$",
    "^\\d$",
    "^\\w$",
    "^\\s$",
    "^\\bA$",
    "\\AA\\z",
    "^.$",
    "^A*?$",
    "^A++$",
    "^A{2,1}$",
    "^A{1001}$",
    "^[Z-A]$",
    "^[]$",
    "^(A$",
    "^A)$",
    "^[A$",
    "^*$",
    "^A\\",
    "^\\x41$",
    "^\\u0041$",
    "^\\cA$",
    "^\\Q.\\E$",
  ]) {
    cases.push(
      { set: Object.fromEntries(tokens.map((place) => [place, pattern])), among: tokens },
      { set: { [schema]: pattern }, faults: [schema] },
    );
  }
  for (const place of [...tokens, schema]) {
    cases.push(set("a pattern that is no string", { [place]: 1 }, place));
  }
  return cases;
}

/** Texts that are no provider file at all. */
function textCases() {
  const text = (name, input) => ({ name, text: input, faults: [""] });
  const whole = JSON.stringify(BASE);
  return [
    text("no text", ""),
    text("no JSON", "format: 1"),
    text("half a file", whole.slice(0, 200)),
    text("two files", "{}{}"),
    text("a key twice", '{"format":1,"format":1}'),
    text("a key twice, once escaped", '{"format":1,"f\\u006frmat":1}'),
    text("1 MiB", { first: '{"$comment":"', repeat: "a", times: 1 << 20, last: '"}' }),
    text("10,000 levels", { first: "", repeat: '{"a":', times: 10_000, last: "" }),
    ...["[]", "null", '"acme"', "1"].map((json) => text(json, json)),
    {
      name: "nothing",
      text: "{}",
      among: ["/format", "/id", "/name", "/secret", "/events", "/delivery"],
    },
  ];
}

/** The base, and what it does. */
const first = { name: "the base", definition: BASE, faults: [] };

/** What there need not be. */
function leastCases() {
  const optional = [
    "/$schema",
    "/$comment",
    "/sources",
    "/secret/pattern",
    "/secret/mask",
    "/secret/mask/first",
    "/secret/mask/stars",
    "/secret/mask/last",
    "/secret/maxLength",
    "/secret/owner",
    "/secret/grace",
    "/events/open",
    "/events/selectors",
    "/events/client",
    "/urls",
    "/operations/deliveries",
    "/operations/create/publishes",
    "/errors/cases/invalid_url",
    "/delivery/headers",
    "/delivery/receive/id",
    "/delivery/unanswered",
    "/delivery/retry",
    "/delivery/disable",
    "/limits",
  ];
  const more = { "/sources": ["/assumed/1"] };
  const receiver = ["auth", "subscription", "urls", "operations", "templates", "errors", "limits"];
  return [
    ...optional.map((path) => remove(`need not have ${path}`, [...(more[path] ?? []), path])),
    remove(
      "a receiver's file",
      ["rules", ...receiver].map((key) => `/${key}`),
    ),
    {
      name: "a comment anywhere",
      set: Object.fromEntries(
        ["urls", "delivery/retry", "ids", "delivery/headers", "delivery/signature/headers"].map(
          (place) => [`/${place}/$comment`, `of ${place}`],
        ),
      ),
      faults: [],
    },
  ];
}

export const defineProviderCases = () => [
  first,
  ...leastCases(),
  ...missingCases(),
  ...misspelledCases(),
  ...patternCases(),
  ...valueCases(),
  ...textCases(),
];
