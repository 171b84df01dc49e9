// Events, ids and secrets of the five providers.
import { CLIENT, PROVIDERS, SELECTORS, TYPES } from "./provider-facts.js";

/** What each selector stands for. */
const SELECTED = {
  spritz: { "*": TYPES.spritz },
  cryptofuse: {
    "payment.all": TYPES.cryptofuse.filter((type) => type.startsWith("payment.")),
    "withdrawal.status_changed": [
      "withdrawal.approved",
      "withdrawal.processing",
      "withdrawal.completed",
      "withdrawal.failed",
      "withdrawal.cancelled",
    ],
    "withdrawal.all": TYPES.cryptofuse.filter((type) => type.startsWith("withdrawal.")),
    "wallet.all": ["wallet.created", "wallet.balance_changed"],
    "security.all": ["security.login_attempt", "security.settings_changed"],
  },
};

/** Those whose pages say that there are other types too. */
const OPEN = ["cryptofuse", "devdraft"];

/** The types and selectors of each provider, and which types a list of both selects. */
export function eventsCases() {
  const cases = PROVIDERS.map((provider) => ({
    name: "what there is",
    provider,
    open: OPEN.includes(provider),
    types: TYPES[provider],
    selectors: [...SELECTORS[provider]].sort(),
  }));
  const selects = (provider, listed, selected, others = {}) => {
    const name = `[${listed.join(", ")}]`;
    cases.push({ name, provider, listed, selected, others });
  };
  for (const [provider, selectors] of Object.entries(SELECTED)) {
    for (const [selector, selected] of Object.entries(selectors)) {
      selects(provider, [selector], selected);
    }
  }
  for (const provider of PROVIDERS.filter((name) => name !== "devdraft")) {
    selects(provider, [], []);
    const [first, second] = TYPES[provider];
    selects(provider, [first], [first], {
      [first.toLowerCase() === first ? first.toUpperCase() : first.toLowerCase()]: false,
      [`${first}.more`]: false,
    });
    selects(provider, [second, first], [first, second]);
    selects(provider, ["no.such_event"], [], { "no.such_event": true });
  }
  const { "payment.all": payments, "withdrawal.all": withdrawals } = SELECTED.cryptofuse;
  selects("cryptofuse", ["payment.all"], payments, {
    "payment.settled": true,
    "payment.refund.started": true,
    payment: false,
    "payments.created": false,
    "withdrawal.settled": false,
    "Payment.created": false,
  });
  selects(
    "cryptofuse",
    ["withdrawal.status_changed"],
    SELECTED.cryptofuse["withdrawal.status_changed"],
    {
      "withdrawal.paused": false,
    },
  );
  selects(
    "cryptofuse",
    ["withdrawal.status_changed", "withdrawal.completed"],
    SELECTED.cryptofuse["withdrawal.status_changed"],
  );
  selects(
    "cryptofuse",
    ["withdrawal.all", "payment.completed"],
    ["payment.completed", ...withdrawals],
  );
  selects(
    "cryptofuse",
    ["payment.all", "withdrawal.all", "wallet.all", "security.all"],
    TYPES.cryptofuse,
    { deposit_received: false },
  );
  selects("cryptofuse", ["*"], []);
  selects("spritz", ["*"], TYPES.spritz, { "card.created": true });
  selects("spritz", ["payment.all"], []);
  return cases;
}

const UUID = "9f4c1e2a-7b3d-4c5e-8f60-1a2b3c4d5e6f";
const CREATED_AT = "2026-11-21T06:27:37.089Z";

/**
 * The bodies that each provider sends: `body` is one without the fields of `omits`, which vary, and
 * `data` what of it `receive` gives as data.
 */
