// The program that docs/service.md shows.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { adminToken, serveStrict } from "./client.js";

const page = readFileSync(new URL("../../docs/service.md", import.meta.url), "utf8");

test("a service, and a listener for Node that is made of it", async () => {
  const blocks = [...page.matchAll(/^```js\n([^]*?)^```/gm)].map(([, text]) => text);
  const [listen] = /listen\(8787, "localhost"\)/.exec(blocks.join("")) ?? assert.fail(page);
  // On a free port, which it prints.
  const free = 'listen(0, "localhost", function () { console.log(this.address().port); })';
  // Inside of tests/, so that it finds the packages.
  const folder = mkdtempSync(fileURLToPath(new URL("../examples/.run-", import.meta.url)));
  const file = join(folder, "service.mjs");
  writeFileSync(file, blocks.join("").replace(listen, free));
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [port] = await once(createInterface({ input: child.stdout }), "line");
    const response = await fetch(`http://localhost:${port}/_/health`);
    assert.deepEqual(await response.json(), { status: "ok" });
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});

/** The page's value has `…` for whatever is there. */
function isLike(found, shown) {
  if (typeof shown === "string" && shown.includes("…")) {
    const [before, after] = shown.split("…");
    assert.ok(found.length > before.length && found.startsWith(before) && found.endsWith(after));
  } else if (typeof shown === "object") {
    assert.deepEqual(Object.keys(found), Object.keys(shown));
    for (const [name, member] of Object.entries(shown)) isLike(found[name], member);
  } else assert.equal(found, shown);
}

test("a key is asked for and answered as the page shows, and so is what is wrong", async () => {
  const [, asked] = /^curl --json '(.*)'/m.exec(page);
  const [key, problem] = [...page.matchAll(/^```json\n([^]*?)^```/gm)].map(([, text]) =>
    JSON.parse(text),
  );
  const { post } = serveStrict();
  const headers = { authorization: `Bearer ${adminToken}` };
  const created = await post("/_/keys", headers, JSON.parse(asked));
  assert.equal(created.status, 201);
  isLike(await created.json(), key);
  const refused = await post("/_/keys", headers, { ...JSON.parse(asked), scopes: ["admin"] });
  assert.equal(refused.status, 400);
  isLike(await refused.json(), problem);
});
