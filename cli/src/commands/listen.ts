import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { command } from "../command.js";
import { gather, type Header } from "../headers.js";
import { close, listen, stopped } from "../listening.js";
import { readInteger } from "../number.js";
import { summary } from "../outcome.js";
import { printJson, printText, style } from "../output.js";
import { type Finding, Receiver } from "../receiver.js";
import { chooseScheme, SCHEME_NOTE } from "../scheme.js";
import { findSecrets, secretOptions } from "../secrets.js";
import { plural, printable } from "../text.js";
import { UsageError } from "../usage.js";

export const listenCommand = command({
  name: "listen",
  summary: "print each request that arrives, and whether it verifies",
  usage: ["listen [--port 4000] [--host 127.0.0.1] [--scheme SCHEME] [secret options] [--json]"],
  options: {
    port: { value: "PORT", help: "4000, unless given; 0 is any free one" },
    host: { value: "ADDRESS", help: "127.0.0.1, unless given: this machine alone" },
    scheme: { value: "SCHEME", help: "the scheme; the one that the headers tell, unless given" },
    ...secretOptions,
    status: { value: "STATUS", help: "the answer to a valid request: 200, unless given" },
    "max-body": { value: "BYTES", help: "larger bodies are refused: 1048576, unless given" },
    json: { help: "print one JSON document on each line" },
  },
  notes: [
    SCHEME_NOTE,
    "It answers 401 to an invalid request, 413 to one that is too large. Several secrets are all\n" +
      "tried; without --scheme each is tried under the schemes whose secrets have its form.",
    "Exit codes: 0 ended by SIGINT or SIGTERM; 2 usage or configuration.",
  ],
  examples: ["anyhook listen --scheme stripe --secret-file secret"],
  async run({ options, positionals: [unexpected], given }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const port = readInteger("port", options.port ?? "4000", { most: 65_535 });
    const status = readInteger("status", options.status ?? "200", { least: 200, most: 599 });
    const limit = readInteger("max-body", options["max-body"] ?? "1048576");
    const { scheme } = options;
    const chosen = scheme === undefined ? undefined : await chooseScheme(scheme);
    const secrets = await (await findSecrets(given))();
    const settings = { receiver: new Receiver(chosen, secrets), status, limit };
    const print = options.json
      ? printLine
      : (seen: Seen) => printText(describe(seen, secrets.length));
    const server = createServer({ requestTimeout: 30_000 }, (request, response) => {
      handle(request, response, settings).then(print, (error: unknown) => {
        // A fault of this program: no request may end it for the others.
        if (!response.headersSent) answer(response, 500, { code: "internal_error" });
        process.stderr.write(`anyhook: ${printable(String(error))}\n`);
      });
    });
    const {
      address,
      family,
      port: bound,
    } = await listen(server, port, options.host ?? "127.0.0.1");
    const url = `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`;
    if (options.json) printJson({ listening: url }, { indent: 0 });
    else printText(`listening on ${url}`);
    await stopped();
    await close([server], 1000);
    return 0;
  },
});

interface Settings {
  receiver: Receiver;
  status: number;
  limit: number;
}

/** What is printed of a request. */
interface Seen {
  time: Date;
  method: string;
  path: string;
  /** Of the body, or of as much as was read. */
  bytes: number;
  result: Finding | { refused: string };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { receiver, status, limit }: Settings,
): Promise<Seen> {
  const { method = "", url: path = "" } = request;
  const seen = { time: new Date(), method, path };
  const { body, bytes, problem } = await readUpTo(request, limit);
  if (problem === "closed") {
    return { ...seen, bytes, result: { refused: "the connection closed before the body ended" } };
  }
  if (problem === "too_large") {
    // The rest is read and forgotten, so that the sender gets to the answer.
    request.resume();
    answer(response, 413, { code: "body_too_large" });
    return {
      ...seen,
      bytes,
      result: { refused: `the body is larger than the ${limit} bytes of --max-body` },
    };
  }
  const finding = receiver.examine(gather(headersOf(request)), body);
  const { outcome } = finding;
  if (outcome.valid) answer(response, status, { valid: true });
  else answer(response, 401, { code: outcome.code });
  return { ...seen, bytes, result: finding };
}

interface Reading {
  body: Uint8Array;
  bytes: number;
  problem?: "closed" | "too_large";
}

function readUpTo(request: IncomingMessage, limit: number): Promise<Reading> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (problem?: "closed" | "too_large"): void => {
      request.removeAllListeners("data");
      resolve({ body: Buffer.concat(chunks), bytes, ...(problem && { problem }) });
    };
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) end("too_large");
      else chunks.push(chunk);
    });
    request.on("end", () => end());
    request.on("error", () => end("closed"));
  });
}

/** The headers as they came: Node's own records join or drop what is repeated. */
function* headersOf({ rawHeaders }: IncomingMessage): Generator<Header> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    yield [rawHeaders[index] as string, rawHeaders[index + 1] as string];
  }
}

/** Tells the sender the code and no more: an explanation holds the right signature. */
function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

function describe({ time, method, path, bytes, result }: Seen, secretCount: number): string {
  const size = `${"refused" in result ? "at least " : ""}${plural(bytes, "byte")}`;
  const request = `${method} ${printable(path, 200)}, ${size}`;
  const head = `${style("dim", time.toTimeString().slice(0, 8))} ${request}`;
  if ("refused" in result) return `${head}\n  ${style("red", "✗")} refused: ${result.refused}`;
  const { outcome, also, cause } = result;
  if (outcome.valid) {
    const others = also.length > 0 ? ` (good for ${also.join(", ")} too)` : "";
    const line = summary(outcome, time.getTime() / 1000, secretCount);
    return `${head}\n  ${style("green", "✓")} ${line}${others}`;
  }
  const scheme = "scheme" in outcome ? `, as ${outcome.scheme}` : "";
  const verdict = `invalid${scheme}: ${outcome.code}: ${printable(outcome.message)}`;
  const lines = [head, `  ${style("red", "✗")} ${verdict}`];
  if (cause && cause !== outcome.message) lines.push(`    likely cause: ${printable(cause)}`);
  return lines.join("\n");
}

function printLine({ result, ...request }: Seen): void {
  if ("refused" in result) return printJson({ ...request, refused: result.refused }, { indent: 0 });
  const { outcome, also, cause } = result;
  const more = { ...(also.length > 0 && { also }), ...(cause && { cause }) };
  printJson({ ...request, ...outcome, ...more }, { indent: 0 });
}
