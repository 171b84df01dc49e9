import type { GeneratorInfo, OperationInfo, ProviderInfo } from "anyhook";
import { style } from "./output.js";
import {
  ASSUMED,
  ASSUMED_LEGEND,
  assumed,
  type ChosenProvider,
  members,
  pointerTo,
} from "./provider.js";
import { shortTemplate } from "./template.js";
import { duration, listed, plural, printable, table, wrap } from "./text.js";

/** A name and what there is to say. A row without a name goes on with the one before. */
type Row = [name: string, text: string];
/** Marks text where no source states what stands at one of these places of the file. */
export type Mark = (text: string, ...places: Key[][]) => string;
export type Key = string | number;

/** Columns of the text beside the names. */
const WIDTH = 84;

/** The headers that show whose a request is. */
export function authText({ auth }: ProviderInfo): string {
  const ways = (auth?.anyOf ?? []).map(({ headers }) =>
    members(headers)
      .map(([name]) => name)
      .join(" + "),
  );
  return ways.join(" or ");
}

/** What is known of a provider, for the person at the terminal. */
export function page(chosen: ChosenProvider): string {
  const { info } = chosen;
  const marked: string[] = [];
  const mark: Mark = (text, ...places) => {
    const ours = text === "" ? [] : places.filter((keys) => assumed(chosen, ...keys));
    marked.push(...ours.map(pointerTo));
    return ours.length > 0 ? `${text} ${ASSUMED}` : text;
  };
  const head = `${style("bold", printable(info.id))}: ${printable(info.name)}`;
  const about = info.description ? [mark(printable(info.description), ["description"])] : [];
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
    ["errors", [...pairs(refusalRows(info, mark)), ...cells(errorRows(info, mark))]],
    ["events", pairs(eventRows(chosen, mark))],
    ["delivery", pairs(deliveryRows(info, mark))],
    ["limits and rules", pairs([...limitRows(info, mark), ...ruleRows(info, mark)])],
  ];
  const unseen = info.assumed.filter((pointer) => !marked.some((place) => covers(pointer, place)));
  sections.push([
    "also assumed, in parts of the file that are not shown here",
    cells(unseen.map((pointer) => [`${pointer} ${ASSUMED}`])),
  ]);
  const text = [
    [head, ...about],
    ...sections
      .filter(([, lines]) => lines.length > 0)
      .map(([title, lines]) => ["", style("bold", title), ...lines]),
  ]
    .flat()
    .join("\n");
  return text.includes(ASSUMED) ? `${text}\n\n${ASSUMED_LEGEND}` : text;
}

/** Whether what stands at a place belongs to what a pointer of `assumed` covers. */
function covers(pointer: string, place: string): boolean {
  const keys = place.split("/");
  return pointer.split("/").every((token, index) => token === "*" || token === keys[index]);
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

/** What a request's headers hold. */
const CREDENTIALS: readonly Row[] = [
  ["{key}", "the API key"],
  ["{secret}", "the API secret"],
  ["{token}", "an OAuth 2.0 access token"],
];

function authRows({ auth }: ProviderInfo, mark: Mark): Row[] {
  const ways = (auth?.anyOf ?? []).map(({ headers }, index): Row => {
    const lines = members(headers).map(([name, value]) => `${name}: ${value}`);
    const text = mark(listed(lines), ["auth", "anyOf", index, "headers"]);
    return [index === 0 ? "headers" : "or", text];
  });
  return [...ways, ...CREDENTIALS.filter(([slot]) => ways.some(([, text]) => text.includes(slot)))];
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
  const { pattern, maxLength, generate, encoding, owner, grace } = secret;
  const { first = 2, stars = 8, last = 2 } = secret.mask ?? {};
  const shown = listed([
    ...(generate.prefix ? ["the prefix"] : []),
    ...(first > 0 ? [`the first ${first}`] : []),
    plural(stars, "star"),
    ...(last > 0 ? [`the last ${plural(last, "character")}`] : []),
  ]);
  const most =
    maxLength === undefined
      ? // What the file leaves to the format no source states either.
        `256 characters ${ASSUMED}`
      : mark(`${maxLength} characters`, ["secret", "maxLength"]);
  const accepted = `${pattern ? mark(pattern, ["secret", "pattern"]) : "any text"}, at most ${most}`;
  const behind = generate.prefix
    ? `the bytes in base64 behind ${generate.prefix}`
    : "the bytes it is in base64";
  const key = encoding === "utf8" ? "its characters, as they are" : behind;
  const rows: Row[] = [
    ["new", mark(generatorText(generate), ["secret", "generate"])],
    ["accepted", accepted],
    ["key", mark(key, ["secret", "encoding"])],
    ["shown again", secret.mask ? mark(shown, ["secret", "mask"]) : `${shown} ${ASSUMED}`],
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
    const needed = required.includes(name);
    const places = [[...at, "properties", name], ...(needed ? [[...at, "required"]] : [])];
    return mark(needed ? name : `[${name}]`, ...places);
  });
}

function errorRows({ errors }: ProviderInfo, mark: Mark): string[][] {
  return members(errors?.cases).map(([name, { status, code = "", message, members: more }]) => {
    const at = ["errors", "cases", name];
    return [
      name,
      mark(`${status}`, [...at, "status"]),
      mark(code, [...at, "code"]),
      mark(message, [...at, "message"]),
      members(more as Record<string, unknown> | undefined)
        .map(([member]) => mark(member, [...at, "members", member]))
        .join(", "),
    ];
  });
}

