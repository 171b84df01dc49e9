import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { InputError } from "./usage.js";

/** Listens, and resolves to where. */
export async function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "the port is in use" : message;
    throw new InputError(`cannot listen on port ${port} of \`${host}\`: ${reason}`, {
      cause: error,
    });
  }
  return server.address() as AddressInfo;
}

/** Of a machine without IPv6, or without its loopback address. */
const NO_IPV6: readonly unknown[] = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

/**
 * Listens on one port of both addresses that `localhost` may be, since clients differ in which they
 * try, and in whether they try the other one. Resolves to the port, and to a server for each address.
 */
export async function listenOnLoopback(
  make: () => Server,
  port: number,
): Promise<{ port: number; servers: Server[] }> {
  const [four, six] = [make(), make()];
  const bound = await listen(four, port, "127.0.0.1");
  try {
    await listen(six, bound.port, "::1");
    return { port: bound.port, servers: [four, six] };
  } catch (error) {
    const { code } = (error as InputError).cause as NodeJS.ErrnoException;
    if (NO_IPV6.includes(code)) return { port: bound.port, servers: [four] };
    four.close();
    // A port that the system chose for one address may be taken on the other.
    if (port === 0 && code === "EADDRINUSE") return listenOnLoopback(make, port);
    throw error;
  }
}

/** Whether an address is this machine's alone. Of a name that means another one, nobody could tell. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

/** Listens on both addresses of `localhost`, or on another address; resolves to the URL too. */
export async function listenAt(
  make: () => Server,
  port: number,
  host: string,
): Promise<{ url: string; servers: Server[] }> {
  if (host.toLowerCase() === "localhost") {
    const { port: bound, servers } = await listenOnLoopback(make, port);
    return { url: `http://localhost:${bound}`, servers };
  }
  const server = make();
  const { address, family, port: bound } = await listen(server, port, host);
  // Every address of the machine is none to connect to.
  const isAny = address === "0.0.0.0" || address === "::";
  const name = isAny ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return { url: `http://${name}:${bound}`, servers: [server] };
}

/** What is the same signal once more: npm passes on what the terminal has sent already. */
const ECHO = 200;

/** Resolves at the first SIGINT or SIGTERM; a later one ends the process as it always does. */
export function stopped(): Promise<void> {
  return new Promise((resolve) => {
    const leave = (): void => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    };
    const stop = (): void => {
      setTimeout(leave, ECHO).unref();
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}

/** Takes no more connections, and cuts those off that are not done within `patience` milliseconds. */
export async function close(servers: readonly Server[], patience: number): Promise<void> {
  const closed = servers.map((server) => once(server, "close"));
  for (const server of servers) {
    server.close();
    server.closeIdleConnections();
  }
  const cutOff = (): void => servers.forEach((server) => server.closeAllConnections());
  const timer = setTimeout(cutOff, patience);
  await Promise.all(closed);
  clearTimeout(timer);
}
