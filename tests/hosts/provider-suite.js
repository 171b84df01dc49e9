// The suite's part on providers: what their APIs take, their events, ids and secrets, and files of
// one's own.
import { codeOf, equal, fromBase64, long } from "./checks.js";

/** A value in which texts that are too long for the file are written out. */
function expanded(value) {
  if (typeof value !== "object" || value === null) return value;
  if ("repeat" in value) return long(value);
  if (Array.isArray(value)) return value.map(expanded);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expanded(one)]));
}

const byPath = (violations) => violations.map((one) => JSON.stringify(one)).sort();

function validate(anyhook, test) {
  const { provider, operation, mode } = test;
  const body = "body" in test ? expanded(test.body) : undefined;
  const text = test.bodyBase64 ? undefined : body ? JSON.stringify(body) : long(test.text);
  const bytes = text === undefined ? fromBase64(test.bodyBase64) : new TextEncoder().encode(text);
  const wanted = test.code
    ? { code: test.code }
    : test.violations
      ? { violations: byPath(test.violations) }
      : { value: test.value ?? JSON.parse(text) };
  const options = mode === undefined ? undefined : { mode };
  for (const form of [bytes, bytes.buffer.slice(0, bytes.length), text, body]) {
    if (form === undefined) continue;
    let result;
    const code = codeOf(anyhook, () => {
      result = anyhook.validate(provider, operation, form, options);
      equal(anyhook.isValid(provider, operation, form, options), result.valid);
    });
    if (code) {
      equal({ code }, wanted);
    } else if (result.valid) {
      equal({ value: result.value }, wanted);
    } else {
      equal({ violations: byPath(result.violations.map((one) => [one.path, one.code])) }, wanted);
      equal(
        result.violations.every((one) => one.message.length > 5),
        true,
      );
    }
  }
}

function events(anyhook, test) {
  const all = anyhook.eventTypes(test.provider);
  const named = (selector) => all.filter((one) => one.selector === selector).map((one) => one.type);
  if (test.types) {
    const info = anyhook.providers().find(({ id }) => id === test.provider);
    equal(info.events.open ?? false, test.open);
    equal(named(false), test.types);
    equal(named(true).sort(), test.selectors);
    equal(
      all.filter((one) => one.description.length <= 5),
      [],
    );
    return;
  }
  const matches = (type) => anyhook.matches(test.provider, test.listed, type);
  equal(named(false).filter(matches), test.selected);
  for (const [type, wanted] of Object.entries(test.others))
    equal([type, matches(type)], [type, wanted]);
}

function facts(anyhook, test) {
  const info = anyhook.providers().find(({ id }) => id === test.provider);
  const found = Object.keys(test.facts).map((pointer) => [pointer, lookUp(info, pointer)]);
  equal(Object.fromEntries(found), test.facts);
}

const lookUp = (value, pointer) =>
  pointer
    .split("/")
    .slice(1)
    .reduce((found, key) => found?.[key], value);

/** Makes an example, signs it, and receives it. */
export function example(anyhook, provider, type, overrides) {
  const { body, data } = anyhook.exampleEvent(provider, type, overrides);
  const secret = anyhook.generateSecret(provider);
  const headers = anyhook.sign(provider, { secret, body });
  const event = anyhook.receive(provider, { secret, headers, body });
  equal(event.data, data);
  return { ...event, body: JSON.parse(new TextDecoder().decode(body)) };
}

function examples(anyhook, test) {
  const { provider, id } = test;
  if (!test.types) return oneExample(anyhook, test);
  for (const type of test.types) {
    const overrides = { id, createdAt: new Date(test.createdAt) };
    const event = example(anyhook, provider, type, overrides);
    const data = test.data === "" ? event.body : event.body[test.data];
    equal([event.type, event.known, event.data], [type, true, data]);
    equal([type, Object.keys(data).length > 0], [type, true]);
    const rest = { ...event.body };
    for (const key of test.omits) {
      equal([key, key in rest], [key, true]);
      // Spritz's ids are those of resources.
      if (test.resource) equal(anyhook.isId(provider, "webhook", rest[key]), true);
      delete rest[key];
    }
    const wanted = JSON.stringify(test.body).replaceAll("{type}", type).replaceAll("{id}", id);
    equal(rest, JSON.parse(wanted));
    equal(event.id, test.receives);
    equal(event.resourceId, test.resource && event.body[test.resource]);
    if (test.family) equal(Object.keys(data), [type.split(".")[0]]);
  }
}

/** An example with data of one's own, or of a type that there is not. */
function oneExample(anyhook, test) {
  const { provider, type, data } = test;
  if (test.code) {
    equal(
      codeOf(anyhook, () => anyhook.exampleEvent(provider, type)),
      test.code,
    );
    return;
  }
  const found = example(anyhook, provider, type, { data }).data;
  for (const [pointer, wanted] of Object.entries(test.expect)) {
    equal(lookUp(found, pointer) ?? null, wanted);
  }
}

function ids(anyhook, test) {
  let valid;
  const code = codeOf(anyhook, () => {
    valid = anyhook.isId(test.provider, test.kind, test.id);
  });
  equal({ valid, code }, { valid: test.valid, code: test.code });
}

function secrets(anyhook, test) {
  const { provider, secret } = test;
  if (test.masked !== undefined) equal(anyhook.maskSecret(provider, secret), test.masked);
  else equal(anyhook.isSecret(provider, secret), test.valid);
}

/** The file of a case: a text, or the base with changes. */
function providerFile(test, base) {
  if (test.text !== undefined) return long(test.text);
  const file = structuredClone(test.definition ?? base);
  const holderOf = (pointer) => {
    const keys = pointer.split("/").slice(1);
    const [key, ...holders] = keys
      .map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reverse();
    return [holders.reduceRight((value, one) => value[one], file), key];
  };
  for (const [pointer, value] of Object.entries(test.set ?? {})) {
    const [holder, key] = holderOf(pointer);
    holder[key] = value;
  }
  for (const pointer of test.remove ?? []) {
    const [holder, key] = holderOf(pointer);
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }
  for (const [pointer, name] of Object.entries(test.rename ?? {})) {
    const [holder, key] = holderOf(pointer);
    holder[name] = holder[key];
    delete holder[key];
  }
  return file;
}

function defineProvider(anyhook, test, all) {
  const file = providerFile(test, all[0].definition);
  const text = typeof file === "string" ? file : JSON.stringify(file);
  // One form is read as the other ones are: that shows in the base, which comes first.
  const forms = test === all[0] ? [file, text, new TextEncoder().encode(text)] : [file];
  for (const form of forms) {
    let found = [];
    try {
      anyhook.defineProvider(form);
    } catch (error) {
      equal(error.code, "invalid_provider_file");
      found = error.faults.map(({ path }) => path);
    }
    if (test.among) {
      const missing = test.among.filter((path) => !found.includes(path));
      if (missing.length > 0) throw new Error(`found ${found}, expected among them ${missing}`);
    } else {
      equal(found.sort(), [...test.faults].sort());
    }
  }
}

export const providerGroups = {
  validate,
  events,
  examples,
  facts,
  ids,
  secrets,
  "define-provider": defineProvider,
};
