// What a provider sends: headers, body and signature, and when it sends it again.
import { blocks, bullets, code, json, link, table } from "./markdown.js";
import { below } from "./marks.js";
import { notes } from "./provider.js";
import { sampleEvent } from "./sample.js";
import { render } from "./template.js";
import { duration, encryptions, list, plural, sentence, slots } from "./words.js";

const WHOLE = "/delivery";

export function delivery(provider) {
  const { delivery: all, marks } = provider;
  const event = sampleEvent(provider);
  const invented = marks.of("/events/examples", WHOLE);
  return blocks(
    `A \`POST\` to the webhook's URL, with these headers:`,
    headers(provider, event),
    `and, for an event ${code(event.type)}, this body${marks.of(`${WHOLE}/body`, WHOLE)}${invented && ` (with made-up data${invented})`}:`,
    json(render(all.body, { event, templates: provider.templates })),
    notes(all.body, `${WHOLE}/body`, provider, WHOLE),
    bullets([
      ...signature(provider),
      ...receiving(provider),
      all.encryption &&
        `Payloads of webhooks with ${code(provider.subscription.encrypted)} are encrypted with AES-256, in the form ${code(all.encryption)}${marks.of(`${WHOLE}/encryption`, WHOLE)}.`,
      all.encryption && `${code(all.encryption)} is ${encryptions[all.encryption]}.`,
    ]),
  );
}

function headers({ delivery: all, marks }, event) {
  const own = Object.entries(render(all.headers ?? {}, { event })).map(([name, shown]) => [
    { text: code(name), at: below(`${WHOLE}/headers`, name) },
    code(shown),
  ]);
  const signing = Object.entries(all.signature.headers).map(([name, form]) => [
    { text: code(name), at: below(`${WHOLE}/signature/headers`, name) },
    code(form),
  ]);
  const rows = [[code("Content-Type"), code("application/json")], ...own, ...signing];
  return table(marks, ["header", "value"], rows, WHOLE);
}

function signature({ name, delivery: { signature: form }, marks }) {
  const mark = (key) => marks.of(`${WHOLE}/signature/${key}`, WHOLE);
  const { content, encoding, separator, tolerance } = form;
  const parts = ["{timestamp}", "{id}", "{body}"].filter((slot) => content.includes(slot));
  const meaning = list(parts.map((slot) => `${code(slot)} is ${slots[slot]}`));
  const signed = content === "{body}" ? slots[content] : code(content);
  const written = encoding === "hex" ? "lowercase hex" : "base64";
  return [
    `The signature is HMAC-SHA256, keyed with the ${link("secret", `${name} secrets`)}, of ${signed}${mark("content")}, in ${written}${mark("encoding")}.`,
    signed !== slots[content] && `${sentence(meaning)}.`,
    separator &&
      `A header may hold several items, joined by ${code(separator)}${mark("separator")}; one signature that matches is enough.`,
    tolerance
      ? `A receiver refuses a timestamp more than ${duration(tolerance)} from its clock${mark("tolerance")}.`
      : "No time is signed, so that a receiver cannot tell a replay but by what it has handled.",
  ];
}

const places = { type: "type", data: "data" };

function receiving({ delivery: { receive }, marks }) {
  const mark = (key) => marks.of(`${WHOLE}/receive/${key}`, WHOLE);
  const found = Object.entries(places).map(
    ([key, noun]) =>
      `the ${noun} ${receive[key] ? `at ${code(receive[key])}` : "in the whole body"}${mark(key)}`,
  );
  const { pointer, header, names } = receive.id ?? {};
  const noun = names === "resource" ? "the id of the resource" : "the delivery's id";
  if (pointer !== undefined) found.push(`${noun} at ${code(pointer)}${mark("id")}`);
  if (header) found.push(`${noun} in the header ${code(header)}${mark("id")}`);
  return [
    `A receiver finds ${list(found)}.`,
    header && "That header is not signed: whoever replays a delivery can change it.",
    names === "resource" &&
      "Several deliveries may have one resource: its id is nothing to tell them apart by.",
  ];
}

export function retries({ delivery: { retry, disable, unanswered }, marks }) {
  const of = (pointer, part = WHOLE) => marks.of(`${WHOLE}/${pointer}`, part);
  const { delays = [], jitter, retryAfter, within } = retry ?? {};
  const each = delays.map((_, index) => of(`retry/delays/${index}`));
  const alike = each.every(Boolean) ? each[0] : "";
  const shown = delays.map((seconds, index) => `${duration(seconds)}${alike ? "" : each[index]}`);
  const during = within ? ` within ${duration(within)}${of("retry/within")}` : "";
  return bullets([
    delays.length > 0 &&
      `Up to ${plural(delays.length, "retry").replace("retrys", "retries")}${of("retry")}${during}, with these delays${alike}: ${shown.join(", ")}.`,
    jitter && `Up to ${jitter} % are added to each delay${of("retry/jitter")}.`,
    retryAfter &&
      `A \`Retry-After\` of an answer 429 or 503 is honoured up to ${duration(retryAfter)}${of("retry/retryAfter")}.`,
    disable &&
      `After ${plural(disable.after, "failed attempt")} in a row the webhook is disabled${of("disable/after")}.`,
    disable &&
      (disable.keepsPending === false
        ? `What was pending is dropped then${of("disable/keepsPending")}.`
        : `What was pending is kept and goes out when the webhook is enabled again${of("disable/keepsPending")}.`),
    unanswered &&
      `An endpoint that does not answer in time is shown with status ${unanswered.timeout}${of("unanswered/timeout")}, one that cannot be reached with ${unanswered.other}${of("unanswered/other")}.`,
  ]);
}
