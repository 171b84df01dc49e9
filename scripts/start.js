// Sets up what is missing, builds what has changed, and serves the providers' APIs with the
// playground beside them: `npm start`.
import { join } from "node:path";
import { build } from "./build.js";
import { main, root } from "./lib.js";
import { freePort } from "./port.js";

await main(async () => {
  const port = await freePort("npm start");
  await build();
  const { main: anyhook } = await import("../cli/dist/main.js");
  console.log(`\nplayground: http://localhost:${port}/`);
  return anyhook(["serve", "--port", `${port}`, "--site", join(root, "www/dist")]);
});
