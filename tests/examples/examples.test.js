import assert from "node:assert/strict";
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { generateSecret, sign } from "anyhook";
import { Miniflare } from "miniflare";
import { workerModules } from "../worker.js";
import { examples, outputs } from "./readme.js";

const here = fileURLToPath(new URL(".", import.meta.url));
// Inside of tests/, so that the examples find the packages that they import.
const folder = mkdtempSync(join(here, ".run-"));
after(() => rmSync(folder, { recursive: true }));

for (const [name, text] of Object.entries(examples)) writeFileSync(join(folder, name), text);
const file = (name) => join(folder, name);
// What `anyhook provider new acme.json` writes.
copyFileSync(new URL("../../providers/starter.json", import.meta.url), file("acme.json"));
const load = (name) => import(pathToFileURL(file(name)).href);

const secret = generateSecret("devdraft");
process.env.WEBHOOK_SECRET = secret;
const body = '{"id":"evt_1","type":"payment.completed","data":{"note":"Zürich"}}';

/** Sends a genuine delivery and a tampered one, and checks how both are answered. */
async function answers(send) {
  const headers = { "content-type": "application/json", ...sign("devdraft", { secret, body }) };
  const genuine = await send(headers, body);
  assert.deepEqual(genuine, { status: 200, text: "thanks for payment.completed" });
  const tampered = await send(headers, body.replace("evt_1", "evt_2"));
  assert.deepEqual(tampered, { status: 401, text: '{"code":"no_matching_signature"}' });
}

const request = (headers, text) =>
  new Request("http://localhost/webhooks", { method: "POST", headers, body: text });
const read = async (response) => ({ status: response.status, text: await response.text() });

for (const name of Object.keys(outputs)) {
  test(`${name} prints what the README says`, () => {
    const printed = execFileSync(process.execPath, [file(name)], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(printed, outputs[name]);
  });
}

test("receive.js", async () => {
  const { onWebhook } = await load("receive.js");
  const text = '{"event":"customer.active","version":"1.0","data":{}}';
  const headers = sign("conduit", { secret, body: text, id: "dlv_1" });
  assert.deepEqual(onWebhook(headers, text), { status: 200, handled: "customer.active dlv_1" });
  assert.deepEqual(onWebhook({}, text), { status: 401, code: "missing_header" });
});

for (const name of ["express.js", "fastify.js"]) {
  test(name, async () => {
    const preload = new URL("report-port.js", import.meta.url).href;
    const child = fork(file(name), {
      env: { ...process.env, PORT: "0" },
      execArgv: ["--import", preload],
    });
    try {
      const [{ port }] = await once(child, "message");
      await answers(async (headers, text) =>
        read(
          await fetch(`http://localhost:${port}/webhooks`, { method: "POST", headers, body: text }),
        ),
      );
    } finally {
      child.kill();
      await once(child, "exit");
    }
  });
}

test("hono.js", async () => {
  const { default: app } = await load("hono.js");
  await answers(async (headers, text) => read(await app.fetch(request(headers, text))));
});

test("receiver.test.js, by Vitest", () => {
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const args = [vitest, "run", "--root", folder, "--reporter", "json"];
  const printed = execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  const { numPassedTests, numTotalTests } = JSON.parse(printed);
  assert.deepEqual([numPassedTests, numTotalTests], [2, 2]);
});

test("next.js", async () => {
  const { POST } = await load("next.js");
  await answers(async (headers, text) => read(await POST(request(headers, text))));
});

test("worker.js", async () => {
  const miniflare = new Miniflare({
    cf: false,
    compatibilityDate: "2026-04-01",
    bindings: { WEBHOOK_SECRET: secret },
    modules: await workerModules(file("worker.js")),
  });
  try {
    await answers(async (headers, text) =>
      read(
        await miniflare.dispatchFetch("http://localhost/", { method: "POST", headers, body: text }),
      ),
    );
  } finally {
    await miniflare.dispose();
  }
});

for (const isBase64Encoded of [false, true]) {
  test(`lambda.js, ${isBase64Encoded ? "base64" : "text"}`, async () => {
    const { handler } = await load("lambda.js");
    await answers(async (headers, text) => {
      const given = isBase64Encoded ? Buffer.from(text).toString("base64") : text;
      const answer = await handler({ headers, body: given, isBase64Encoded });
      return { status: answer.statusCode, text: answer.body };
    });
  });
}
