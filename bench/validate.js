// Validating the body of a creation from JSON text, ours beside ajv, in one process.
import addFormats from "ajv-formats";
import Ajv from "ajv/dist/2020.js";
import { eventTypes, isValid, providers, validate } from "anyhook";
import { measure } from "./measure.js";
import { ratio, table, verdict } from "./table.js";

const url = "https://example.com/webhooks/receiver";

/** A body with every field that its provider takes, and one with four violations. */
const BODIES = {
  conduit: [
    {
      url,
      events: ["customer.active", "transaction.created", "transaction.completed"],
      status: "enabled",
      clientId: "client_2ofTA13AD0xBtbEvBl20aEb1hEu",
    },
    { url: "no url", events: ["customer.nothing"], status: "off", clientId: 1 },
  ],
  cryptofuse: [
    {
      url,
      event_types: ["payment.completed", "payment.failed", "withdrawal.status_changed"],
      description: "Main payment notifications webhook, watched by the team that settles orders",
    },
    { url: "no url", event_types: ["payment.nothing", 1], description: 1 },
  ],
  devdraft: [
    {
      name: "Orders of the shop, production",
      url,
      isActive: true,
      signing_secret: "b1946ac92492d2347c6235b4d2611184_-0",
      encrypted: false,
    },
    { name: "no", url: "no url", isActive: 1, signing_secret: "short", encrypted: false },
  ],
};

const numbered = (body) =>
  Array.from({ length: 16 }, (_, index) =>
    JSON.stringify({ ...body, url: body.url + (body.url === url ? `/${index}` : "") }),
  );

/** The same rules for ajv: those that a provider's file says of fields apart from the schema. */
function ajvCheck({ id, operations, subscription, urls, ids, secret }) {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
  addFormats(ajv);
  const { properties, ...schema } = structuredClone(operations.create.body);
  const https = urls?.schemes?.includes("http") === false ? { pattern: "^https:" } : {};
  const rules = {
    url: { format: "uri", maxLength: urls?.maxLength ?? 2048, ...https },
    events: { items: { enum: eventTypes(id).map(({ type }) => type) } },
    client: { pattern: ids.client?.pattern },
    secret: { pattern: secret.pattern },
  };
  for (const [field, rule] of Object.entries(rules)) {
    const name = subscription[field];
    if (name) properties[name] = { ...properties[name], ...rule };
  }
  return ajv.compile({ ...schema, properties });
}

const yes = (result) => result === true;
const parsed = (result, text) => JSON.stringify(result.value) === text;
const four = ({ violations }) => violations.length === 4;

for (const provider of providers()) {
  const bodies = BODIES[provider.id];
  if (!bodies) continue;
  const [good, bad] = bodies.map(numbered);
  const check = ajvCheck(provider);
  const ours = (text) => validate(provider.id, "create", text);
  const verdicts = [
    { name: "isValid", run: (text) => isValid(provider.id, "create", text), right: yes },
    { name: "JSON.parse, ajv", run: (text) => check(JSON.parse(text)), right: yes },
  ];
  const values = [
    { name: "validate", run: ours, right: parsed },
    {
      name: "JSON.parse, ajv",
      right: parsed,
      run(text) {
        const value = JSON.parse(text);
        return check(value) ? { value } : {};
      },
    },
    { name: "JSON.parse alone", run: (text) => ({ value: JSON.parse(text) }), right: parsed },
  ];
  const failures = [
    { name: "validate", run: ours, right: four },
    {
      name: "JSON.parse, ajv",
      run: (text) => ({ valid: check(JSON.parse(text)), violations: check.errors }),
      right: ({ violations }) => violations.length >= 4,
    },
  ];
  const size = `${provider.id}, ${good[0].length} B`;
  await compare(`${size}: verdict`, verdicts, good, bad);
  await compare(`${size}: verdict and value`, values, good);
  await compare(`${provider.id}, four violations`, failures, bad);
}

async function compare(title, contenders, good, bad) {
  const figures = await measure(contenders, good, bad);
  const rows = contenders.map(({ name }, index) => [
    name,
    `${figures[index].toFixed(2)} µs`,
    ratio(figures[index], figures[0]),
  ]);
  table([title, "", ""], ...rows);
  const times = figures[1] / figures[0];
  if (bad || title.endsWith("value")) {
    const aim = `aim: ${title}, as fast as ${contenders[1].name}`;
    process.stdout.write(`${aim}: ${times.toFixed(2)} times, ${verdict(times >= 1)}\n\n`);
  }
}
