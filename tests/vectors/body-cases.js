// Bodies of requests: what each provider's operations take, and what is wrong with others.
import { BODIES, CLIENT, EVENTS_FIELD, PROVIDERS, SELECTORS, TYPES } from "./provider-facts.js";
import { bad, good } from "./verdict.js";
import { textCases } from "./text-cases.js";
import { endpointCases } from "./endpoint-cases.js";

const without = (body, field) =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== field));

const WRONG = {
  string: [null, 1, true, [], {}],
  boolean: [null, 1, "true", [], {}],
  array: [null, 1, true, "a", {}],
  enum: [null, 1, true, "", [], {}],
};
const CODE = { string: "type", boolean: "type", array: "type", enum: "enum" };

/** The fields of each operation. `absent` is what an absent one becomes. */
const FIELDS = {
  connect: {
    create: {
      name: { is: "string", required: true },
      url: { is: "string", required: true },
      subscribedEventTypes: { is: "array", required: true },
      active: { is: "boolean", absent: true },
    },
    update: {
      name: { is: "string" },
      url: { is: "string" },
      subscribedEventTypes: { is: "array" },
      active: { is: "boolean" },
    },
  },
  conduit: {
    create: {
      url: { is: "string", required: true },
      events: { is: "array", required: true },
      status: { is: "enum", absent: "enabled" },
      clientId: { is: "string" },
    },
    update: { url: { is: "string" }, events: { is: "array" }, status: { is: "enum" } },
  },
  spritz: {
    create: { url: { is: "string", required: true }, events: { is: "array", absent: [] } },
    update: { events: { is: "array" } },
    secret: { secret: { is: "string", required: true } },
  },
  cryptofuse: {
    create: {
      url: { is: "string", required: true },
      event_types: {
        is: "array",
        absent: ["payment.all", "withdrawal.all", "wallet.all", "security.all"],
      },
      description: { is: "string" },
    },
    update: {
      url: { is: "string" },
      event_types: { is: "array" },
      status: { is: "enum" },
      description: { is: "string" },
    },
    delete: { webhook_id: { is: "string", required: true } },
  },
  devdraft: {
    create: {
      name: { is: "string", required: true },
      url: { is: "string", required: true },
      isActive: { is: "boolean", absent: true },
      signing_secret: { is: "string" },
      encrypted: { is: "boolean", absent: false },
    },
    update: {
      name: { is: "string" },
      url: { is: "string" },
      isActive: { is: "boolean" },
      signing_secret: { is: "string" },
      encrypted: { is: "boolean" },
    },
  },
};

/** A body of the operation that breaks no rule. */
function goodBody(provider, operation) {
  if (operation === "secret") return { secret: "s" };
  if (operation === "delete") return { webhook_id: "wh_550e8400e29b41d4a716446655440000" };
  const known = Object.keys(FIELDS[provider][operation]);
  return Object.fromEntries(
    Object.entries(BODIES[provider]).filter(([field]) => known.includes(field)),
  );
}

/** Each field absent, and of every other type. */
function fieldCases() {
  const cases = [];
  for (const [provider, operations] of Object.entries(FIELDS)) {
    for (const [operation, fields] of Object.entries(operations)) {
      const body = goodBody(provider, operation);
      cases.push(good("a good body", provider, operation, body));
      for (const text of ["[]", "[{}]", "null", '"{}"', "1", "false"]) {
        const { body: _, ...no } = bad("no object", provider, operation, {}, ["", "type"]);
        cases.push({ ...no, text });
      }
      for (const [field, { is, required, absent }] of Object.entries(fields)) {
        const less = without(body, field);
        const filled = absent === undefined ? undefined : { ...less, [field]: absent };
        cases.push(
          required
            ? bad(`no ${field}`, provider, operation, less, [`/${field}`, "required"])
            : good(`no ${field}`, provider, operation, less, filled),
        );
        for (const wrong of WRONG[is]) {
          const violation = [`/${field}`, CODE[is]];
          const name = `${field} is ${JSON.stringify(wrong)}`;
          const others = operation === "update" ? {} : body;
          cases.push(bad(name, provider, operation, { ...others, [field]: wrong }, violation));
        }
      }
      const more = { ...body, unknown: [null], __proto: 1, Url: 2 };
      cases.push(good("unknown fields are ignored", provider, operation, more));
    }
  }
  for (const provider of ["connect", "conduit", "cryptofuse", "devdraft"]) {
    cases.push(good("nothing to change, and nothing filled in", provider, "update", {}));
  }
  return cases;
}

