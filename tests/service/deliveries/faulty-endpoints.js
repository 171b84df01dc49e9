// Endpoints on this machine that do what endpoints should not do.
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** A server that listens, and what has to be closed of it. */
async function listen(server) {
  const sockets = new Set();
  for (const event of ["connection", "secureConnection"]) {
    server.on(event, (socket) => {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    });
  }
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    sockets,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** An endpoint over HTTP that answers by `answer`, and counts its requests. */
export async function http(answer) {
  const seen = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push({ headers: request.headers, method: request.method, body });
    answer(response, request);
  });
  const listening = await listen(server);
  return { ...listening, url: `http://127.0.0.1:${listening.port}/hook`, seen };
}

/** An endpoint that takes what comes, and writes what it likes. */
export async function tcp(answer, scheme = "http") {
  const seen = [];
  const server = createTcpServer((socket) => {
    socket.once("data", (data) => {
      seen.push(data);
      answer(socket);
    });
  });
  const listening = await listen(server);
  return { ...listening, url: `${scheme}://127.0.0.1:${listening.port}/hook`, seen };
}

/** One that speaks TLS, and has no certificate to show. */
export async function tlsWithoutCertificate() {
  const listening = await listen(createTlsServer());
  return { ...listening, url: `https://127.0.0.1:${listening.port}/hook`, seen: [] };
}

/** A port where nobody listens. */
export async function nobody() {
  const { port, close } = await listen(createTcpServer());
  await close();
  return { url: `http://127.0.0.1:${port}/hook`, seen: [], close };
}
