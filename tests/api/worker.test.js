import test from "node:test";
import { startWorker } from "../worker/start.js";
import { rawTo } from "./raw.js";
import { report } from "./report.js";
import { suite } from "./suite.js";

/**
 * workerd cuts a connection when it has answered a request before the whole of its body was there.
 * Who is still sending, or uses the connection next, has to send again.
 */
async function persistent(...request) {
  for (let times = 1; ; times++) {
    try {
      return await fetch(...request);
    } catch (error) {
      if (times === 10) throw error;
    }
  }
}

test("the providers' APIs as a Worker, on KV", async (context) => {
  const { base, adminToken, stop } = await startWorker();
  try {
    const strict = { adminToken };
    const options = { fetch: persistent, raw: rawTo(base), atomic: false, strict };
    report(context, await suite(base, options));
  } finally {
    await stop();
  }
});
