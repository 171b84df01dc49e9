// One process of start.js: imports the contender that standard input names, verifies one delivery,
// and prints the milliseconds.
import { readFileSync } from "node:fs";

const CONTENDERS = {
  async anyhook(secret) {
    const { createWebhook } = await import("anyhook");
    const webhook = createWebhook("standard-webhooks", { secret });
    return ({ headers, text }) => webhook.verify({ headers, body: text });
  },
  async "anyhook/standardwebhooks"(secret) {
    const { Webhook } = await import("anyhook/standardwebhooks");
    const webhook = new Webhook(secret);
    return ({ headers, text }) => webhook.verify(text, headers);
  },
  async standardwebhooks(secret) {
    const { Webhook } = await import("standardwebhooks");
    const webhook = new Webhook(secret);
    return ({ headers, text }) => webhook.verify(text, headers);
  },
  async svix(secret) {
    const { Webhook } = await import("svix");
    const webhook = new Webhook(secret);
    return ({ headers, text }) => webhook.verify(text, headers);
  },
  async stripe(secret) {
    const { default: Stripe } = await import("stripe");
    const { webhooks } = new Stripe("sk_test_0");
    return ({ headers, text }) =>
      webhooks.constructEvent(text, headers["stripe-signature"], secret);
  },
  async "@octokit/webhooks-methods"(secret) {
    const { verify } = await import("@octokit/webhooks-methods");
    return ({ headers, text }) => verify(secret, text, headers["x-hub-signature-256"]);
  },
};

const { name, secret, forms } = JSON.parse(readFileSync(0, "utf8"));
const [genuine, tampered] = forms;

const started = performance.now();
const verify = await CONTENDERS[name](secret);
const accepted = await verify(genuine);
const took = performance.now() - started;

if (!accepted) throw new Error("a genuine delivery was refused");
let refused;
try {
  refused = (await verify(tampered)) === false;
} catch {
  refused = true;
}
if (!refused) throw new Error("a tampered delivery was accepted");
process.stdout.write(String(took));
