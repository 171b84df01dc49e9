// Sets up what is missing, builds what has changed, and runs the Worker in workerd: `npm run worker`.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.js";
import { main } from "./lib.js";
import { freePort } from "./port.js";
import { npmInstall } from "./setup.js";
import { folder, offline } from "./wrangler.js";

/** Where wrangler finds the secrets of a Worker on this machine. */
const secrets = join(folder, ".dev.vars");

await main(async () => {
  const port = await freePort("npm run worker");
  await build();
  await npmInstall("worker");
  if (!existsSync(secrets)) {
    const key = randomBytes(32).toString("base64url");
    writeFileSync(secrets, `ANYHOOK_KEY=${key}\n`, { mode: 0o600, flag: "wx" });
  }
  console.log(`
The Worker answers at http://localhost:${port} as soon as wrangler is ready.
Its key is in worker/.dev.vars, and what it keeps is in worker/.wrangler/state.

  curl http://localhost:${port}/cryptofuse/user/webhooks \\
    -H "X-API-Key: $(sed -n s/^ANYHOOK_KEY=//p worker/.dev.vars)"
`);
  const wrangler = join(folder, "node_modules/.bin/wrangler");
  const args = ["dev", "--port", port, "--show-interactive-dev-session=false"];
  const env = { ...process.env, ...offline };
  const server = spawn(wrangler, args, { cwd: folder, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
  return new Promise((resolve) => server.on("close", (code) => resolve(code ?? 0)));
});
