// Validating the body of a creation from JSON text, ours beside ajv, in one process.
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { eventTypes, isValid, providers, validate } from "anyhook";
import { measure } from "./measure.js";
import { ratio, table, verdict } from "./table.js";

const body = (index) => ({
  url: `https://example.com/webhooks/conduit/${index}`,
  events: ["customer.active", "transaction.created", "transaction.completed"],
  status: "enabled",
  clientId: "client_2ofTA13AD0xBtbEvBl20aEb1hEu",
});
const texts = Array.from({ length: 16 }, (_, index) => JSON.stringify(body(index)));
const wrong = Array.from({ length: 16 }, (_, index) =>
  JSON.stringify({
    ...body(index),
    url: "no url",
    events: ["customer.nothing"],
    status: "off",
    clientId: 1,
    name: undefined,
  }),
);

const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
addFormats(ajv);
const { operations, ids } = providers().find(({ id }) => id === "conduit");
const { properties, ...schema } = structuredClone(operations.create.body);
const types = eventTypes("conduit").filter(({ selector }) => !selector);
const ajvChecks = ajv.compile({
  ...schema,
  properties: {
    ...properties,
    url: { ...properties.url, format: "uri", maxLength: 2048 },
    events: { ...properties.events, items: { enum: types.map(({ type }) => type) } },
    clientId: { ...properties.clientId, pattern: ids.client.pattern },
  },
});

const yes = (result) => result === true;
const parsed = (result, text) => JSON.stringify(result.value) === text;

const verdicts = [
  {
    name: "anyhook isValid",
    right: yes,
    run: (text) => isValid("conduit", "create", text),
  },
  {
    name: "JSON.parse and ajv",
    right: yes,
    aim: true,
    run: (text) => ajvChecks(JSON.parse(text)),
  },
];
const values = [
  {
    name: "anyhook validate",
    right: parsed,
    run: (text) => validate("conduit", "create", text),
  },
  {
    name: "JSON.parse and ajv",
    right: parsed,
    aim: true,
    run(text) {
      const value = JSON.parse(text);
      return ajvChecks(value) ? { value } : { errors: ajvChecks.errors };
    },
  },
  { name: "JSON.parse alone", right: parsed, run: (text) => ({ value: JSON.parse(text) }) },
];
const failures = [
  {
    name: "anyhook validate",
    right: ({ violations }) => violations.length === 4,
    run: (text) => validate("conduit", "create", text),
  },
  {
    name: "JSON.parse and ajv",
    right: ({ errors }) => errors.length === 4,
    run: (text) => ({ valid: ajvChecks(JSON.parse(text)), errors: ajvChecks.errors }),
  },
];

await compare(`valid body, ${texts[0].length} B, the verdict`, verdicts, texts, wrong);
await compare("valid body, the verdict and the value", values, texts);
await compare("four violations, all told", failures, wrong);

async function compare(title, contenders, good, bad) {
  const figures = await measure(contenders, good, bad);
  const rows = contenders.map(({ name }, index) => [
    name,
    `${figures[index].toFixed(2)} µs`,
    ratio(figures[index], figures[0]),
  ]);
  table([title, "", ""], ...rows);
  for (const [index, { name, aim }] of contenders.entries()) {
    if (!aim) continue;
    const times = figures[index] / figures[0];
    const told = `aim: ${title}, as fast as ${name}: ${times.toFixed(2)} times`;
    process.stdout.write(`${told}, ${verdict(times >= 1)}\n\n`);
  }
}
