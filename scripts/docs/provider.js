// What a provider's page says beside its operations and deliveries, a section each.
import { anchor, blocks, bullets, code, codes, json, link, table, text } from "./markdown.js";
import { DAGGER, below } from "./marks.js";
import { context, generate, masking } from "./sample.js";
import { render, walk } from "./template.js";
import {
  duration,
  generator,
  headers,
  list,
  plural,
  sentence,
  situations,
  slots,
  thousands,
} from "./words.js";

const DEFAULT_URLS = { schemes: ["http", "https"], maxLength: 2048 };

export const sources = ({ sources: all, marks }) =>
  table(
    marks,
    ["source", "checked on"],
    all.map(({ title, url, checkedOn }) => [
      url ? `[${text(title)}](${url})` : text(title),
      checkedOn,
    ]),
  );

export function authentication({ auth, operations, marks }) {
  const ways = auth.anyOf.map(({ headers: needed }, index) => {
    return `${headers(needed)}${marks.of(below("/auth/anyOf", index, "headers"), "/auth")}`;
  });
  const text = JSON.stringify(auth);
  const used = Object.entries(slots).filter(([slot]) => text.includes(slot));
  const scopes = [...new Set(Object.values(operations).map(({ scope }) => scope))].filter(Boolean);
  return blocks(
    ways.length > 1 ? "One of these headers:" : "Every request carries:",
    bullets(ways),
    `${sentence(list(used.map(([slot, words]) => `${code(slot)} is ${words}`)))}.`,
    scopes.length > 0 && `A key has scopes: ${codes(scopes)}.`,
  );
}

export const ids = ({ ids: kinds, marks }) =>
  table(
    marks,
    ["id of a", "pattern", "is made as", "for example"],
    Object.entries(kinds).map(([kind, { pattern, generate: made }]) => {
      const row = below("/ids", kind);
      const cell = (key, shown) => ({ text: shown, at: below(row, key), row });
      return [
        { text: kind, at: row },
        cell("pattern", code(pattern)),
        cell("generate", generator(made)),
        cell("generate", code(generate(made, kind))),
      ];
    }),
    "/ids",
  );

export function secrets(provider) {
  const { secret, subscription, operations, marks } = provider;
  // What the file leaves to the format's defaults is as little stated as what it marks.
  const mark = (key) => marks.of(below("/secret", key), "/secret");
  const ours = marks.covers("/secret") ? "" : ` ${DAGGER}`;
  const { pattern, maxLength } = secret;
  const most = maxLength
    ? `at most ${maxLength} characters${mark("maxLength")}`
    : `at most 256 characters${ours}`;
  const accepted = pattern ? `what matches ${code(pattern)}${mark("pattern")}` : "any text";
  const sample = generate(secret.generate, "secret");
  const settable = Object.entries(operations)
    .filter(([, { body }]) => subscription.secret && body?.properties?.[subscription.secret])
    .map(([name]) => link(name, `${provider.name} ${name}`));
  return bullets([
    secret.owner === "account"
      ? `One secret for all webhooks of an account${mark("owner")}; while none is set, deliveries are not signed.`
      : `Each webhook has its own${mark("owner")}.`,
    `Accepted: ${accepted}, ${most}.`,
    `Made as ${generator(secret.generate)}${mark("generate")}.`,
    secret.encoding === "base64"
      ? `The key is the bytes that its base64 stands for${mark("encoding")}.`
      : `The key is its whole text${secret.generate.prefix ? " with its prefix" : ""} in UTF-8${mark("encoding")}.`,
    settable.length > 0 && `Set by ${list(settable)} as ${code(subscription.secret)}.`,
    ...shownSecrets(provider, code(masking(secret)(sample)), secret.mask ? mark("mask") : ours),
    secret.grace &&
      `When it is replaced, the old one signs beside it for ${duration(secret.grace)}${mark("grace")}.`,
  ]);
}

