import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Header } from "./headers.js";
import { UsageError } from "./usage.js";

export interface Answer {
  httpVersion: string;
  status: number;
  statusText: string;
  headers: IncomingHttpHeaders;
  /** The body's first bytes. */
  start: Uint8Array<ArrayBuffer>;
  /** Whether more followed. */
  cut: boolean;
}

/** The URL could not be reached, or did not answer in HTTP. */
export class UnreachableError extends Error {}

/** What is sent besides a POST, and what is read of its answer. */
export interface Sending {
  method?: string;
  /** Milliseconds for all of it: 30,000, unless given. */
  timeout?: number;
  /** The most bytes of the answer's body: 1,024, unless given. */
  most?: number;
}

/** The URL of an option that says where a body is sent. */
export function readUrl(option: string, text: string): URL {
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
  { method = "POST", timeout = 30_000, most = 1024 }: Sending = {},
): Promise<Answer> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method, headers, agent: false });
    const late = new Error(`no answer within ${timeout / 1000} s`);
    const timer = setTimeout(() => outgoing.destroy(late), timeout);
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      reject(new UnreachableError(`could not reach \`${url.origin}\`: ${reason(error)}`));
    };
    outgoing.on("error", fail);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (): void => {
        clearTimeout(timer);
        const start = Uint8Array.from(Buffer.concat(chunks));
        resolve({
          httpVersion: response.httpVersion,
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? "",
          headers: response.headers,
          start: start.subarray(0, most),
          cut: size > most,
        });
        outgoing.destroy();
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > most) finish();
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
