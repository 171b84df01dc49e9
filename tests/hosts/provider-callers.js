// What no vector of providers can hold: what is made anew, a file of one's own at work, and arguments
// of the wrong types.
import { codeOf, equal } from "./checks.js";
import { example } from "./provider-suite.js";

/** How many of each kind are made to see that they are good. */
const MANY = 200;

const PROVIDERS = ["connect", "conduit", "spritz", "cryptofuse", "devdraft"];

/** Base 62, and the 20 bytes that a KSUID is: seconds since 2014-05-13, then what is random. */
function ksuidTime(text) {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let number = 0n;
  for (const digit of text) number = number * 62n + BigInt(digits.indexOf(digit));
  equal([text.length, number < 1n << 160n], [27, true]);
  return Number(number >> 128n) + 1_400_000_000;
}

/** The code that a call fails with, or the name of an error that has none. */
function answer(call, argument) {
  try {
    call(argument);
  } catch (error) {
    return error.code ?? error.name;
  }
  return "taken";
}

const SECRET = "a signing secret of plain text, 0123456789";

export const providerCallers = (vectors) => ({
  "ids that are made are ids"(anyhook) {
    const infos = anyhook.providers();
    equal(
      infos.map(({ id }) => id),
      PROVIDERS,
    );
    for (const { id: provider, ids: kinds } of infos) {
      equal(["webhook" in kinds, "client" in kinds], [true, provider === "conduit"]);
      for (const kind of Object.keys(kinds)) {
        const made = Array.from({ length: MANY }, () => anyhook.generateId(provider, kind));
        equal(
          made.filter((id) => !anyhook.isId(provider, kind, id)),
          [],
        );
        equal(new Set(made).size, MANY);
        for (const wrong of [`${made[0]}\n`, `x${made[0]}`, `${made[0]}-`, made[0].slice(1)]) {
          equal([kind, wrong, anyhook.isId(provider, kind, wrong)], [kind, wrong, false]);
        }
        if (provider === "conduit") {
          for (const id of made) {
            const apart = Math.abs(ksuidTime(id.split("_")[1]) - Date.now() / 1000);
            equal(apart < 10, true);
          }
        }
        if (provider === "devdraft" && kind === "webhook") {
          equal(
            made.filter((id) => !id.startsWith("wh_")),
            [],
          );
        }
      }
    }
    equal(
      codeOf(anyhook, () => anyhook.generateId("conduit", "nothing")),
      "invalid_argument",
    );
  },

  "secrets that are made are secrets, and masks hide them"(anyhook) {
    for (const provider of PROVIDERS) {
      const [prefix, form, stars] =
        provider === "cryptofuse"
          ? ["whsk_", /^whsk_[0-9A-Z]{25}$/, 28]
          : ["", /^[0-9A-Za-z_-]{43}$/, 8];
      const made = Array.from({ length: MANY }, () => anyhook.generateSecret(provider));
      equal(new Set(made).size, MANY);
      for (const secret of made) {
        equal(anyhook.isSecret(provider, secret), true);
        equal([secret, form.test(secret)], [secret, true]);
        const ends = [secret.slice(0, prefix.length + 2), secret.slice(-2)];
        equal(anyhook.maskSecret(provider, secret), ends.join("*".repeat(stars)));
      }
    }
  },

  "an example is of now, with an id of its own"(anyhook) {
    const before = Date.now();
    const { id, body } = example(anyhook, "cryptofuse", "payment.completed");
    const created = Date.parse(body.created_at);
    equal([created >= before, created <= Date.now()], [true, true]);
    equal(anyhook.isId("cryptofuse", "delivery", id), true);
    equal(id === example(anyhook, "cryptofuse", "payment.completed").id, false);
    const first = anyhook.exampleEvent("devdraft", "payment.failed", { data: { amount: null } });
    equal("amount" in first.data, false);
  },

  "an example's time is read once"(anyhook) {
    const createdAt = new Date("2026-11-21T06:27:37Z");
    const data = { id: { toJSON: () => createdAt.setTime(Number.NaN) && "a" } };
    const { body } = anyhook.exampleEvent("devdraft", "payment.completed", { createdAt, data });
    equal(new TextDecoder().decode(body).includes("2026-11-21T06:27:37"), true);
  },

  "an object is checked as the JSON that it becomes"(anyhook) {
    const check = (body) => anyhook.validate("connect", "create", body);
    const good = { name: "a", url: "https://a.example/", subscribedEventTypes: [] };
    equal(check(good).value, { ...good, active: true });
    equal(check({ ...good, active: undefined }).value, { ...good, active: true });
    equal(check({ ...good, at: new Date(0) }).value.at, "1970-01-01T00:00:00.000Z");
    equal(check({ toJSON: () => good }).valid, true);
    equal(check({ ...good, name: Number.NaN }).violations[0].code, "type");
    equal("active" in good, false);
    equal(
      check(JSON.parse('{"__proto__":{"url":"https://a.example/"}}')).violations.map(
        ({ path }) => path,
      ),
      ["/name", "/url", "/subscribedEventTypes"],
    );
    equal(check(Object.assign(Object.create(null), good)).valid, true);
    equal(check([]).violations[0].code, "type");
    equal({}.url, undefined);
    const loop = {};
    loop.loop = loop;
    const code = (body, options) =>
      codeOf(anyhook, () => anyhook.validate("connect", "create", body, options));
    const unread = [Promise.resolve(""), new ReadableStream(), { n: 1n }, loop];
    equal(
      [...unread, undefined, null, 1, true, Symbol()].map((body) => code(body)),
      Array(9).fill("invalid_argument"),
    );
    class Body {
      name = "a";
    }
    const withThrowing = {
      get toJSON() {
        throw null;
      },
    };
    const others = [
      new Request("https://a.example/", { method: "POST", body: JSON.stringify(good) }),
      new Response(JSON.stringify(good)),
      new Blob(["{}"]),
      // Bun's become JSON.
      ...[new FormData(), new URLSearchParams("name=a"), new Headers()].filter(
        (one) => !("toJSON" in one),
      ),
      new Map(Object.entries(good)),
      new Set(),
      ...(globalThis.SharedArrayBuffer ? [new SharedArrayBuffer(2)] : []),
      new Error("a"),
      /a/,
      Object("{}"),
      Object.create(good),
      new Body(),
      { toJSON: () => undefined },
      {
        toJSON() {
          throw undefined;
        },
      },
      {
        toJSON() {
          throw Object.create(null);
        },
      },
      withThrowing,
      Object.setPrototypeOf(withThrowing, { __proto__: {} }),
      new Proxy(new Map(), {
        getPrototypeOf() {
          throw new TypeError("no");
        },
      }),
    ];
    equal(
      others.map((body) => [
        code(body),
        codeOf(anyhook, () => anyhook.isValid("connect", "create", body)),
      ]),
      others.map(() => ["invalid_argument", "invalid_argument"]),
    );
    for (const options of [null, 1, { mode: "lax" }, { mode: true }]) {
      equal(code(good, options), "invalid_argument");
    }
    equal(
      ["\ud800", '{"x":"\udc00"}', '{"\ud83d":1}'].map((body) => check(body).violations[0].code),
      ["lone_surrogate", "lone_surrogate", "lone_surrogate"],
    );
    // A backslash before it makes no escape of it.
    const text = JSON.stringify(good);
    for (const half of ["\\\ud800", "\\\udc00", "\\ud83d\udc00", "\\\\\ud800"]) {
      for (const body of [text.replace('"a"', `"${half}"`), text.replace("{", `{"${half}":1,`)]) {
        equal(anyhook.isValid("connect", "create", body), false);
        equal(
          check(body).violations.map(({ path, code }) => [path, code]),
          [["", "lone_surrogate"]],
        );
      }
    }
  },

  "selectors are strings, each read once"(anyhook) {
    const matches = (selectors) => anyhook.matches("cryptofuse", selectors, "payment.completed");
    const code = (selectors) => codeOf(anyhook, () => matches(selectors));
    const saying = (selectors, more) => Object.assign(selectors, more);
    equal(matches(saying(["payment.all"], { every: () => false })), true);
    equal(
      matches(saying(["payment.all"], { [Symbol.iterator]: () => [][Symbol.iterator]() })),
      true,
    );
    const every = () => true;
    for (const selectors of [
      // oxlint-disable-next-line no-sparse-arrays
      [, "payment.all"],
      saying([{ length: 3 }], { every }),
      saying([new Uint8Array([112])], { every }),
      ["\ud800"],
      Array(200_000).fill("payment.all"),
      Array(10_001).fill("payment.all"),
      saying([], { length: 2 ** 32 - 1 }),
    ]) {
      equal(code(selectors), "invalid_argument");
    }
    equal(matches([...Array(9_999).fill("a"), "payment.all"]), true);
    let reads = 0;
    const changing = ["a"];
    Object.defineProperty(changing, 0, {
      get: () => (reads++ === 0 ? "payment.all" : changing.push(...Array(1000).fill("a"))),
    });
    equal(matches(changing), true);
    const secret = Array(200_000).fill("");
    equal(anyhook.explain("github", { secret, headers: {}, body: "" }).code, "malformed_secret");
  },

  "what is known of schemes and providers is frozen"(anyhook) {
    const all = (value) =>
      typeof value === "object" && value !== null
        ? [value, ...Object.values(value).flatMap(all)]
        : [];
    for (const info of [
      ...anyhook.schemes(),
      ...anyhook.providers(),
      anyhook.defineProvider(vectors["define-provider"][0].definition).scheme.info,
    ]) {
      equal([info.id, all(info).every(Object.isFrozen)], [info.id, true]);
    }
  },

  "members that somebody gave to every object change nothing"(anyhook) {
    const secret = SECRET;
    const create = '{"url":"http://localhost/"}';
    const results = () => {
      // A file that is read anew, so that nothing was kept from before.
      const acme = anyhook.defineProvider(vectors["define-provider"][0].definition);
      const webhook = anyhook.createWebhook("stripe", { secret });
      const headers = webhook.sign({ body: "{}", timestamp: 1000 });
      const old = { headers, body: "{}", now: 5000 };
      const createdAt = new Date(0);
      return JSON.stringify([
        anyhook.validate(acme, "create", { url: "https://a.example/", events: [] }),
        anyhook.isValid("cryptofuse", "create", create, {}),
        anyhook.eventTypes(acme),
        anyhook.eventTypes("conduit"),
        new TextDecoder().decode(
          anyhook.exampleEvent(acme, "hook.added", { id: "a", createdAt }).body,
        ),
        codeOf(anyhook, () => webhook.verify(old)),
        codeOf(anyhook, () => anyhook.verify("stripe", { ...old, secret })),
        anyhook.explain("stripe", { ...old, secret }).code,
        headers,
      ]);
    };
    const wanted = results();
    for (const [name, value] of Object.entries({
      items: {},
      properties: { more: { default: 1 } },
      default: 1,
      selectors: { more: { prefix: "" } },
      description: "more",
      mode: "open",
      data: { more: 1 },
      tolerance: Number.POSITIVE_INFINITY,
      now: 1000,
      id: "more",
      delivery: "/more",
      idHeader: "more",
    })) {
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
      try {
        equal([name, results()], [name, wanted]);
      } finally {
        delete Object.prototype[name];
      }
    }
  },

  "a file's comments are left out, and what bodies hold is not"(anyhook) {
    const file = structuredClone(vectors["define-provider"][0].definition);
    const [type] = Object.keys(file.events.types);
    file.events.types[type] = { ...file.events.types[type], merge: { $comment: "of the body" } };
    file.events.types.$comment = "of the file";
    const body = file.operations.create.body;
    body.properties.more = { type: "object", default: { $comment: "of the body" } };
    const { info } = anyhook.defineProvider(file);
    equal("$comment" in info.events.types, false);
    equal(info.events.types[type].merge, { $comment: "of the body" });
    equal(info.operations.create.body.properties.more.default, { $comment: "of the body" });
    equal(
      anyhook.eventTypes(anyhook.defineProvider(file)).some((one) => one.type === "$comment"),
      false,
    );
  },

  "what is filled in belongs to the caller"(anyhook) {
    const body = '{"url":"https://a.example/"}';
    const fresh = () => anyhook.validate("spritz", "create", body).value;
    fresh().events.push("changed");
    equal(fresh().events, []);
  },

  "a violation tells no secret"(anyhook) {
    const secret = "s3cr3t of a kind";
    for (const [provider, operation, body] of [
      ["devdraft", "create", { signing_secret: secret }],
      ["devdraft", "update", { signing_secret: secret }],
      ["spritz", "secret", { secret: secret.repeat(300) }],
      ["spritz", "secret", { secret: [secret] }],
      ["connect", "update", { url: "https://user:s3cr3t@example.com/" }],
    ]) {
      const { valid, violations } = anyhook.validate(provider, operation, body);
      equal([valid, JSON.stringify(violations).includes("s3cr3t")], [false, false]);
    }
  },

  "arguments that are no providers, operations or texts"(anyhook) {
    const code = (call) => codeOf(anyhook, call);
    const calls = [
      (provider) => anyhook.validate(provider, "create", {}),
      (provider) => anyhook.eventTypes(provider),
      (provider) => anyhook.matches(provider, [], "a"),
      (provider) => anyhook.exampleEvent(provider, "a"),
      (provider) => anyhook.isId(provider, "webhook", "a"),
      (provider) => anyhook.generateId(provider, "webhook"),
      (provider) => anyhook.isSecret(provider, "a"),
      (provider) => anyhook.maskSecret(provider, "a"),
      (provider) => anyhook.isAssumed(provider, "/id"),
    ];
    for (const call of calls) {
      equal(
        ["github", "", "__proto__"].map((name) => code(() => call(name))),
        Array(3).fill("unknown_provider"),
      );
      equal(
        [undefined, null, 1, {}, []].map((name) => code(() => call(name))),
        Array(5).fill("invalid_argument"),
      );
    }
    const wrong = {
      "validate's operation": (one) => anyhook.validate("connect", one, {}),
      "isValid's operation": (one) => anyhook.isValid("connect", one, {}),
      "matches' selectors": (one) => anyhook.matches("connect", one, "a"),
      "matches' selector": (one) => anyhook.matches("connect", [one], "a"),
      "matches' type": (one) => anyhook.matches("connect", [], one),
      "exampleEvent's type": (one) => anyhook.exampleEvent("connect", one),
      "isId's kind": (one) => anyhook.isId("connect", one, "a"),
      "generateId's kind": (one) => anyhook.generateId("connect", one),
      "maskSecret's secret": (one) => anyhook.maskSecret("connect", one),
      "isAssumed's pointer": (one) => anyhook.isAssumed("connect", one),
    };
    const answers = Object.entries(wrong).flatMap(([name, call]) =>
      [undefined, null, 1, {}].map((one) => `${name} ${one}: ${answer(call, one)}`),
    );
    equal(
      answers.filter((one) => !one.endsWith(": invalid_argument")),
      [],
    );
    // What is no text is no id and no secret.
    for (const one of [undefined, null, 1, {}, "\ud800"]) {
      equal(anyhook.isId("connect", "webhook", one), false);
      equal(anyhook.isSecret("connect", one), false);
    }
  },

  "an example with overrides that make no sense"(anyhook) {
    const make = (overrides) => anyhook.exampleEvent("devdraft", "payment.failed", overrides);
    const wrong = {
      null: null,
      "a number": 1,
      "a string": "evt_1",
      "an id that is a number": { id: 1 },
      "an id that is null": { id: null },
      "an id with half a character": { id: "\ud800" },
      "a time that is null": { createdAt: null },
      "a time that is a number": { createdAt: 1 },
      "a time that is text": { createdAt: "2026-11-21" },
      "a time that is none": { createdAt: new Date(Number.NaN) },
      "data that is an array": { data: [] },
      "data that is a number": { data: 1 },
      "data that is null": { data: null },
      "data that is text": { data: "{}" },
      "data that does not become JSON": { data: { n: 1n } },
    };
    const answers = Object.entries(wrong).map(([name, one]) => `${name}: ${answer(make, one)}`);
    equal(
      answers.filter((one) => !one.endsWith(": invalid_argument")),
      [],
    );
  },

  "assumed is what no source states"(anyhook) {
    for (const [provider, pointer, wanted] of [
      ["connect", "/delivery/retry", true],
      ["connect", "/delivery/retry/delays/0", true],
      ["connect", "/operations/list", true],
      ["connect", "/operations/create/path", false],
      ["connect", "/operations/create/success/status", false],
      ["conduit", "/operations/create/success/status", true],
      ["conduit", "/ids/webhook/pattern", false],
      ["spritz", "/operations/create/success/status", false],
      ["spritz", "/operations/get", true],
      ["cryptofuse", "/rules/maxWebhooks", false],
      ["cryptofuse", "/operations/get/path", true],
      ["devdraft", "/limits/requestsPerHour/production", false],
      ["devdraft", "", false],
    ]) {
      equal([provider, pointer, anyhook.isAssumed(provider, pointer)], [provider, pointer, wanted]);
    }
  },

  "a provider that signs an id makes one, and receives it"(anyhook) {
    const file = structuredClone(vectors["define-provider"][0].definition);
    file.delivery.signature = {
      headers: {
        "webhook-id": "{id}",
        "webhook-timestamp": "{timestamp}",
        "webhook-signature": "v1,{signature}",
      },
      separator: " ",
      content: "{id}.{timestamp}.{body}",
      encoding: "base64",
      tolerance: 300,
    };
    delete file.delivery.receive.id;
    const acme = anyhook.defineProvider(file);
    const secret = anyhook.generateSecret(acme);
    const [{ type }] = anyhook.eventTypes(acme);
    const { body } = anyhook.exampleEvent(acme, type);
    const headers = anyhook.sign(acme, { secret, body });
    equal(anyhook.isId(acme, "delivery", headers["webhook-id"]), true);
    equal(anyhook.receive(acme, { secret, headers, body }).id, headers["webhook-id"]);
    delete file.ids.delivery;
    const without = anyhook.defineProvider(file);
    equal(
      codeOf(anyhook, () => anyhook.sign(without, { secret, body })),
      "invalid_argument",
    );
    equal(Object.keys(anyhook.sign(without, { secret, body, id: "msg_1" })).length, 3);
  },

  "a provider of one's own works in every function"(anyhook) {
    const file = vectors["define-provider"][0].definition;
    const acme = anyhook.defineProvider(file);
    equal(acme.info, withoutComments(file));
    equal([acme.scheme.info.id, acme.scheme.info.provider], ["acme", true]);
    const check = (body, options) => anyhook.validate(acme, "create", body, options);
    const good = { url: "https://a.example/", events: ["order.*", "hook.added"] };
    equal(check(good).value, { ...good, status: "on", sealed: false });
    const bad = {
      url: "http://a.example/",
      events: ["order.gone", "ends", "ends", "ends"],
      status: "",
      name: "A",
      note: 1,
      shop: "s",
      secret: "acme_",
      weight: 3,
      version: 2,
      until: "tomorrow",
      more: 1,
    };
    const found = check(bad).violations.map(({ path, code }) => `${path} ${code}`);
    equal(found.sort(), [
      "/events max_items",
      "/events unique_items",
      "/events/0 unknown_event_type",
      "/more additional_properties",
      "/name min_length",
      "/name pattern",
      "/note type",
      "/secret pattern",
      "/shop pattern",
      "/status enum",
      "/until format",
      "/url url_scheme",
      "/version const",
      "/weight maximum",
    ]);
    equal(check({ ...good, note: "a".repeat(1000) }).violations[0].code, "body_too_large");
    equal(check({ ...good, url: "http://localhost/" }, { mode: "open" }).valid, true);
    equal(anyhook.isValid(acme, "update", { url: "http://localhost/" }), false);

    equal(
      anyhook.eventTypes(acme).map(({ type }) => type),
      ["order.placed", "order.cancelled", "hook.added", "order.*", "ends"],
    );
    equal(anyhook.matches(acme, ["order.*"], "order.returned"), true);
    equal(anyhook.matches(acme, ["ends"], "order.placed"), false);
    const createdAt = new Date("2026-11-21T06:27:37Z");
    const event = example(anyhook, acme, "order.cancelled", { id: "evt_1", createdAt });
    const data = { id: "ord_1", status: "cancelled", shop: { id: "shop_1" } };
    const at = "2026-11-21T06:27:37.000Z";
    equal(event.body, { id: "evt_1", type: "order.cancelled", at, data, shop: "shop_1" });
    equal([event.type, event.known, event.id], ["order.cancelled", true, "evt_1"]);

    for (const [kind, length] of Object.entries({
      webhook: 29,
      delivery: 31,
      client: 36,
      order: 10,
    })) {
      const id = anyhook.generateId(acme, kind);
      equal([anyhook.isId(acme, kind, id), id.length], [true, length]);
      equal(anyhook.isId(acme, kind, `${id}\n`), false);
    }
    const secret = anyhook.generateSecret(acme);
    equal([anyhook.isSecret(acme, secret), anyhook.isSecret(acme, SECRET)], [true, false]);
    equal(anyhook.maskSecret(acme, secret), `${secret.slice(0, 6)}*****${secret.slice(-3)}`);

    const body = JSON.stringify(event.body);
    const headers = anyhook.sign(acme, { secret, body });
    equal(anyhook.verify(acme, { secret, headers, body }).secretIndex, 0);
    equal(anyhook.explain(acme, { secret, headers, body }).valid, true);
    const webhook = anyhook.createWebhook(acme, { secret });
    equal(webhook.receive({ headers, body }).data, data);
    equal(
      codeOf(anyhook, () => webhook.verify({ headers, body: `${body} ` })),
      "no_matching_signature",
    );
    webhook.dispose();
    equal(anyhook.isAssumed(acme, "/sources/0/title"), true);
    equal(anyhook.isAssumed(acme, "/sources/0/url"), false);
    // Another one of the same name is another one.
    const other = anyhook.defineProvider(JSON.stringify({ ...file, description: "Another" }));
    equal([other.info.description, acme.info.description], ["Another", file.description]);
    equal(
      codeOf(anyhook, () => anyhook.eventTypes("acme")),
      "unknown_provider",
    );
  },
});

const withoutComments = (file) =>
  JSON.parse(JSON.stringify(file), (key, value) =>
    key === "$comment" && typeof value === "string" ? undefined : value,
  );
