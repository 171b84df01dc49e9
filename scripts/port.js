// The port that a script is told to listen on.
import { once } from "node:events";
import { createServer } from "node:net";
import { Missing } from "./lib.js";

/**
 * The port of `PORT`, or 8787, or one that is free where it is 0; fails before anything is built if it
 * cannot be used.
 */
export async function freePort(command) {
  const port = process.env.PORT ?? "8787";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new Missing(`PORT is \`${port}\`, expected a number from 0 to 65535`);
  }
  const server = createServer().listen(Number(port), "localhost");
  const [error] = await Promise.race([
    once(server, "listening").then(() => []),
    new Promise((resolve) => server.on("error", (error) => resolve([error]))),
  ]);
  if (error) {
    throw new Missing(
      `port ${port} cannot be used (${error.code}): PORT=${Number(port) + 1} ${command}`,
    );
  }
  const { port: free } = server.address();
  server.close();
  await once(server, "close");
  return free;
}
