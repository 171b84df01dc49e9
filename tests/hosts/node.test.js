import assert from "node:assert/strict";
import test from "node:test";
import * as anyhook from "anyhook";
import * as slim from "anyhook/slim";
import * as standardwebhooks from "anyhook/standardwebhooks";
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
