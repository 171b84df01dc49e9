// Deliveries that test a receiver: what is sent, and what a right receiver answers.
import type { Delivery } from "./delivery.js";
import type { Header } from "./headers.js";
import { printJson, printText, style } from "./output.js";
import { type Answer, post, requestHeaders, UnreachableError } from "./post.js";
import type { ChosenProvider } from "./provider.js";
import { duration, preview, printable } from "./text.js";

/** What is wrong with a delivery, if something is. */
export type Flaw = "duplicate" | "stale" | "tampered";

export interface Trial {
  chosen: ChosenProvider;
  type: string;
  url: URL;
  delivery: Delivery;
  flaw: Flaw | undefined;
  /** Headers to send besides. */
  others: readonly Header[];
  isJson: boolean;
  /** Seconds since it was signed, and as many as the scheme allows. */
  age: number;
  tolerance: number | undefined;
}

/** An answer, and how many milliseconds it took. */
type Timed = Answer & { ms: number };

interface Verdict {
  /** Whether a right receiver may answer so. */
  right: boolean;
  text: string;
}

/** What says that a delivery is not genuine. Others may come of a wrong path, or of a fault. */
const REFUSALS: readonly number[] = [400, 401, 403];

/** Sends the delivery, prints what was answered and what it means, and returns the exit code. */
export async function attempt(trial: Trial): Promise<number> {
  const { type, url, delivery, flaw, isJson } = trial;
  const about = { id: delivery.id, type, url: `${url}`, ...(flaw && { flaw }) };
  const name = idPlace(trial.chosen) === undefined ? type : `${type} ${printable(delivery.id)}`;
  if (!isJson) printText(`${name} to ${url.href}`);
  const answers: object[] = [];
  let code = 0;
  for (let count = flaw === "duplicate" ? 2 : 1; count > 0; count--) {
    let answer: Timed;
    try {
      answer = await send(trial);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      process.stderr.write(`anyhook: ${printable(error.message)}\n`);
      answers.push({ error: error.message });
      code = 1;
      break;
    }
    const { right, text } = judge(answer, trial, answers.length > 0);
    if (!right) code = 1;
    if (!isJson) print(answer, right, text);
    const { status, ms, start } = answer;
    answers.push({ status, ms, body: Buffer.from(start).toString("utf8"), right, verdict: text });
  }
  if (isJson) printJson({ ...about, answers });
  else if (code === 0 && flaw !== undefined) printText(nextStep(trial));
  return code;
}

async function send({ url, delivery, flaw, others }: Trial): Promise<Timed> {
  const body = flaw === "tampered" ? tampered(delivery.body) : delivery.body;
  const started = performance.now();
  const answer = await post(url, requestHeaders(delivery.headers, others, body), body);
  return { ...answer, ms: Math.round((performance.now() - started) * 10) / 10 };
}

/** JSON still, so that the signature alone tells. */
function tampered(body: Uint8Array): Uint8Array {
  const rest = Buffer.from(body).toString("latin1").slice(1);
  const comma = /^\s*\}/.test(rest) ? "" : ",";
  return Buffer.from(`{"tampered":true${comma}${rest}`, "latin1");
}

function judge({ status }: Answer, { flaw, age, tolerance }: Trial, isAgain: boolean): Verdict {
  const isTaken = status >= 200 && status < 300;
  if (flaw === undefined || flaw === "duplicate") {
    const which = isAgain ? "taken again" : "taken";
    if (isTaken) return { right: true, text: which };
    return { right: false, text: `not ${which}: a right receiver answers 2xx` };
  }
  const reason =
    flaw === "tampered"
      ? "its body was changed after it was signed"
      : `it was signed ${duration(age)} ago, and ${duration(tolerance ?? 0)} are allowed`;
  if (isTaken) return { right: false, text: `taken, but ${reason}: a right receiver answers 401` };
  if (REFUSALS.includes(status)) return { right: true, text: `refused, as is right: ${reason}` };
  const refusals = "400, 401 or 403";
  return { right: false, text: `neither taken nor refused: a right receiver answers ${refusals}` };
}

function print({ status, ms, start, cut }: Timed, right: boolean, verdict: string): void {
  const mark = right ? style("green", "✓") : style("red", "✗");
  printText(`${mark} ${status}, ${ms} ms: ${verdict}`);
  if (start.length > 0) printText(`  ${preview(start, start.length)}${cut ? "…" : ""}`);
}

/** What the answers alone do not show. */
function nextStep({ chosen, delivery, flaw }: Trial): string {
  if (flaw !== "duplicate") {
    const option = flaw === "tampered" ? "--tamper" : "--stale";
    return `without \`${option}\` it has to be taken: a receiver that refuses everything is no better`;
  }
  const place = idPlace(chosen);
  return place === undefined
    ? `a delivery of ${chosen.info.name} has no id: a receiver has to bear that it comes twice`
    : `a right receiver has handled it once, by its id \`${printable(delivery.id)}\` in ${place}`;
}

/** Where a receiver finds what is the same each time that a delivery is sent. */
function idPlace({ info }: ChosenProvider): string | undefined {
  const { id } = info.delivery.receive as {
    id?: { pointer?: string; header?: string; names?: string };
  };
  if (id?.header !== undefined) return `\`${id.header}\``;
  if (id?.pointer !== undefined && id.names === undefined) {
    return `\`${id.pointer}\` of the body`;
  }
  return undefined;
}
