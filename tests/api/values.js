// Values that a field does not take, and what is told of each.

const URLS = [
  ["", "url_malformed"],
  ["hooks.example/a", "url_malformed"],
  [" https://hooks.example/", "url_malformed"],
  ["ftp://hooks.example/", "url_scheme"],
  ["javascript:alert(1)", "url_scheme"],
  ["https://user:pass@hooks.example/", "url_credentials"],
  ["https://hooks.example/#part", "url_fragment"],
  ["https://", "url_host"],
  ["https://0x7f.1/", "url_host"],
  [`https://hooks.example/${"a".repeat(2048 - 21)}`, "url_too_long"],
];

const WRONG = {
  string: () => [null, 1, ["a"]].map((value) => [value, ["", "type"]]),
  boolean: () => [null, "true", 1].map((value) => [value, ["", "type"]]),
  enum: () => [null, "other", true].map((value) => [value, ["", "enum"]]),
  url: () => [
    ...[null, 1, {}].map((value) => [value, ["", "type"]]),
    ...URLS.map(([value, code]) => [value, ["", code]]),
  ],
  events: (facts) => [
    ...[null, "a", {}].map((value) => [value, ["", "type"]]),
    [["no.such_event"], ["/0", "unknown_event_type"]],
    [[facts.events[0].toUpperCase() + " "], ["/0", "unknown_event_type"]],
    [
      [facts.events[0], "no.such_event", 1, facts.events[1], ""],
      ["/1", "unknown_event_type"],
      ["/2", "type"],
      ["/4", "unknown_event_type"],
    ],
  ],
};

/** Changes of a body that the operation refuses: the fields, and the violations as `[path, code]`. */
export function badBodies(facts, operation) {
  const creates = operation === "create";
  const without = (creates ? facts.updateOnly : facts.fixed) ?? [];
  const rows = [];
  for (const [field, kind] of Object.entries(facts.fields)) {
    if (without.includes(field)) continue;
    for (const [value, ...violations] of WRONG[kind](facts)) {
      rows.push([
        { [field]: value },
        ...violations.map(([path, code]) => [`/${field}${path}`, code]),
      ]);
    }
  }
  return [...rows, ...((creates ? facts.violations : facts.updateViolations) ?? [])];
}

/** JSON that is no object. */
export const NO_OBJECTS = [[], [{}], null, "{}", 1, true];

/** The situations that a provider may call these violations. */
export const situations = (facts, violations) =>
  facts.errors.situations?.(violations) ?? ["invalid_body"];