function refusalRows({ errors }: ProviderInfo, mark: Mark): Row[] {
  if (!errors) return [];
  return [
    ["type", mark(errors.contentType, ["errors", "contentType"])],
    ["body", shortTemplate(errors.body, ["errors", "body"], mark)],
  ];
}

function eventRows({ name: id, info }: ChosenProvider, mark: Mark): Row[] {
  const { events, subscription } = info;
  const types = members(events.types);
  const open = events.open ? mark("; others may come", ["events", "open"]) : "";
  const every = (key: string) => types.map(([type]) => ["events", "types", type, key]);
  const rows: Row[] = [
    [
      "types",
      `${types.length}: ${mark(`\`anyhook events ${id}\` lists them`, ...every("description"))}${open}`,
    ],
    [
      "examples",
      mark(
        `\`anyhook event example ${id} TYPE\` makes one`,
        ["events", "examples"],
        ...every("example"),
        ...every("merge"),
      ),
    ],
  ];
  const selectors = members(events.selectors).map(([name]) => {
    const at = ["events", "selectors", name];
    return mark(name, at, [...at, "prefix"], [...at, "types"]);
  });
  if (selectors.length > 0) rows.push(["selectors", selectors.join(", ")]);
  if (subscription && !subscription["events"])
    rows.push(["chosen", "none: a webhook gets every event"]);
  const client = events.client;
  if (client && typeof subscription?.["client"] === "string") {
    const where = mark(`at ${listed(client, "or")} of the data`, ["events", "client"]);
    rows.push([
      "of one",
      `a webhook with ${subscription["client"]} gets events with this id ${where}`,
    ]);
  }
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
    return `${name}: ${shortTemplate(value, ["delivery", "headers", name], mark)}`;
  });
  if (headers.length > 0) rows.push(["headers", headers.join(", ")]);
  if (body !== undefined) rows.push(["body", shortTemplate(body, ["delivery", "body"], mark)]);
  rows.push(["received", receivedText(delivery.receive as Receive, mark)]);
  if (retry) rows.push(["retries", retryText(retry, mark)]);
  if (disable) {
    const attempts = mark(`${disable.after} failed attempts in a row`, [
      "delivery",
      "disable",
      "after",
    ]);
    const drops = disable.keepsPending === false;
    const pending = drops ? "is dropped" : "waits until it is enabled";
    const kept = mark(`what is pending ${pending}`, ["delivery", "disable", "keepsPending"]);
    rows.push(["disabled", `after ${attempts}; ${kept}`]);
  }
  if (encryption) {
    const text = `data is sealed (${encryption}) for webhooks that ask for it`;
    rows.push(["encryption", mark(text, ["delivery", "encryption"])]);
  }
  return rows;
}

/** What of `delivery.receive` is shown. */
interface Receive {
  type: string;
  data: string;
  id?: { pointer?: string; header?: string };
}

/** Where a receiver finds what an event is. */
function receivedText({ type, data, id }: Receive, mark: Mark): string {
  const at = ["delivery", "receive"];
  const place = (noun: string, pointer: string, key: string) =>
    mark(`${noun} ${pointer === "" ? "the whole body" : `at ${pointer}`}`, [...at, key]);
  const parts = [place("type", type, "type"), place("data", data, "data")];
  if (id?.header !== undefined) parts.push(mark(`id in the header ${id.header}`, [...at, "id"]));
  else if (id) parts.push(place("id", id.pointer ?? "", "id"));
  return parts.join(", ");
}

type Retry = NonNullable<ProviderInfo["delivery"]["retry"]>;

function retryText({ delays, jitter, retryAfter, within }: Retry, mark: Mark): string {
  const at = ["delivery", "retry"];
  const waits = delays.map((delay, index) => mark(duration(delay), [...at, "delays", index]));
  const alike = waits.every((wait) => wait.endsWith(ASSUMED));
  // One mark for the list, where each has it.
  const text = alike ? `${listed(delays.map(duration))} ${ASSUMED}` : listed(waits);
  const all = within ? ` ${mark(`within ${duration(within)}`, [...at, "within"])}` : "";
  const parts = [`${delays.length}${all}, after ${text}`];
  if (jitter) parts.push(mark(`up to ${jitter} % is added`, [...at, "jitter"]));
  if (retryAfter)
    parts.push(mark(`Retry-After counts, up to ${duration(retryAfter)}`, [...at, "retryAfter"]));
  return parts.join("; ");
}

function limitRows({ urls, limits, operations }: ProviderInfo, mark: Mark): Row[] {
  const rows: Row[] = [];
  if (operations) {
    const { schemes = ["http", "https"], maxLength = 2048 } = urls ?? {};
    const ours = (text: string, key: "schemes" | "maxLength") =>
      urls?.[key] ? mark(text, ["urls", key]) : `${text} ${ASSUMED}`;
    const form = ours(listed(schemes, "or"), "schemes");
    rows.push(["URLs", `${form}, ${ours(`at most ${maxLength} characters`, "maxLength")}`]);
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
