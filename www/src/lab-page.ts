/** The signature lab: its fields, its examples, and the answer to what the fields hold. */
import { generateSecret } from "anyhook";
import { bytesOf } from "./lab/body.js";
import { textOf, toBase64 } from "./lab/bytes.js";
import type { Diagnosis } from "./lab/diagnose.js";
import { run } from "./lab/engine.js";
import { type Example, EXAMPLES } from "./lab/examples.js";
import { type Lab, read, schemeOf } from "./lab/lab.js";
import { signed } from "./lab/sign.js";
import { snippet } from "./lab/snippet.js";
import { allSchemes, onChange, schemeInput } from "./registry.js";
import { bindBody } from "./view/body-field.js";
import { bindContent, showContent } from "./view/content.js";
import { copies } from "./view/copy.js";
import { showDetails, showTime } from "./view/details.js";
import { button, byId } from "./view/dom.js";
import { readForm, showClock, showForm, writeForm } from "./view/form.js";
import { fillSchemes, hideFindings, showFindings, showScheme } from "./view/schemes.js";
import { say } from "./view/status.js";
import { showVerdict } from "./view/verdict.js";

const [first] = EXAMPLES;
if (!first) throw new Error("there are no examples");

let lab = first.load(unixNow());
/** The example that the fields hold, as long as nothing in it was changed. */
let example: Example | undefined = first;
let loadedAt = unixNow();
let diagnosis: Diagnosis | undefined;

function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** Takes what was typed. */
function edit(): void {
  lab = readForm(lab);
  changed(undefined);
}

/** Puts something else into the fields. */
function replace(next: Lab, from?: Example): void {
  lab = next;
  writeForm(lab);
  changed(from);
}

function changed(from: Example | undefined): void {
  example = from;
  hideFindings();
  schedule();
}

let scheduled = false;

/** Answers once a frame at most, however fast the keys come. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    void answer();
  });
}

let busy = false;
let again = false;

/** Answers to the fields as they are; what changes meanwhile is answered next, and once. */
async function answer(): Promise<void> {
  showForm(lab, read(lab));
  showScheme(schemeOf(lab));
  byId("snippet", HTMLElement).textContent = snippet(lab);
  showExamples();
  again = busy;
  if (busy) return;
  busy = true;
  const verdict = byId("verdict-head", HTMLElement);
  try {
    do {
      again = false;
      verdict.setAttribute("aria-busy", "true");
      const found = await run("diagnose", lab);
      if (!again) show(found);
    } while (again);
  } catch (error) {
    const message = `the lab itself failed: ${error instanceof Error ? error.message : String(error)}`;
    show({ problem: { field: "body", message }, remedies: [] });
  } finally {
    busy = false;
    if (again) schedule();
    verdict.setAttribute("aria-busy", "false");
  }
}

function show(found: Diagnosis): void {
  diagnosis = found;
  showVerdict(found, (remedied) => {
    replace(remedied);
    // The button that was pressed goes away with what it mended.
    byId("verdict-head", HTMLElement).focus({ preventScroll: true });
  });
  showDetails(found);
  showContent(found.content);
}

/** Lets a delivery grow old as it is looked at. */
function tick(): void {
  if (lab.clock.fixed) return;
  showClock(lab, unixNow());
  const { timestamp, age } = diagnosis?.explanation ?? {};
  if (timestamp === undefined || age === undefined) return;
  const grown = unixNow() - timestamp;
  showTime(timestamp, grown);
  const allowed = read(lab).delivery.tolerance ?? schemeOf(lab).tolerance ?? Infinity;
  if (Math.abs(age) <= allowed !== Math.abs(grown) <= allowed) schedule();
}

function showExamples(): void {
  for (const { id } of EXAMPLES) {
    byId(`example-${id}`, HTMLButtonElement).setAttribute(
      "aria-pressed",
      String(id === example?.id),
    );
  }
  byId("story", HTMLElement).textContent =
    example?.story ?? "Your own delivery. Load an example to begin anew.";
}

function load(one: Example): void {
  loadedAt = unixNow();
  replace(one.load(loadedAt), one);
}

function bindExamples(): void {
  const buttons = EXAMPLES.map((one) =>
    button(one.title, () => load(one), { id: `example-${one.id}`, "aria-pressed": "false" }),
  );
  byId("examples", HTMLElement).replaceChildren(...buttons);
  // Whoever comes back to an example should not find it gone stale.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && example && unixNow() - loadedAt > 60) load(example);
  });
}

function bindActions(): void {
  const on = (id: string, act: () => void) =>
    byId(id, HTMLButtonElement).addEventListener("click", act);
  on("find", () => void find());
  on("new-secret", () => replace({ ...lab, secrets: generateSecret(schemeInput(lab.scheme)) }));
  on("sign", () => {
    try {
      replace(signed(lab));
      say("signed: the headers are new");
    } catch (error) {
      say(`not signed: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  on("use-timestamp", () => {
    const timestamp = diagnosis?.explanation?.timestamp;
    if (timestamp === undefined) say("the headers hold no timestamp that can be read");
    else replace({ ...lab, clock: { fixed: true, seconds: String(timestamp) } });
  });
  on("reveal", () => {
    const masked = byId("secrets", HTMLTextAreaElement).classList.toggle("masked");
    const reveal = byId("reveal", HTMLButtonElement);
    reveal.setAttribute("aria-pressed", String(!masked));
  });
  copies("copy-headers", () => lab.headers);
  copies("copy-snippet", () => snippet(lab));
  copies("copy-body", () => {
    const bytes = bytesOf(lab.body) ?? new Uint8Array();
    return textOf(bytes) ?? toBase64(bytes);
  });
}

async function find(): Promise<void> {
  const asked = lab;
  const [problem] = read(asked).problems;
  if (problem) return say(problem.message);
  const findings = await run("find", asked);
  if (asked === lab) showFindings(findings, replace);
}

/** Puts a delivery into the fields; the lab is still to be gone to. */
export function openInLab(next: Lab): void {
  replace(next);
}

export function startLab(): void {
  fillSchemes();
  bindExamples();
  bindActions();
  bindContent();
  bindBody({
    body: () => lab.body,
    setBody: (body) => replace({ ...lab, body }),
    setRequest: (headers, body) => replace({ ...lab, headers, body }),
  });
  for (const id of [
    "scheme",
    "secrets",
    "headers",
    "body",
    "clock",
    "clock-seconds",
    "tolerance",
  ]) {
    byId(id, HTMLElement).addEventListener("input", edit);
  }
  onChange(() => {
    fillSchemes();
    const gone = !allSchemes().some(({ id }) => id === lab.scheme);
    replace(gone ? { ...lab, scheme: "standard-webhooks" } : lab, gone ? undefined : example);
  });
  writeForm(lab);
  void answer();
  setInterval(tick, 1000);
}