export function exampleCases() {
  const one = (provider, id, body, more) => ({
    name: "every event type",
    provider,
    createdAt: CREATED_AT,
    id,
    types: TYPES[provider],
    body,
    omits: ["data"],
    data: "data",
    ...more,
  });
  const [id, type] = ["{id}", "{type}"];
  const patch = { data: { added: { a: [1] } }, expect: { "/added/a/0": 1 } };
  const cases = [
    one("connect", UUID, { id, eventType: type, createdAt: CREATED_AT }, { receives: UUID }),
    // What the data is of has its name, which the type starts with.
    one("conduit", `evt_${CLIENT.slice(7)}`, { event: type, version: "1.0" }, { family: true }),
    one("spritz", "", { eventName: type }, { omits: ["id", "userId"], data: "", resource: "id" }),
    one("cryptofuse", "evt_1", { id, event: type, created_at: CREATED_AT }, { receives: "evt_1" }),
    one("devdraft", "evt_1", { id, type, created_at: CREATED_AT }, { receives: "evt_1" }),
  ];
  for (const provider of PROVIDERS) {
    const [type] = TYPES[provider];
    const merge =
      provider === "spritz"
        ? {
            data: { id: "67d15b92e1a4d70c583f62b8" },
            expect: { "/id": "67d15b92e1a4d70c583f62b8" },
          }
        : patch;
    cases.push({ name: "data of one's own", provider, type, ...merge });
    for (const none of ["no.such_event", "", "__proto__", ...SELECTORS[provider]]) {
      const name = "no such event type";
      cases.push({ name, provider, type: none, code: "invalid_argument" });
    }
  }
  const removed = { data: { added: null }, expect: { "/added": null } };
  cases.push({
    name: "null adds nothing",
    provider: "devdraft",
    type: "payment.failed",
    ...removed,
  });
  return cases;
}

/** Ids that are taken as what they are, and others. */
export function idCases() {
  const cases = [];
  const add = (provider, kind, valid, ...ids) => {
    for (const id of ids) {
      cases.push({ provider, kind, id, valid });
    }
  };
  /** What no id may be, though it nearly is one. */
  const nearly = (id) => [
    "",
    id.slice(0, -1),
    `${id}0`,
    `${id}\n`,
    `\n${id}`,
    `${id} `,
    ` ${id}`,
    `${id}\0`,
    `${id}${id}`,
  ];
  add("connect", "webhook", true, UUID, "00000000-0000-4000-8000-000000000000");
  add(
    "connect",
    "webhook",
    false,
    ...nearly(UUID),
    UUID.replaceAll("-", ""),
    `{${UUID}}`,
    `urn:uuid:${UUID}`,
    UUID.replace("-4c5e", "-1c5e"), // version 1
    UUID.replace("-8f60", "-cf60"), // another variant
    UUID.replace("9", "g"),
  );
  const ksuid = CLIENT.slice("client_".length);
  for (const [kind, prefix] of [
    ["webhook", "whk_"],
    ["client", "client_"],
  ]) {
    const id = prefix + ksuid;
    const others = [`${prefix}${"0".repeat(27)}`, `${prefix}${"z".repeat(27)}`];
    add("conduit", kind, true, id, ...others);
    const upper = prefix.toUpperCase() + ksuid;
    const wrong = [
      ksuid,
      upper,
      `x${id}`,
      `${prefix}${"_".repeat(27)}`,
      `${prefix}${"é".repeat(27)}`,
    ];
    add("conduit", kind, false, ...nearly(id), ...wrong, `${prefix}${ksuid.replace("2", "-")}`);
  }
  add("conduit", "webhook", false, CLIENT);
  add("conduit", "client", false, `whk_${ksuid}`);
  const object = "67cf0e31b4d9a8256c1f7e03";
  add("spritz", "webhook", true, object, "0".repeat(24), "f".repeat(24));
  add(
    "spritz",
    "webhook",
    false,
    ...nearly(object),
    object.toUpperCase(),
    object.replace("c", "g"),
  );
  const wh = "wh_550e8400e29b41d4a716446655440000";
  add("cryptofuse", "webhook", true, wh, "wh_98765432abcdef0123456789abcdef01");
  add(
    "cryptofuse",
    "webhook",
    false,
    ...nearly(wh),
    wh.slice(3),
    wh.replace("wh_", "WH_"),
    wh.toUpperCase(),
    wh.replace("e", "g"),
    wh.replace("wh_", "whk_"),
    UUID,
  );
  const most = `wh_${"Az0".repeat(21)}9`;
  add("devdraft", "webhook", true, "wh_123456789", wh, "wh_0", most);
  add("devdraft", "webhook", false, "", "wh_", "WH_0", "\n", UUID, "id", `${most}0`, `${wh}\n`);
  add("devdraft", "webhook", false, ` ${wh}`, `x${wh}`, wh.slice(3), "wh_a-b", "wh_é", `${wh}\0`);
  for (const [provider, kind] of [
    ["connect", "client"],
    ["conduit", "Webhook"],
    ["spritz", "delivery"],
    ["cryptofuse", ""],
    ["devdraft", "constructor"],
    ["devdraft", "__proto__"],
  ]) {
    cases.push({ provider, kind, id: "x", code: "invalid_argument" });
  }
  return cases;
}

