/** What the page holds, as its fields have it, and how that reads as a delivery. */
import type { Delivery, SchemeInfo } from "anyhook";
import { allSchemes } from "../registry.js";
import { type Body, bytesOf } from "./body.js";
import { type HeaderLines, headerValue, readHeaderLines } from "./request.js";

export interface Lab {
  /** The id of a scheme, or of the user's own provider. */
  scheme: string;
  /** One a line. */
  secrets: string;
  headers: string;
  body: Body;
  /** Seconds, `Infinity`, or empty for the scheme's own. */
  tolerance: string;
  clock: { fixed: boolean; seconds: string };
}

export type Field = "secrets" | "headers" | "body" | "tolerance" | "clock";

export interface Remark {
  field: Field;
  message: string;
}

export interface Reading {
  delivery: Delivery & {
    headers: HeaderLines["headers"];
    body: Uint8Array;
    secret: string[];
    now: number;
  };
  /** What keeps the delivery from being verified at all. */
  problems: Remark[];
  /** What is odd, and keeps nothing from going on. */
  notes: Remark[];
}

export function schemeOf(lab: Lab): SchemeInfo {
  const info = allSchemes().find(({ id }) => id === lab.scheme);
  if (!info) throw new Error(`no scheme \`${lab.scheme}\``);
  return info;
}

export function secretsOf(lab: Lab): string[] {
  return lab.secrets.split("\n").filter((line) => line !== "");
}

/** The fields as a delivery. What cannot be read is a problem, and has a stand-in. */
export function read(lab: Lab): Reading {
  const problems: Remark[] = [];
  const notes: Remark[] = [];
  const { headers, ignored } = readHeaderLines(lab.headers);
  if (ignored.length > 0) {
    const which =
      ignored.length === 1 ? `line ${ignored[0]} is` : `lines ${ignored.join(", ")} are`;
    notes.push({ field: "headers", message: `${which} not of the form \`Name: value\`: left out` });
  }
  const body = bytesOf(lab.body);
  if (body === undefined) {
    const what = lab.body.form === "base64" ? "base64" : "text: it holds half a surrogate pair";
    problems.push({ field: "body", message: `the body is not ${what}` });
  }
  const length = headerValue(headers, "content-length");
  if (body !== undefined && length !== undefined && length !== String(body.length)) {
    const message = `\`Content-Length\` is ${length}: bytes were lost or added on the way here`;
    notes.push({ field: "body", message });
  }
  const tolerance = readTolerance(lab.tolerance);
  if (Number.isNaN(tolerance)) {
    const message = "the tolerance is not a number of seconds from 0 up, or `Infinity`";
    problems.push({ field: "tolerance", message });
  }
  const now = lab.clock.fixed ? readSeconds(lab.clock.seconds) : Math.floor(Date.now() / 1000);
  if (now === undefined) {
    problems.push({ field: "clock", message: "the clock is not a number of Unix seconds" });
  }
  const delivery = {
    headers,
    body: body ?? new Uint8Array(),
    secret: secretsOf(lab),
    now: now ?? 0,
    ...(tolerance === undefined || Number.isNaN(tolerance) ? {} : { tolerance }),
  };
  return { delivery, problems, notes };
}

/** `undefined` for the scheme's own, NaN for what is no tolerance. */
function readTolerance(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (/^infinity$/i.test(trimmed)) return Infinity;
  return /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

function readSeconds(text: string): number | undefined {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
