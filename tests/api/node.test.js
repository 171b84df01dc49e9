import assert from "node:assert/strict";
import test from "node:test";
import { serve } from "../cli/anyhook.js";
import { rawTo } from "./raw.js";
import { report } from "./report.js";
import { suite } from "./suite.js";

test("the providers' APIs in Node", async (context) => {
  const server = await serve([]);
  const log = [];
  const logged = (async () => {
    for (let line; (line = await server.line()) !== undefined;) log.push(line);
  })();
  report(context, await suite(server.url, { raw: rawTo(server.url), limited: true }));

  await server.stop();
  await logged;
  assert.ok(log.length > 1000);
  const telling = log.filter((line) => /key-|whsk_|Secret|[?&{]/.test(line));
  assert.deepEqual(telling, [], "the log tells a key, a secret, a query or a body");
});
