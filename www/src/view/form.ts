/** The fields: what they hold as a `Lab`, and a `Lab` put into them. */
import { type Body, bytesOf } from "../lab/body.js";
import { type Field, type Lab, type Reading, schemeOf } from "../lab/lab.js";
import { readHeaderLines } from "../lab/request.js";
import { byId, prose } from "./dom.js";
import { count, date } from "./words.js";

const select = (id: string) => byId(id, HTMLSelectElement);
const area = (id: string) => byId(id, HTMLTextAreaElement);
const input = (id: string) => byId(id, HTMLInputElement);

/** The fields as they stand; a body that is no text stays the one before. */
export function readForm(before: Lab): Lab {
  return {
    scheme: select("scheme").value,
    secrets: area("secrets").value,
    headers: area("headers").value,
    body: readBody(before.body),
    tolerance: input("tolerance").value,
    clock: { fixed: select("clock").value === "fixed", seconds: input("clock-seconds").value },
  };
}

function readBody(before: Body): Body {
  const text = area("body").value;
  return before.form === "bytes" ? before : { ...before, text };
}

export function writeForm({ scheme, secrets, headers, body, tolerance, clock }: Lab): void {
  put(select("scheme"), scheme);
  put(area("secrets"), secrets);
  put(area("headers"), headers);
  put(area("body"), body.form === "bytes" ? "" : body.text);
  put(select("body-form"), body.form === "text" ? body.lineEnds : body.form);
  put(input("tolerance"), tolerance);
  put(select("clock"), clock.fixed ? "fixed" : "now");
  put(input("clock-seconds"), clock.seconds);
}

/** A value that is set again loses the cursor's place and the field's undo history. */
function put(field: { value: string }, value: string): void {
  if (field.value !== value) field.value = value;
}

/** The clock's time, which runs on where it is not fixed. */
export function showClock({ clock }: Lab, now: number): void {
  if (!clock.fixed) put(input("clock-seconds"), String(now));
  const running = clock.fixed ? "" : ", this device's clock";
  byId("clock-note", HTMLElement).textContent = `${date(now) ?? "Beyond the calendar"}${running}`;
}

/** What stands below the fields, and which of their parts are of use. */
export function showForm(lab: Lab, reading: Reading): void {
  const { body, clock } = lab;
  const held = body.form === "bytes";
  area("body").hidden = held;
  byId("body-file", HTMLElement).hidden = !held;
  byId("body-file-name", HTMLElement).textContent = held ? body.name : "";
  const option = byId("body-form-bytes", HTMLOptionElement);
  option.hidden = option.disabled = !held;
  input("clock-seconds").disabled = !clock.fixed;

  const note = (field: Field, text: string) => {
    const problem = reading.problems.find((remark) => remark.field === field);
    const notes = reading.notes.filter((remark) => remark.field === field);
    showNote(field, problem ? [problem.message] : [text, ...notes.map(({ message }) => message)]);
    const broken = problem !== undefined;
    byId(`${field}-note`, HTMLElement).dataset["warns"] = String(broken || notes.length > 0);
    const id = field === "clock" ? "clock-seconds" : field;
    byId(id, HTMLElement).setAttribute("aria-invalid", String(broken));
  };
  const secrets = reading.delivery.secret.length;
  note("secrets", secrets > 1 ? `${secrets} secrets, one a line` : "One a line, the newest first");
  note("headers", count(readHeaderLines(lab.headers).count, "header"));
  const bytes = bytesOf(body);
  note("body", bytes ? count(bytes.length, "byte") : "");
  const own = schemeOf(lab).tolerance;
  input("tolerance").placeholder = own === undefined ? "none" : `${own}, the scheme's`;
  note("tolerance", own === undefined ? "Not used by this scheme" : "`Infinity` for any age");
  note("clock", "");
  if (!reading.problems.some(({ field }) => field === "clock"))
    showClock(lab, reading.delivery.now);
}

function showNote(field: Field, texts: readonly string[]): void {
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const note = texts.filter(Boolean).map(capital).join(" · ");
  byId(`${field}-note`, HTMLElement).replaceChildren(...prose(note));
}