/** Secrets that are taken, and how they are shown again. */
export function secretCases() {
  const cases = [];
  const add = (provider, valid, ...secrets) => {
    for (const secret of secrets) {
      cases.push({ provider, secret, valid });
    }
  };
  const visible = "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~";
  // Of Spritz's, its pages say that there is a character at least.
  add("spritz", true, "a", "a".repeat(1024), visible, "two words", "secrét\n", "\0");
  add("spritz", false, "", "a".repeat(1025));
  for (const provider of ["connect", "conduit"]) {
    add(provider, true, "a", "a".repeat(32), "a".repeat(256), visible);
    add(
      provider,
      false,
      "",
      "a".repeat(257),
      "two words",
      "secret\n",
      "\tsecret",
      "secrét",
      "\0",
      "\x7f",
    );
  }
  const whsk = "whsk_6E8F92D4C7B31A5E9D0F87H2T";
  add(
    "cryptofuse",
    true,
    whsk,
    whsk.toLowerCase(),
    `whsk_${"a".repeat(16)}`,
    `whsk_${"Z".repeat(64)}`,
  );
  add(
    "cryptofuse",
    false,
    "",
    "whsk_",
    `whsk_${"a".repeat(15)}`,
    `whsk_${"a".repeat(65)}`,
    `${whsk}\n`,
    `x${whsk}`,
    ` ${whsk}`,
    whsk.slice(5),
    whsk.replace("whsk", "WHSK"),
    whsk.replace("6", "-"),
    whsk.replace("6", "_"),
    "whsk_6E****************************hT",
  );
  const all = "-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  add("devdraft", true, "a".repeat(32), "-".repeat(32), "a".repeat(256), all);
  const letters = "a".repeat(32);
  add("devdraft", false, "", "a".repeat(31), "a".repeat(257), `${letters}\n`, `${letters}.`);
  add("devdraft", false, ` ${letters}`, `${"a".repeat(31)}é`, `${letters}\0`);

  const mask = (provider, secret, masked) => cases.push({ provider, secret, masked });
  // As the provider's page shows two of them.
  mask("cryptofuse", "whsk_6E8F92D4C7B31A5E9D0F87HhT", "whsk_6E****************************hT");
  mask("cryptofuse", "whsk_7A0123456789ABCDEFGHIJKdZ", "whsk_7A****************************dZ");
  mask("cryptofuse", whsk, "whsk_6E****************************2T");
  mask("cryptofuse", "whsk_ab", `whsk_${"*".repeat(28)}`);
  mask("cryptofuse", "abcd", "*".repeat(28));
  for (const provider of ["connect", "conduit", "spritz", "devdraft"]) {
    mask(provider, "q0JY3vN8tW-ZrC5_xKfB1mTgHsLpE7uA9dVoI4wDkXz", "q0********Xz");
    for (const short of ["", "a", "ab", "abcd", "abcde"]) mask(provider, short, "********");
    // Half of a character would be none, and a whole one more than the rule says.
    mask(provider, `é${"a".repeat(40)}é`, "********");
  }
  return cases;
}
