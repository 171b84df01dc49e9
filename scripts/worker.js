// Sets up what is missing, builds what has changed, and runs the Worker in workerd: `npm run worker`.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.js";
import { main } from "./lib.js";
import { freePort } from "./port.js";
import { npmInstall } from "./setup.js";
import { folder, offline } from "./wrangler.js";

/** Where wrangler finds the secrets of a Worker on this machine. */
const secrets = join(folder, ".dev.vars");

/** Makes the secrets that are not there, readable by this user alone. */
function makeSecrets() {
  const found = existsSync(secrets) ? readFileSync(secrets, "utf8") : "";
  const isMissing = (name) => !new RegExp(`^${name}=`, "m").test(found);
  const missing = ["ANYHOOK_ADMIN_TOKEN", "ANYHOOK_MASTER_KEY"].filter(isMissing);
  const lines = missing.map((name) => `${name}=${randomBytes(32).toString("base64url")}\n`);
  const gap = found === "" || found.endsWith("\n") ? "" : "\n";
  if (lines.length > 0) appendFileSync(secrets, gap + lines.join(""), { mode: 0o600 });
}

/** What to do first. No secret gets into a command line, where other users of the machine can see it. */
const welcome = (url) => `
The Worker answers at ${url} as soon as wrangler is ready. Its secrets are in
worker/.dev.vars, and what it keeps is in worker/.wrangler/state. It lets in who has a key; make one:

  sed -n 's/^ANYHOOK_ADMIN_TOKEN=/Authorization: Bearer /p' worker/.dev.vars |
    curl ${url}/_/keys -H @- --json '{"provider":"cryptofuse","account":"acme"}'

Or make one, keep it in a file, and use it:

  export ANYHOOK_ADMIN_TOKEN=$(sed -n 's/^ANYHOOK_ADMIN_TOKEN=//p' worker/.dev.vars)
  npx anyhook keys create --provider cryptofuse --account acme --url ${url} > key
  curl -H @key ${url}/cryptofuse/user/webhooks
`;

await main(async () => {
  const port = await freePort("npm run worker");
  await build();
  await npmInstall("worker");
  makeSecrets();
  console.log(welcome(`http://localhost:${port}`));
  const wrangler = join(folder, "node_modules/.bin/wrangler");
  const args = ["dev", "--port", port, "--show-interactive-dev-session=false"];
  const env = { ...process.env, ...offline };
  const server = spawn(wrangler, args, { cwd: folder, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
  return new Promise((resolve) => server.on("close", (code) => resolve(code ?? 0)));
});
