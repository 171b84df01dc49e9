// An operation of a provider: what it takes, an example, and what it answers.
import { blocks, code, fence, json, link, table, text, value } from "./markdown.js";
import { below } from "./marks.js";
import { notes } from "./provider.js";
import { context, sampleRecord } from "./sample.js";
import { render, walk } from "./template.js";
import { constraints, type } from "./words.js";

export function overview({ name, operations, marks }) {
  const rows = Object.entries(operations).map(
    ([key, { method, path, scope, summary, success }]) => {
      const row = below("/operations", key);
      return [
        { text: link(key, `${name} ${key}`), at: row },
        { text: code(`${method} ${path}`), at: below(row, "path"), row },
        { text: scope && code(scope), at: below(row, "scope"), row },
        { text: String(success.status), at: below(row, "success", "status"), row },
        { text: text(summary ?? ""), at: below(row, "summary"), row },
      ];
    },
  );
  return table(marks, ["operation", "request", "scope", "status", "summary"], rows);
}

export function operation(provider, key) {
  const { marks } = provider;
  const one = provider.operations[key];
  const pointer = below("/operations", key);
  const methods = [one.method, ...(one.alternatives ?? [])];
  const places = one.id && [
    one.id.body && `${code(one.id.body)} in the body${marks.of(`${pointer}/id/body`, pointer)}`,
    one.id.query &&
      `the query parameter ${code(one.id.query)}${marks.of(`${pointer}/id/query`, pointer)}`,
  ];
  return blocks(
    methods.map((method) => `**${code(`${method} ${one.path}`)}**`).join(" or "),
    `${text(one.summary ?? key)}.${one.description ? ` ${text(one.description)}` : ""}${one.scope ? ` Needs the scope ${code(one.scope)}.` : ""}`,
    places && `The webhook's id is ${places.filter(Boolean).join(" or ")}.`,
    one.body && fields(provider, "field", one.body, `${pointer}/body`, pointer),
    one.query && fields(provider, "query", one.query, `${pointer}/query`, pointer),
    one.paging && paging(one, pointer, provider),
    one.publishes &&
      `Publishes an event ${code(one.publishes.type)} to all webhooks that subscribe to it including this one${marks.of(`${pointer}/publishes`, pointer)}.`,
    one.recentEvents &&
      `Recent events are in the answer only with ${code(`${one.recentEvents.include}=true`)}.`,
    one.body && curl(provider, key),
    response(provider, key, pointer),
  );
}

function fields(provider, head, schema, pointer, section) {
  const heads = [head, "type", "required", "default", "constraints", "description"];
  return table(provider.marks, heads, [...rows(provider, schema, pointer)], section);
}

function* rows(provider, schema, pointer, path = "") {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const row = below(pointer, "properties", name);
    const cell = (key, shown) => ({ text: shown, at: below(row, key), row });
    const full = `${path}${name}`;
    const rules = constraints(field).map(
      ([keyword, words]) => `${words}${provider.marks.of(below(row, keyword), row)}`,
    );
    const own = !path && rule(provider, name, field);
    if (own) rules.push(own);
    yield [
      { text: code(full), at: row },
      cell("type", type(field)),
      { text: schema.required?.includes(name) ? "yes" : "", at: below(pointer, "required"), row },
      cell("default", "default" in field ? value(field.default) : ""),
      rules.join("; "),
      cell("description", text(field.description ?? "")),
    ];
    yield* rows(provider, field, row, `${full}.`);
    if (field.items) yield* rows(provider, field.items, below(row, "items"), `${full}[].`);
  }
}

/** What a field has to be because of what it is, which no schema repeats. */
function rule({ name, ids, events, subscription, operations }, field, schema) {
  const patterned = (kind) => ids[kind] && `matches ${code(ids[kind].pattern)}`;
  if (field === subscription.url) return `by the ${link("URL rules", `${name} URLs`)}`;
  if (field === subscription.events && schema.type === "array") {
    const either = events.selectors && ` or ${link("selectors", `${name} selectors`)}`;
    return `${link("event types", `${name} events`)}${either ?? ""}`;
  }
  if (field === subscription.client) return patterned("client");
  if (field === subscription.secret) return `a ${link("secret", `${name} secrets`)}`;
  const isId = Object.values(operations).some(
    ({ id }) => id?.body === field || id?.query === field,
  );
  return isId && patterned("webhook");
}

function paging({ paging: form, success }, pointer, { templates, marks }) {
  const mark = marks.of(`${pointer}/paging`, pointer);
  if (form.form === "page") {
    return `In pages${mark}: ${code(form.page)} counts them from 1, ${code(form.limit)} is the length of one.`;
  }
  const parts = [...walk(success.body, `${pointer}/success/body`, templates)];
  const next = parts.find(({ shows }) => shows === "page.next");
  return `In pages${mark}: ${code(form.cursor)} takes ${code(next.path)} of the page before, ${code(form.limit)} is the most that one holds.`;
}

/** The body of an example request: what has to be there, and what tells webhooks apart. */
function sampleBody(provider, key) {
  const { subscription, operations } = provider;
  const record = sampleRecord(provider, key);
  const { properties, required = [] } = operations[key].body;
  const wire = (field) => (field === "active" ? subscription.active?.field : subscription[field]);
  const changing =
    key === "update" ? ["events", "name"] : ["url", "events", "name", "description", "client"];
  const shown = changing.map((field) => [wire(field), record[field]]);
  const known = Object.fromEntries([...shown, [subscription.secret, record.secret]]);
  const isShown = (name) => required.includes(name) || shown.some(([field]) => field === name);
  const names = Object.keys(properties).filter(isShown);
  return Object.fromEntries(names.map((name) => [name, known[name] ?? record.id]));
}

function curl(provider, key) {
  const { auth, operations } = provider;
  const { method, path } = operations[key];
  const url = `$BASE${path.replace("{id}", sampleRecord(provider).id)}`;
  const slots = { "{key}": "$API_KEY", "{secret}": "$API_SECRET", "{token}": "$ACCESS_TOKEN" };
  const fill = (form) => form.replace(/\{[a-z]+\}/g, (slot) => slots[slot]);
  const headers = Object.entries(auth.anyOf[0].headers).map(
    ([name, form]) => `  -H "${name}: ${fill(form)}"`,
  );
  const body = JSON.stringify(sampleBody(provider, key));
  const lines = [
    `curl -X ${method} "${url}"`,
    ...headers,
    `  -H "Content-Type: application/json"`,
    `  -d '${body}'`,
  ];
  return fence("sh", lines.join(" \\\n"));
}

function response(provider, key, pointer) {
  const { success } = provider.operations[key];
  const { marks } = provider;
  const status = marks.of(`${pointer}/success/status`, pointer);
  if (success.body === undefined) return `Answers **${success.status}**${status}, without a body.`;
  const at = `${pointer}/success/body`;
  return blocks(
    `Answers **${success.status}**${status}:`,
    json(render(success.body, context(provider, key))),
    notes(success.body, at, provider, pointer),
  );
}
