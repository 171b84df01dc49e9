import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Header } from "./headers.js";
import { UsageError } from "./usage.js";

export interface Answer {
  httpVersion: string;
  status: number;
  statusText: string;
  /** The body's first bytes. */
  start: Uint8Array;
  /** Whether more followed. */
  cut: boolean;
}

/** The URL could not be reached, or did not answer in HTTP. */
export class UnreachableError extends Error {}

const SHOWN_BYTES = 1024;
const LONGEST_WAIT = 30_000;

/** The URL of an option that says where a body is sent. */
export function readUrl(option: "send" | "to", text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new UsageError(`the URL of \`--${option}\` is no absolute http or https URL`);
  }
  if (url.username || url.password) {
    throw new UsageError(
      `the URL of \`--${option}\` holds credentials: give them as \`--header 'Authorization: …'\``,
    );
  }
  return url;
}

/** The headers to send: what was asked for takes the place of what would be sent otherwise. */
export function requestHeaders(
  signed: Record<string, string>,
  others: readonly Header[],
  body: Uint8Array,
): Record<string, string | string[]> {
  const merged = new Map<string, [name: string, values: string[]]>();
  const defaults: [string, string][] = [["Content-Type", "application/json"]];
  for (const [name, value] of [...defaults, ...Object.entries(signed)]) {
    merged.set(name.toLowerCase(), [name, [value]]);
  }
  for (const [name] of others) merged.set(name.toLowerCase(), [name, []]);
  for (const [name, value] of others) merged.get(name.toLowerCase())?.[1].push(value);
  merged.set("content-length", ["Content-Length", [String(body.length)]]);
  return Object.fromEntries(
    [...merged.values()].map(([name, values]) => [
      name,
      values.length > 1 ? values : `${values[0]}`,
    ]),
  );
}

/** Sends a body. Redirects are an answer like any other: what is signed goes nowhere else. */
export function post(
  url: URL,
  headers: Record<string, string | string[]>,
  body: Uint8Array,
): Promise<Answer> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(new UnreachableError(`could not reach \`${url.origin}\`: ${reason(error)}`));
    const outgoing = send(url, { method: "POST", headers, agent: false, timeout: LONGEST_WAIT });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within 30 s`)));
    outgoing.on("error", fail);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (): void => {
        const start = Buffer.concat(chunks);
        resolve({
          httpVersion: response.httpVersion,
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? "",
          start: start.subarray(0, SHOWN_BYTES),
          cut: size > SHOWN_BYTES,
        });
        outgoing.destroy();
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > SHOWN_BYTES) finish();
      });
      response.on("end", finish);
      response.on("error", fail);
    });
    outgoing.end(body);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was closed",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name server does not answer",
  EHOSTUNREACH: "no route to the host",
  ETIMEDOUT: "no answer in time",
};

/** Why a host cannot be reached, in words. */
export function reason(error: NodeJS.ErrnoException): string {
  // A host of several addresses fails with an error for each, and a message of none.
  return REASONS[error.code ?? ""] ?? (error.message || error.code || "unknown error");
}
