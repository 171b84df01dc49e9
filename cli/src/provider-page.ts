import type { GeneratorInfo, OperationInfo, ProviderInfo } from "anyhook";
import { style } from "./output.js";
import { ASSUMED, ASSUMED_LEGEND, assumed, type ChosenProvider, members } from "./provider.js";
import { duration, listed, plural, printable, table, wrap } from "./text.js";

/** A name and what there is to say. A row without a name goes on with the one before. */
type Row = [name: string, text: string];
type Key = string | number;
/** Marks text where no source states what stands at one of these places of the file. */
type Mark = (text: string, ...places: Key[][]) => string;

/** Columns of the text beside the names. */
const WIDTH = 84;

/** The headers that show whose a request is. */
export function authText({ auth }: ProviderInfo): string {
  const ways = (auth?.anyOf ?? []).map(({ headers }) => Object.keys(headers).join(" + "));
  return ways.join(" or ");
}

/** What is known of a provider, for the person at the terminal. */
export function page(chosen: ChosenProvider): string {
  const { info } = chosen;
  const mark: Mark = (text, ...places) =>
    text !== "" && places.some((keys) => assumed(chosen, ...keys)) ? `${text} ${ASSUMED}` : text;
  const head = `${style("bold", printable(info.id))}: ${printable(info.name)}`;
  const sections: [string, string[]][] = [
    [
      "sources",
      pairs(
        info.sources.map(({ title, url = "", checkedOn }) => [
          title,
          `${checkedOn} ${url}`.trimEnd(),
        ]),
      ),
    ],
    ["auth", pairs(authRows(info, mark))],
    ["ids", cells(idRows(info, mark))],
    ["secret", pairs(secretRows(info, mark))],
    [
      "operations ([optional], ?query)",
      cells(members(info.operations).map((one) => operationRow(one, mark))),
    ],
    ["errors", cells(errorRows(info, mark))],
    ["events", pairs(eventRows(info, mark))],
    ["delivery", pairs(deliveryRows(info, mark))],
    ["limits and rules", pairs([...limitRows(info, mark), ...ruleRows(info, mark)])],
  ];
  const text = [
    [head, ...(info.description ? [printable(info.description)] : [])],
    ...sections
      .filter(([, lines]) => lines.length > 0)
      .map(([title, lines]) => ["", style("bold", title), ...lines]),
  ]
    .flat()
    .join("\n");
  return text.includes(ASSUMED) ? `${text}\n\n${ASSUMED_LEGEND}` : text;
}

/** Rows of a name and a text, which is wrapped. */
function pairs(rows: readonly Row[]): string[] {
  return cells(
    rows.flatMap(([name, text]) =>
      wrap(text, WIDTH).map((line, index) => [index === 0 ? name : "", line]),
    ),
  );
}

function cells(rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const safe = rows.map(([first = "", ...rest]) =>
    [`  ${first}`, ...rest].map((cell) => printable(cell)),
  );
  return table(safe).split("\n");
}

function authRows({ auth }: ProviderInfo, mark: Mark): Row[] {
  return (auth?.anyOf ?? []).map(({ headers }, index) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const text = mark(listed(lines), ["auth", "anyOf", index, "headers"]);
    return [index === 0 ? "headers" : "or", text];
  });
}

function idRows({ ids }: ProviderInfo, mark: Mark): string[][] {
  return members(ids).map(([kind, { pattern, generate }]) => [
    kind,
    mark(generatorText(generate), ["ids", kind, "generate"]),
    mark(pattern, ["ids", kind, "pattern"]),
  ]);
}

function generatorText({
  form,
  prefix,
  bytes = 0,
  alphabet = "",
  length = 0,
}: GeneratorInfo): string {
  const texts: Record<GeneratorInfo["form"], string> = {
    uuid: "a UUID",
    ksuid: "a KSUID",
    hex: `${2 * bytes} hex digits`,
    base64: `${plural(bytes, "byte")} in base64`,
    base64url: `${plural(bytes, "byte")} in base64url`,
    characters: `${plural(length, "character")} of ${alphabet}`,
  };
  return prefix ? `${prefix} and ${texts[form]}` : texts[form];
}