/** Every event type and selector alone, all of them, and what is none. */
function eventCases() {
  const cases = [];
  for (const [provider, field] of Object.entries(EVENTS_FIELD)) {
    const listed = [...TYPES[provider], ...SELECTORS[provider]];
    for (const operation of ["create", "update"]) {
      const body = goodBody(provider, operation);
      const set = (events) => ({ ...body, [field]: events });
      cases.push(good("every event type and selector", provider, operation, set(listed)));
      cases.push(
        provider === "conduit"
          ? bad("no events", provider, operation, set([]), [`/${field}`, "min_items"])
          : good("no events", provider, operation, set([])),
      );
      const mixed = [listed[0], "no.such_event", listed[1], 1, null, ""];
      cases.push(
        bad(
          "some events that are none",
          provider,
          operation,
          set(mixed),
          [`/${field}/1`, "unknown_event_type"],
          [`/${field}/3`, "type"],
          [`/${field}/4`, "type"],
          [`/${field}/5`, "unknown_event_type"],
        ),
      );
    }
    const set = (events) => ({ ...BODIES[provider], [field]: events });
    for (const type of listed) cases.push(good(undefined, provider, "create", set([type])));
    const strange = [
      listed[0].toLowerCase() === listed[0] ? listed[0].toUpperCase() : listed[0].toLowerCase(),
      `${listed[0]} `,
      `${listed[0]}\n`,
      "payment.*",
      "constructor",
      "__proto__",
      ...(SELECTORS[provider].includes("*") ? ["payment.all"] : ["*"]),
      ...(provider === "cryptofuse" ? ["payment_status_update", "wallet.status_changed"] : []),
    ];
    for (const type of strange) {
      const violation = [`/${field}/0`, "unknown_event_type"];
      cases.push(bad(JSON.stringify(type), provider, "create", set([type]), violation));
    }
  }
  const events = { ...BODIES.devdraft, events: ["no.such_event"] };
  cases.push(good("there is no field of events", "devdraft", "create", events));
  return cases;
}

/** Lengths, patterns and words of single fields. */
function valueCases() {
  const cases = [];
  const name = (operation, text, told, violation) => {
    const body = { ...goodBody("devdraft", operation), name: text };
    const title = `a name of ${told}`;
    cases.push(
      violation
        ? bad(title, "devdraft", operation, body, ["/name", violation])
        : good(title, "devdraft", operation, body),
    );
  };
  for (const operation of ["create", "update"]) {
    for (const [one, what] of [
      ["a", "characters"],
      ["😀", "emoji"],
    ]) {
      name(operation, one.repeat(2), `2 ${what}`, "min_length");
      name(operation, one.repeat(3), `3 ${what}`);
      name(operation, one.repeat(100), `100 ${what}`);
      name(operation, one.repeat(101), `101 ${what}`, "max_length");
    }
    name(operation, "", "0 characters", "min_length");
  }
  cases.push(good("an empty name", "connect", "create", { ...BODIES.connect, name: "" }));

  for (const operation of ["create", "update"]) {
    for (const [field, provider, words, others] of [
      ["status", "conduit", ["enabled", "disabled"], ["Enabled", "active", "enabled "]],
      ["status", "cryptofuse", ["active", "inactive"], ["Active", "enabled", "inactive\n"]],
    ]) {
      if (!(field in FIELDS[provider][operation])) continue;
      const set = (word) => ({ ...goodBody(provider, operation), [field]: word });
      for (const word of words) cases.push(good(word, provider, operation, set(word)));
      for (const word of others) {
        const told = JSON.stringify(word);
        cases.push(bad(told, provider, operation, set(word), [`/${field}`, "enum"]));
      }
    }
    const secret = (text) => ({ ...goodBody("devdraft", operation), signing_secret: text });
    const fits = [
      ["of 32 characters", "a".repeat(32)],
      ["of 256 characters", "a".repeat(256)],
      [
        "of every character there may be",
        "-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
      ],
    ];
    for (const [told, text] of fits) {
      cases.push(good(`a secret ${told}`, "devdraft", operation, secret(text)));
    }
    for (const [told, text] of [
      ["of 31 characters", "a".repeat(31)],
      ["of 257 characters", "a".repeat(257)],
      ["of no characters", ""],
      ["with a newline at the end", `${"a".repeat(32)}\n`],
      ["with a space", `${"a".repeat(32)} `],
      ["with a dot", `${"a".repeat(32)}.`],
      ["with a letter that is not ASCII", `${"a".repeat(32)}é`],
    ]) {
      const violation = ["/signing_secret", "pattern"];
      cases.push(bad(`a secret ${told}`, "devdraft", operation, secret(text), violation));
    }
  }

  const client = (id) => ({ ...BODIES.conduit, clientId: id });
  for (const id of [CLIENT, `client_${"0".repeat(27)}`, `client_${"z".repeat(27)}`]) {
    cases.push(good(`client ${id}`, "conduit", "create", client(id)));
  }
  for (const id of [
    "",
    "client_",
    CLIENT.slice(0, -1),
    `${CLIENT}a`,
    `${CLIENT}\n`,
    ` ${CLIENT}`,
    CLIENT.replace("client", "Client"),
    CLIENT.replace("client", "whk"),
    `client_${"_".repeat(27)}`,
    `client_${"é".repeat(27)}`,
  ]) {
    const violation = ["/clientId", "pattern"];
    cases.push(bad(`client ${JSON.stringify(id)}`, "conduit", "create", client(id), violation));
  }

  const id = "wh_550e8400e29b41d4a716446655440000";
  for (const wrong of [
    "",
    id.slice(0, -1),
    `${id}0`,
    `${id}\n`,
    id.toUpperCase(),
    id.replace("55", "5g"),
  ]) {
    const violation = ["/webhook_id", "pattern"];
    const body = { webhook_id: wrong };
    cases.push(bad(`id ${JSON.stringify(wrong)}`, "cryptofuse", "delete", body, violation));
  }

  for (const [told, secret] of [
    ["of 1 character", "s"],
    ["of 1,024 characters", "s".repeat(1024)],
    ["of every kind of character", "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"],
    ["with a space", "two words"],
    ["with a letter that is not ASCII", "secrét"],
  ]) {
    cases.push(good(`a secret ${told}`, "spritz", "secret", { secret }));
  }
  const long = { secret: "s".repeat(1025) };
  cases.push(bad("a secret of 1,025 characters", "spritz", "secret", long, ["/secret", "pattern"]));
  const empty = [
    ["/secret", "min_length"],
    ["/secret", "pattern"],
  ];
  cases.push(bad("an empty secret", "spritz", "secret", { secret: "" }, ...empty));
  const ignored = { events: ["account.created"], url: "no URL", disabled: false };
  cases.push(good("takes events alone", "spritz", "update", ignored));
  return cases;
}

