// Who is measured: each verifies or signs one delivery, and says how its result is known to be right.
import { verify as octokitVerify, sign as octokitSign } from "@octokit/webhooks-methods";
import { createWebhook, verify } from "anyhook";
import { Webhook as OurStandardWebhooks } from "anyhook/standardwebhooks";
import { createHmac, timingSafeEqual } from "node:crypto";
import { Webhook as StandardWebhooks } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as Svix } from "svix";
import { BASE64_SECRET, KEY, TEXT_SECRET, TIMESTAMP } from "./deliveries.js";

const ours = {
  standard: createWebhook("standard-webhooks", { secret: BASE64_SECRET }),
  stripe: createWebhook("stripe", { secret: TEXT_SECRET }),
  github: createWebhook("github", { secret: TEXT_SECRET }),
  class: new OurStandardWebhooks(BASE64_SECRET),
};
const standardwebhooks = new StandardWebhooks(BASE64_SECRET);
const svix = new Svix(BASE64_SECRET);
const stripe = new Stripe("sk_test_0").webhooks;

const NO_PARSE = { jsonParse: false };
const TOLERANCE = 300;

const accepted = (result) => result.secretIndex === 0;
const parsed = (result, { id }) => result?.type === "payment.completed" && id !== undefined;
const nothing = (result) => result === undefined;
const yes = (result) => result === true;

/** What a careful developer writes with node:crypto, checks included. */
const byHand = {
  standard({ headers, body }) {
    const id = headers["webhook-id"];
    const timestamp = headers["webhook-timestamp"];
    const signatures = headers["webhook-signature"];
    if (!id || !timestamp || !signatures) throw new Error("missing header");
    checkAge(timestamp);
    const mac = createHmac("sha256", KEY).update(`${id}.${timestamp}.`).update(body).digest();
    for (const signature of signatures.split(" ")) {
      if (signature.startsWith("v1,") && equal(mac, Buffer.from(signature.slice(3), "base64"))) {
        return true;
      }
    }
    throw new Error("no matching signature");
  },
  stripe({ headers, body }) {
    const header = headers["stripe-signature"];
    if (!header) throw new Error("missing header");
    let timestamp = "";
    const signatures = [];
    for (const item of header.split(",")) {
      if (item.startsWith("t=")) timestamp = item.slice(2);
      if (item.startsWith("v1=")) signatures.push(item.slice(3));
    }
    checkAge(timestamp);
    const mac = createHmac("sha256", TEXT_SECRET).update(`${timestamp}.`).update(body).digest();
    if (signatures.some((signature) => equal(mac, Buffer.from(signature, "hex")))) return true;
    throw new Error("no matching signature");
  },
  github({ headers, body }) {
    const header = headers["x-hub-signature-256"];
    if (!header?.startsWith("sha256=")) throw new Error("missing header");
    const mac = createHmac("sha256", TEXT_SECRET).update(body).digest();
    if (equal(mac, Buffer.from(header.slice(7), "hex"))) return true;
    throw new Error("no matching signature");
  },
};

function checkAge(timestamp) {
  if (!/^\d{1,15}$/.test(timestamp)) throw new Error("malformed timestamp");
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE) throw new Error("stale");
}

function equal(mac, signature) {
  return signature.length === mac.length && timingSafeEqual(mac, signature);
}

