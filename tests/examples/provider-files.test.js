import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  defineProvider,
  eventTypes,
  exampleEvent,
  providers,
  receive,
  sign,
  validate,
} from "anyhook";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const json = (path) => JSON.parse(read(path));
const guide = read("docs/provider-files.md");

/** The guide's snippets are members of one file. */
const snippets = [...guide.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => JSON.parse(text));
const acme = Object.assign({}, ...snippets);

test("the guide's snippets are a provider", () => {
  assert.ok(snippets.length >= 5);
  const provider = defineProvider(acme);
  const [{ type }] = eventTypes(provider);
  const { body } = exampleEvent(provider, type);
  const secret = "acme_0123456789abcdefghijklmnopqrstuvwxyz-";
  const headers = sign(provider, { secret, body });
  assert.equal(receive(provider, { secret, headers, body }).type, type);
  assert.equal(validate(provider, "create", {}).valid, false);
});

test("provider.schema.json accepts what loads, and is a schema", () => {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
  addFormats(ajv);
  const accepts = ajv.compile(json("providers/provider.schema.json"));
  const files = providers().map(({ id }) => json(`providers/${id}.json`));
  for (const file of [...files, json("providers/starter.json"), acme]) {
    assert.ok(accepts(file), `${file.id}: ${JSON.stringify(accepts.errors?.slice(0, 3))}`);
  }
  for (const key of Object.keys(acme)) {
    const { [key]: value, ...others } = acme;
    assert.equal(accepts({ ...others, [`${key}_`]: value }), false, key);
  }
});
