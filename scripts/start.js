// Sets up what is missing, builds what has changed, and serves the playground: `npm start`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { build } from "./build.js";
import { main, Missing, root } from "./lib.js";

/** Fails before anything is built if the port is taken. */
async function available(port) {
  const server = createServer().listen(port, "localhost");
  const [error] = await Promise.race([
    once(server, "listening").then(() => []),
    new Promise((resolve) => server.on("error", (error) => resolve([error]))),
  ]);
  if (error) {
    throw new Missing(`port ${port} cannot be used (${error.code}): PORT=${port + 1} npm start`);
  }
  server.close();
  await once(server, "close");
}

await main(async () => {
  const port = process.env.PORT ?? "8787";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new Missing(`PORT is \`${port}\`, expected a number from 0 to 65535`);
  }
  await available(Number(port));
  await build();
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const args = [vite, "preview", "www", "--port", port, "--strictPort", "--host", "localhost"];
  const server = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
  return new Promise((resolve) => server.on("close", (code) => resolve(code ?? 0)));
});