/** By scheme, ours first: the others' ratios are to it. `body` is the form that it is given. */
export const verifiers = {
  "standard-webhooks": [
    { name: "anyhook, createWebhook", run: (d) => ours.standard.verify(d), right: accepted },
    {
      name: "anyhook, verify",
      run: ({ headers, body }) =>
        verify("standard-webhooks", { secret: BASE64_SECRET, headers, body }),
      right: accepted,
    },
    {
      name: "anyhook/standardwebhooks, no parse",
      run: (d) => ours.class.verify(d.body, d.headers, NO_PARSE),
      right: nothing,
    },
    {
      name: "anyhook/standardwebhooks, parsing",
      run: (d) => ours.class.verify(d.body, d.headers),
      right: parsed,
    },
    { name: "node:crypto by hand", run: byHand.standard, right: yes },
    {
      name: "standardwebhooks, no parse",
      run: (d) => standardwebhooks.verify(d.body, d.headers, NO_PARSE),
      right: nothing,
      aim: 4,
    },
    {
      name: "standardwebhooks, parsing",
      run: (d) => standardwebhooks.verify(d.body, d.headers),
      right: parsed,
    },
    { name: "svix, parsing", run: (d) => svix.verify(d.body, d.headers), right: parsed },
  ],
  stripe: [
    { name: "anyhook, createWebhook", run: (d) => ours.stripe.verify(d), right: accepted },
    { name: "node:crypto by hand", run: byHand.stripe, right: yes },
    {
      name: "stripe constructEvent, parsing",
      run: (d) => stripe.constructEvent(d.body, d.headers["stripe-signature"], TEXT_SECRET),
      right: parsed,
    },
  ],
  github: [
    { name: "anyhook, createWebhook", run: (d) => ours.github.verify(d), right: accepted },
    {
      name: "anyhook, createWebhook",
      body: "string",
      run: ({ headers, text }) => ours.github.verify({ headers, body: text }),
      right: accepted,
    },
    { name: "node:crypto by hand", run: byHand.github, right: yes },
    {
      name: "@octokit/webhooks-methods",
      body: "string",
      async: true,
      run: (d) => octokitVerify(TEXT_SECRET, d.text, d.headers["x-hub-signature-256"]),
      right: yes,
    },
  ],
};

const SENT = new Date(TIMESTAMP * 1000);
const standardHeader = (result, { headers }) => result === headers["webhook-signature"];
const stripeHeader = (result, { headers }) => result === headers["stripe-signature"];
const githubHeader = (result, { headers }) => result === headers["x-hub-signature-256"];

export const signers = {
  "standard-webhooks": [
    {
      name: "anyhook, createWebhook",
      run: ({ id, body }) => ours.standard.sign({ id, body, timestamp: TIMESTAMP }),
      right: (result, delivery) => standardHeader(result["webhook-signature"], delivery),
    },
    {
      name: "anyhook/standardwebhooks",
      run: (d) => ours.class.sign(d.id, SENT, d.body),
      right: standardHeader,
    },
    {
      name: "node:crypto by hand",
      run: ({ id, body }) => {
        const mac = createHmac("sha256", KEY).update(`${id}.${TIMESTAMP}.`).update(body);
        return `v1,${mac.digest("base64")}`;
      },
      right: standardHeader,
    },
    {
      name: "standardwebhooks",
      run: (d) => standardwebhooks.sign(d.id, SENT, d.body),
      right: standardHeader,
    },
    { name: "svix", run: (d) => svix.sign(d.id, SENT, d.body), right: standardHeader },
  ],
  stripe: [
    {
      name: "anyhook, createWebhook",
      run: ({ body }) => ours.stripe.sign({ body, timestamp: TIMESTAMP }),
      right: (result, delivery) => stripeHeader(result["Stripe-Signature"], delivery),
    },
    {
      name: "stripe generateTestHeaderString",
      body: "string",
      run: ({ text }) =>
        stripe.generateTestHeaderString({
          payload: text,
          secret: TEXT_SECRET,
          timestamp: TIMESTAMP,
        }),
      right: stripeHeader,
    },
  ],
  github: [
    {
      name: "anyhook, createWebhook",
      run: ({ body }) => ours.github.sign({ body }),
      right: (result, delivery) => githubHeader(result["X-Hub-Signature-256"], delivery),
    },
    {
      name: "@octokit/webhooks-methods",
      body: "string",
      async: true,
      run: ({ text }) => octokitSign(TEXT_SECRET, text),
      right: githubHeader,
    },
  ],
};
