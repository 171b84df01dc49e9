import type { Alternative, Check, Explanation } from "anyhook";
import type { ValidVerdict } from "anyhook/inbox";
import { describeEvent } from "./outcome.js";
import { style } from "./output.js";
import { ago, plural, preview, printable } from "./text.js";

const PREVIEW = 200;
/** Of signatures and alternatives; a header may hold thousands. */
const SHOWN = 5;

/** An explanation for the person at the terminal. It holds the signatures that would be right. */
export function report(explanation: Explanation, event: ValidVerdict["event"]): string {
  const { valid, scheme, code, checks } = explanation;
  const verdict = valid ? style("green", "valid") : style("red", "invalid");
  const lines = [
    `${style("bold", verdict)}: ${printable(scheme)}${code ? `: ${code}` : ""}`,
    "",
    ...checks.map(checkLine),
    "",
    ...facts(explanation, event).map(([name, text]) => `  ${name.padEnd(13)}${text}`),
    "",
    `${style("bold", valid ? "result" : "likely cause")}: ${printable(causeOf(explanation))}`,
  ];
  return lines.filter((line, index) => line !== "" || lines[index - 1] !== "").join("\n");
}

function checkLine({ name, outcome, message }: Check): string {
  const marks = { passed: style("green", "✓"), failed: style("red", "✗"), skipped: "-" };
  const text = printable(message);
  return `  ${marks[outcome]} ${name.padEnd(11)}${outcome === "skipped" ? style("dim", text) : text}`;
}

function facts(explanation: Explanation, event: ValidVerdict["event"]): [string, string][] {
  const { age, assumed, timestamp, found, computed, signedContent, alternatives } = explanation;
  const rows: [string, string][] = [];
  if (event) rows.push(["event", describeEvent(event).join(", ")]);
  if (timestamp !== undefined && age !== undefined) {
    rows.push(["signed", `${dateOf(timestamp)}, ${ago(age)}`]);
  }
  rows.push(...list("found", found), ...list("computed", computed));
  if (signedContent) {
    const size = plural(signedContent.length, "byte");
    rows.push(["content", `${size}: ${preview(signedContent, PREVIEW)}`]);
  }
  if (event && "payload" in event && event.payload !== undefined) {
    const payload = new TextEncoder().encode(event.payload);
    const size = plural(payload.length, "byte");
    rows.push(["opened", `${size}: ${preview(payload, PREVIEW)}`]);
  }
  // One without differences is what was tried already; one that is the cause stands below.
  const others = alternatives.filter(
    ({ differences, message }) => differences.length > 0 && message !== explanation.cause,
  );
  rows.push(...list("would match", others.map(alternativeText)));
  if (assumed) rows.push(["note", "no source states this scheme: it is what anyhook assumes"]);
  return rows;
}

function alternativeText({ differences, message }: Alternative): string {
  return message || differences.map(({ kind, form }) => `${kind}: ${form}`).join(", ");
}

function list(name: string, entries: readonly string[]): [string, string][] {
  const rows = entries
    .slice(0, SHOWN)
    .map((entry, index): [string, string] => [index === 0 ? name : "", printable(entry, 300)]);
  if (entries.length > SHOWN) rows.push(["", `and ${entries.length - SHOWN} more`]);
  return rows;
}

function causeOf({ cause, checks }: Explanation): string {
  return cause || (checks.find(({ outcome }) => outcome === "failed")?.message ?? "");
}

/** A timestamp as a date, where it is one: the largest are not. */
function dateOf(timestamp: number): string {
  const date = new Date(timestamp * 1000);
  return Number.isNaN(date.getTime()) ? `${timestamp}` : date.toISOString().replace(".000Z", "Z");
}

/** An explanation in the form that `--json` prints: bytes in base64. */
export function explanationJson(explanation: Explanation, event: ValidVerdict["event"]): object {
  const { signedContent, ...rest } = explanation;
  return {
    ...rest,
    ...(signedContent && { signedContent: Buffer.from(signedContent).toString("base64") }),
    ...(event && { event }),
  };
}