/** In which responses the secret is, by the templates, and what it looks like masked. */
function shownSecrets({ name, operations, templates, marks }, masked, mark) {
  const ways = { full: [], made: [], masked: [] };
  for (const [operation, { success }] of Object.entries(operations)) {
    const pointer = below("/operations", operation, "success", "body");
    for (const part of walk(success.body, pointer, templates)) {
      const assumed = marks.of(part.pointer, "/secret") || marks.of(pointer, "/secret");
      const shown = `by ${link(operation, `${name} ${operation}`)} as ${code(part.path)}${assumed}`;
      if (part.masked) ways.masked.push(shown);
      else if (part.shows === "record.secret") ways.full.push(shown);
      else if (part.shows === "record.generatedSecret") ways.made.push(shown);
    }
  }
  const lines = [
    ways.full.length && `Shown ${list(ways.full)}.`,
    ways.made.length && `Shown, if it was not the caller's own, ${list(ways.made)}.`,
    ways.masked.length && `Shown masked ${list(ways.masked)}.`,
    ways.masked.length && `Masked as ${masked}${mark}.`,
  ].filter(Boolean);
  return lines.length ? lines : ["Never shown."];
}

export function events({ events: all, subscription, marks }) {
  const rows = Object.entries(all.types).map(([name, { description }]) => {
    const row = below("/events/types", name);
    return [
      { text: code(name), at: row },
      { text: text(description), at: below(row, "description"), row },
    ];
  });
  const examples = ["/events/types/*/example", "/events/types/*/merge", "/events/examples"];
  const assumed = examples.filter((pointer) => marks.covers(pointer)).length > 0;
  return blocks(
    `${plural(rows.length, "type")}${all.open ? `, and others that the provider does not list${marks.of("/events/open")}` : ""}. ${
      subscription.events
        ? `A webhook lists those it wants in ${code(subscription.events)}.`
        : "A webhook has no list of events: it gets every one."
    }`,
    table(marks, ["event type", "description"], rows, "/events/types"),
    all.client &&
      `A webhook with ${code(subscription.client)} gets only events whose data has that client's id at one of these places${marks.of("/events/client")}: ${codes(all.client)}.`,
    assumed && `${DAGGER} Each type's example \`data\` is made up.`,
  );
}

export function selectors({ events: { types, selectors: all = {} }, marks }) {
  const rows = Object.entries(all).map(([name, { description, prefix, types: listed }]) => {
    const row = below("/events/selectors", name);
    const cell = (key, shown) => ({ text: shown, at: below(row, key), row });
    const chosen = listed ?? Object.keys(types).filter((type) => type.startsWith(prefix));
    const later = listed ? "" : ", and later ones";
    return [
      { text: code(name), at: row },
      cell("description", text(description)),
      cell(
        listed ? "types" : "prefix",
        prefix === "" ? `all ${chosen.length}${later}` : `${codes(chosen)}${later}`,
      ),
    ];
  });
  return table(marks, ["selector", "description", "selects"], rows, "/events/selectors");
}

export function urls({ urls: given = {}, marks }) {
  const { schemes, maxLength } = { ...DEFAULT_URLS, ...given };
  // What the file leaves to the format's defaults is as little stated as what it marks.
  const mark = (key) => (given[key] ? marks.of(below("/urls", key), "/urls") : ` ${DAGGER}`);
  return bullets([
    `Absolute, ${list(
      schemes.map((scheme) => code(`${scheme}:`)),
      "or",
    )}${mark("schemes")}, with a host.`,
    `At most ${thousands(maxLength)} characters${mark("maxLength")}.`,
    `Without user name and password or a fragment ${DAGGER}, a host beyond ASCII in punycode ${DAGGER}.`,
    !schemes.includes("http") &&
      "anyhook's mode `open`, for a laptop, also accepts `http:` for a loopback host.",
  ]);
}

