import {
  createServer,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { RequestLog } from "anyhook/service";
import { faultOf } from "./request-fault.js";
import { printable } from "./text.js";

/** Node's own limits. The service gives a body 10 s, and answers in the provider's form. */
const LIMITS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
  // `faultOf` refuses a request without a Host, and says so.
  requireHostHeader: false,
};

/** What a sender may still send of a request that is refused, until it is cut off. */
const PATIENCE = 1000;

/** What is answered when Node cannot read a request, by the code of its error. */
const UNREADABLE: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    error: "headers_too_large",
    detail: `the request line and headers are larger than ${LIMITS.maxHeaderSize} bytes`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    error: "request_timeout",
    detail: "the request did not arrive in time",
  },
};

interface Refusal {
  status: number;
  error: string;
  detail: string;
}

/** An HTTP server for `fetch`, which refuses by itself what is no request that `fetch` could take. */
export function httpServer(
  fetch: (request: Request) => Response | Promise<Response>,
  log: (entry: RequestLog) => void,
): Server {
  const handle = getRequestListener(fetch, { errorHandler: failed });
  const answering = new WeakMap<Socket, ServerResponse>();
  const server = createServer(LIMITS, (request, response) => {
    answering.set(request.socket, response);
    response.once("close", () => {
      // While the server closes, a connection is of no use to others.
      if (!server.listening) server.closeIdleConnections();
    });
    const detail = faultOf(request);
    if (detail === undefined) return void handle(request, response);
    const refusal = { status: 400, error: "malformed_request", detail };
    const { headers, body } = problem(refusal);
    response.writeHead(refusal.status, headers).end(body);
    request.resume();
    log(entryOf(refusal, request.method, request.url));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    // More of what was refused already.
    if (socket.writableEnded) return;
    // Nobody waits for an answer: the sender has gone, or has not asked anything.
    const idle = error.code === "ECONNRESET" || !socket.writable || socket.bytesRead === 0;
    if (idle) return void socket.destroy();
    const response = answering.get(socket);
    const running = response !== undefined && !response.writableFinished;
    if (running && (response.headersSent || response.req.complete)) {
      // Before it is answered, an answer to what follows would be taken for its own.
      return void response.once("finish", () => socket.destroySoon());
    }
    const refusal = UNREADABLE[error.code ?? ""] ?? {
      status: 400,
      error: "malformed_request",
      detail: "this is no request of HTTP/1.1",
    };
    const { status } = refusal;
    const { headers, body } = problem(refusal);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
    // Were it closed at once, the sender would see that alone, and not the answer.
    setTimeout(() => socket.destroy(), PATIENCE).unref();
    // A request that is running is the service's to tell of.
    if (!running) log(entryOf(refusal));
  });
  return server;
}

/** A problem document (RFC 9457), as the service has for what is no provider's. */
function problem({ status, detail }: Refusal): { headers: Record<string, string>; body: string } {
  const body = JSON.stringify({ title: STATUS_CODES[status], status, detail });
  const headers = {
    "Content-Type": "application/problem+json",
    "Content-Length": `${body.length}`,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
  };
  return { headers, body };
}

function entryOf({ status, error }: Refusal, method = "", target = ""): RequestLog {
  // A whole URL may have a password.
  const [path = ""] = target.startsWith("/") ? target.slice(0, 256).split(/[?#]/) : [];
  return { time: Date.now(), method, path, status, duration: 0, error };
}

/** A fault of this program: no request may end it for the others. */
function failed(error: unknown): Response {
  process.stderr.write(`anyhook: ${printable(String(error))}\n`);
  const detail = "the request could not be handled";
  const { headers, body } = problem({ status: 500, error: "internal", detail });
  return new Response(body, { status: 500, headers });
}