function secretRows({ secret }: ProviderInfo, mark: Mark): Row[] {
  const { pattern, maxLength = 256, generate, encoding, owner, grace } = secret;
  const { first, stars, last } = secret.mask ?? { first: 2, stars: 8, last: 2 };
  const shown = `${listed([`the first ${first}`, `${stars} stars`, `the last ${last} characters`])}`;
  const accepted = pattern
    ? `${mark(pattern, ["secret", "pattern"])}, at most ${mark(`${maxLength} characters`, ["secret", "maxLength"])}`
    : `1 to ${mark(`${maxLength} visible ASCII characters`, ["secret", "pattern"])}`;
  const key = encoding === "utf8" ? "its characters, as they are" : "the bytes it is in base64";
  const rows: Row[] = [
    ["new", mark(generatorText(generate), ["secret", "generate"])],
    ["accepted", accepted],
    ["key", mark(key, ["secret", "encoding"])],
    ["shown again", mark(generate.prefix ? `the prefix, ${shown}` : shown, ["secret", "mask"])],
  ];
  if (owner === "account") {
    const text = "the account's, for all its webhooks; deliveries are unsigned while none is set";
    rows.push(["whose", mark(text, ["secret", "owner"])]);
  }
  if (grace) {
    const text = `the one before signs beside it for ${duration(grace)}`;
    rows.push(["replaced", mark(text, ["secret", "grace"])]);
  }
  return rows;
}

function operationRow([name, operation]: [string, OperationInfo], mark: Mark): string[] {
  const { method, alternatives = [], path, scope, success } = operation;
  const at = ["operations", name];
  return [
    name,
    [method, ...alternatives].join(" or "),
    mark(path, [...at, "path"]),
    mark(String(success.status), [...at, "success", "status"]),
    [
      ...fields(operation.body, [...at, "body"], mark),
      ...fields(operation.query, [...at, "query"], mark).map((one) => `?${one}`),
      ...(operation.id?.query ? [mark(`?${operation.id.query}`, [...at, "id", "query"])] : []),
      ...(scope ? [mark(`scope ${scope}`, [...at, "scope"])] : []),
    ].join(", "),
  ];
}

/** The names of a schema's fields; those that may be left out are in brackets. */
function fields(schema: object | undefined, at: Key[], mark: Mark): string[] {
  const { properties, required = [] } = (schema ?? {}) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return members(properties).map(([name]) => {
    const text = required.includes(name) ? name : `[${name}]`;
    return mark(text, [...at, "properties", name]);
  });
}

function errorRows({ errors }: ProviderInfo, mark: Mark): string[][] {
  return members(errors?.cases).map(([name, { status, code = "", message }]) => {
    const at = ["errors", "cases", name];
    return [
      name,
      mark(`${status}`, [...at, "status"]),
      mark(code, [...at, "code"]),
      mark(message, [...at, "message"]),
    ];
  });
}

function eventRows({ id, events, subscription }: ProviderInfo, mark: Mark): Row[] {
  const types = members(events.types);
  const all = events.open ? "; others may come" : "";
  const rows: Row[] = [["types", `${types.length}: \`anyhook events ${id}\` lists them${all}`]];
  const selectors = members(events.selectors).map(([name]) =>
    mark(name, ["events", "selectors", name]),
  );
  if (selectors.length > 0) rows.push(["selectors", selectors.join(", ")]);
  if (subscription && !subscription["events"])
    rows.push(["chosen", "none: a webhook gets every event"]);
  return rows;
}

/** What of `delivery.signature` is shown. */
interface Signature {
  headers: Record<string, string>;
  content: string;
  encoding: string;
  tolerance?: number;
}