/** Many violations at once, and operations that there are not. */
function otherCases() {
  const cases = [
    bad(
      "everything wrong",
      "connect",
      "create",
      { name: 1, url: "ftp://example.com/", subscribedEventTypes: ["*", 1], active: "yes" },
      ["/active", "type"],
      ["/name", "type"],
      ["/subscribedEventTypes/0", "unknown_event_type"],
      ["/subscribedEventTypes/1", "type"],
      ["/url", "url_scheme"],
    ),
    bad(
      "everything wrong",
      "conduit",
      "create",
      { events: [], status: "on", clientId: "1" },
      ["/clientId", "pattern"],
      ["/events", "min_items"],
      ["/status", "enum"],
      ["/url", "required"],
    ),
    bad(
      "everything wrong",
      "spritz",
      "create",
      { events: ["a", "b"] },
      ["/events/0", "unknown_event_type"],
      ["/events/1", "unknown_event_type"],
      ["/url", "required"],
    ),
    bad(
      "everything wrong",
      "cryptofuse",
      "create",
      { url: "http://example.com/", event_types: ["a"], description: 1 },
      ["/description", "type"],
      ["/event_types/0", "unknown_event_type"],
      ["/url", "url_scheme"],
    ),
    bad(
      "everything wrong",
      "devdraft",
      "create",
      { name: "ab", url: "", isActive: 1, signing_secret: "short", encrypted: null },
      ["/encrypted", "type"],
      ["/isActive", "type"],
      ["/name", "min_length"],
      ["/signing_secret", "pattern"],
      ["/url", "url_malformed"],
    ),
  ];
  const refused = (provider, operation, code) =>
    cases.push({ name: code, provider, operation, body: {}, code });
  for (const provider of PROVIDERS) {
    for (const operation of ["list", "get", "no_such", "Create", "", "constructor", "__proto__"]) {
      refused(provider, operation, "unknown_operation");
    }
    if (provider !== "cryptofuse") refused(provider, "delete", "unknown_operation");
    if (provider !== "spritz") refused(provider, "secret", "unknown_operation");
  }
  refused("spritz", "deliveries", "unknown_operation");
  for (const provider of ["", "condui", "Conduit", "github", "standard-webhooks", "__proto__"]) {
    refused(provider, "create", "unknown_provider");
  }
  return cases;
}

export const validateCases = () => [
  ...fieldCases(),
  ...eventCases(),
  ...valueCases(),
  ...endpointCases(),
  ...textCases(),
  ...otherCases(),
];
