// Measures ours beside the peers: `npm run bench`. Fails on wrong results, never on figures.
import { join } from "node:path";
import { build } from "./build.js";
import { main, node, root } from "./lib.js";
import { npmInstall, tool } from "./setup.js";

await main(async () => {
  await build();
  await npmInstall("bench");
  await tool("wrk", "which loads the service");
  process.stdout.write(`Node ${process.versions.node}, ${process.platform} ${process.arch}\n\n`);
  const api = ["service.js", "sending.js", "pending.js", "backup.js"];
  for (const part of ["verify.js", "validate.js", ...api, "start.js", "size.js"]) {
    process.stderr.write(`bench/${part} …\n`);
    process.stdout.write(`${await node([join(root, "bench", part)])}\n`);
  }
});
