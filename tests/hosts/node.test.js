import assert from "node:assert/strict";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as anyhook from "anyhook";
import * as slim from "anyhook/slim";
import * as standardwebhooks from "anyhook/standardwebhooks";
import { lose } from "./recovery.js";
import { run } from "./suite.js";
import { vectors } from "./vectors.js";

test("the suite in Node", (context) => {
  const { passed, failures } = run(anyhook, standardwebhooks, vectors);
  context.diagnostic(`${passed} checks`);
  assert.deepEqual(failures, []);
});

test("receiveRequest reads a request once", async () => {
  const secret = anyhook.generateSecret("devdraft");
  const body = '{"id":"evt_1","type":"payment.completed","data":{}}';
  const headers = anyhook.sign("devdraft", { secret, body });
  const request = new Request("http://localhost/", { method: "POST", headers, body });
  const event = await anyhook.receiveRequest("devdraft", request, { secret });
  assert.equal(event.type, "payment.completed");
  await assert.rejects(anyhook.receiveRequest("devdraft", request, { secret }), {
    name: "WebhookConfigurationError",
    code: "body_already_parsed",
  });
  await assert.rejects(anyhook.receiveRequest("devdraft", {}, { secret }), {
    code: "invalid_argument",
  });
});

test("slim shares the module that another entry started", () => {
  assert.equal(slim.verify, anyhook.verify);
  assert.equal(slim.WebhookError, anyhook.WebhookError);
});

test("what is collected of a lost instance frees nothing in the next", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const secret = "a signing secret";
  const make = () => anyhook.createWebhook("github", { secret });
  const headers = make().sign({ body: "{}" });
  Array.from({ length: 500 }, make);
  lose(anyhook);
  const kept = Array.from({ length: 500 }, make);
  for (let times = 0; times < 3; times++) {
    collect();
    // Finalizers run between tasks.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  Array.from({ length: 500 }, make);
  for (const webhook of kept) webhook.verify({ headers, body: "{}" });
});