function deliveryRows({ delivery }: ProviderInfo, mark: Mark): Row[] {
  const { body, retry, disable, encryption } = delivery;
  const signature = delivery.signature as Signature;
  const at = ["delivery", "signature"];
  const signed = Object.entries(signature.headers).map(([name, value]) => `${name}: ${value}`);
  const content = mark(signature.content, [...at, "content"]);
  const rows: Row[] = [
    ["signature", mark(listed(signed), [...at, "headers"])],
    ["", `HMAC-SHA256 of ${content}, in ${mark(signature.encoding, [...at, "encoding"])}`],
  ];
  if (signature.tolerance !== undefined) {
    rows.push(["tolerance", mark(duration(signature.tolerance), [...at, "tolerance"])]);
  }
  const headers = members(delivery.headers).map(([name, value]) => {
    const text = `${name}: ${templateText(value)}`;
    return mark(text, ["delivery", "headers", name]);
  });
  if (headers.length > 0) rows.push(["headers", headers.join(", ")]);
  if (body !== undefined) rows.push(["body", mark(templateText(body), ["delivery", "body"])]);
  if (retry) rows.push(["retries", retryText(retry, mark)]);
  if (disable) {
    const attempts = mark(`${disable.after} failed attempts in a row`, [
      "delivery",
      "disable",
      "after",
    ]);
    const kept = mark("what is pending waits until it is enabled", [
      "delivery",
      "disable",
      "keepsPending",
    ]);
    rows.push(["disabled", `after ${attempts}${disable.keepsPending ? `; ${kept}` : ""}`]);
  }
  if (encryption) {
    const text = `data is sealed (${encryption}) for webhooks that ask for it`;
    rows.push(["encryption", mark(text, ["delivery", "encryption"])]);
  }
  return rows;
}

/** A template in short: `{event.id}` for what is put there. */
function templateText(template: unknown): string {
  return JSON.stringify(template)
    .replace(/\{"\$":"([a-zA-Z.]+)"\}/g, "{$1}")
    .replace(/^"(.*)"$/, "$1")
    .replaceAll('":', '": ')
    .replaceAll(",", ", ");
}

type Retry = NonNullable<ProviderInfo["delivery"]["retry"]>;

function retryText({ delays, jitter, retryAfter }: Retry, mark: Mark): string {
  const at = ["delivery", "retry"];
  const waits = delays.map((delay, index) => mark(duration(delay), [...at, "delays", index]));
  const all = delays.every((_, index) => waits[index]?.endsWith(ASSUMED));
  // One mark for the list, where each has it.
  const text = all ? `${listed(delays.map(duration))} ${ASSUMED}` : listed(waits);
  const parts = [`${delays.length}, after ${text}`];
  if (jitter) parts.push(mark(`up to ${jitter} % is added`, [...at, "jitter"]));
  if (retryAfter)
    parts.push(mark(`Retry-After counts, up to ${duration(retryAfter)}`, [...at, "retryAfter"]));
  return parts.join("; ");
}

function limitRows({ urls, limits, operations }: ProviderInfo, mark: Mark): Row[] {
  const rows: Row[] = [];
  if (operations) {
    const { schemes = ["http", "https"], maxLength = 2048 } = urls ?? {};
    const form = mark(listed(schemes, "or"), ["urls", "schemes"]);
    const length = mark(`at most ${maxLength} characters`, ["urls", "maxLength"]);
    rows.push(["URLs", `${form}, ${length}`]);
  }
  if (limits?.body) rows.push(["body", mark(`at most ${limits.body} bytes`, ["limits", "body"])]);
  const requests = members(limits?.requestsPerHour).map(([environment, count]) =>
    mark(`${count} an hour in ${environment}`, ["limits", "requestsPerHour", environment]),
  );
  if (requests.length > 0) rows.push(["requests", requests.join(", ")]);
  return rows;
}

function ruleRows({ rules = {} }: ProviderInfo, mark: Mark): Row[] {
  const { maxWebhooks, uniqueUrl, idempotency, updateEnables } = rules;
  const rows: Row[] = [];
  if (maxWebhooks) {
    rows.push(["webhooks", mark(`${maxWebhooks} an account`, ["rules", "maxWebhooks"])]);
  }
  if (uniqueUrl)
    rows.push(["unique", mark("a URL is taken once an account", ["rules", "uniqueUrl"])]);
  if (idempotency) {
    const { header, seconds } = idempotency;
    const kept = mark(`for ${duration(seconds)}`, ["rules", "idempotency", "seconds"]);
    rows.push(["idempotency", `${mark(header, ["rules", "idempotency", "header"])} ${kept}`]);
  }
  if (updateEnables) {
    rows.push([
      "update",
      mark("of any kind enables a disabled webhook", ["rules", "updateEnables"]),
    ]);
  }
  return rows;
}