export function errors(provider) {
  const { errors: all, marks, templates } = provider;
  const rows = Object.entries(all.cases).map(([name, { status, code: word, message, members }]) => {
    const row = below("/errors/cases", name);
    const cell = (key, shown) => ({ text: shown, at: below(row, key), row });
    const further = Object.keys(members ?? {}).map(
      (key) => `${code(key)}${marks.of(below(row, "members", key), row)}`,
    );
    return [
      { text: situations[name], at: row },
      cell("status", String(status)),
      cell("code", word && code(word)),
      cell("message", text(message)),
      further.join(", "),
    ];
  });
  const { status, code: word, message } = all.cases.invalid_body;
  const { request } = context(provider, "create");
  const { path } = provider.operations.create;
  const error = {
    status,
    code: word,
    message,
    reason: "Bad Request",
    violations: [{ path: "/url", code: "required", message: "is missing" }],
  };
  const shown = { templates, error, request: { ...request, path } };
  const parts = notes(all.body, "/errors/body", provider, "/errors");
  return blocks(
    table(marks, ["when", "status", "code", "message", "further members"], rows, "/errors"),
    `As ${code(all.contentType)}${marks.of("/errors/contentType", "/errors")}, for example${marks.of("/errors/body", "/errors")}:`,
    json(render(all.body, shown)),
    parts,
  );
}

/** What an example cannot show of a template: which parts are assumed, and which not always there. */
export function notes(template, pointer, { templates, marks, operations, subscription }, section) {
  const parts = [...walk(template, pointer, templates)];
  const name = ({ path, otherwise, isValue }) => {
    if (isValue) return `what ${code(path)} holds`;
    return otherwise === undefined
      ? code(path)
      : `that ${code(path)} may be ${code(`${otherwise}`)}`;
  };
  const assumed = parts.filter(
    ({ path, pointer: at, whole }) =>
      path && marks.covers(at) && !(at !== whole && marks.covers(whole)) && !marks.covers(section),
  );
  const sometimes = parts.filter(({ path, sometimes: is }) => is && path);
  const nulls = new Set(parts.filter((part) => "otherwise" in part).map(({ path }) => path));
  const required = operations.create.body.required ?? [];
  const isGiven = ({ shows = "" }) => required.includes(subscription[shows.replace("record.", "")]);
  const dropped = sometimes.filter((part) => !nulls.has(part.path) && !isGiven(part));
  return blocks(
    dropped.length > 0 && `Only where there is one: ${codes(dropped.map(({ path }) => path))}.`,
    assumed.length > 0 && `${DAGGER} In this body: ${assumed.map(name).join(", ")}.`,
  );
}

export function limits({ limits: all = {}, rules = {}, marks, name }) {
  const { production, development } = all.requestsPerHour ?? {};
  const hourly = [
    production && `${thousands(production)} in production`,
    development && `${thousands(development)} in development`,
  ].filter(Boolean);
  const { idempotency } = rules;
  return bullets([
    `A request's body: at most ${thousands(all.body ?? 65536)} bytes${all.body ? marks.of("/limits/body") : ` ${DAGGER}`}.`,
    hourly.length > 0 &&
      `Requests an hour for each key: ${hourly.join(", ")}${marks.of("/limits/requestsPerHour")}.`,
    rules.maxWebhooks &&
      `Webhooks of an account: at most ${rules.maxWebhooks}${marks.of("/rules/maxWebhooks")}.`,
    rules.uniqueUrl && `No two webhooks of an account have one URL${marks.of("/rules/uniqueUrl")}.`,
    idempotency &&
      `A [create](#${anchor(`${name} create`)}) with a header ${code(idempotency.header)}${marks.of("/rules/idempotency/header")} that was there before is answered as before, for ${duration(idempotency.seconds)}${marks.of("/rules/idempotency/seconds")}.`,
    rules.updateEnables &&
      `Any update enables a disabled webhook again${marks.of("/rules/updateEnables")}.`,
  ]);
}
