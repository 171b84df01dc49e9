// What an exception in the middle of a call leaves behind: nothing. Each case loses the module's
// instance, and what was made before has to work in the next one.
import { codeOf, equal } from "./checks.js";

const SECRET = "a signing secret of plain text, 0123456789";
const WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const CREATION = '{"url":"https://a.example/","events":["customer.active"]}';

/** Calls at every depth of the stack until it ends; they throw nothing but what that is told by. */
function exhaust(call) {
  const thrown = new Set();
  const deeper = () => {
    try {
      call();
    } catch (error) {
      thrown.add(error.name);
    }
    deeper();
  };
  try {
    deeper();
  } catch {
    // The stack ended.
  }
  thrown.delete("RangeError");
  equal([...thrown], []);
}

/** Calls on a host whose randomness is what `random` does. */
export function withRandomness(random, call) {
  const own = Object.getOwnPropertyDescriptor(crypto, "getRandomValues");
  Object.defineProperty(crypto, "getRandomValues", { value: random, configurable: true });
  try {
    return call();
  } finally {
    if (own) Object.defineProperty(crypto, "getRandomValues", own);
    else delete crypto.getRandomValues;
  }
}

/** Leaves a call in the middle, and returns what it threw. */
export function lose(anyhook) {
  const without = () => {
    throw new Error("no randomness");
  };
  try {
    withRandomness(without, () => anyhook.generateId("conduit", "webhook"));
  } catch (error) {
    return error.message;
  }
  return undefined;
}

/** Makes one of everything, and returns what checks that it all works. */
function everything(anyhook, { Webhook }, file) {
  const acme = anyhook.defineProvider(file);
  const bytes = new TextEncoder().encode(JSON.stringify(file));
  const fromBytes = anyhook.defineProvider(bytes);
  bytes.fill(0);
  const scheme = anyhook.defineScheme({
    id: "mac",
    name: "HMAC",
    secret: { encoding: "utf8", generate: { form: "hex", bytes: 8 } },
    signature: { headers: { mac: "{signature}" }, content: "{body}", encoding: "hex" },
  });
  const webhooks = ["github", "stripe", scheme].map((one) =>
    anyhook.createWebhook(one, { secret: [SECRET, "another"] }),
  );
  const events = anyhook.createWebhook("conduit", { secret: SECRET });
  const standard = new Webhook(WHSEC);
  return () => {
    for (const webhook of webhooks) {
      const headers = webhook.sign({ body: "{}" });
      equal(webhook.verify({ headers, body: "{}" }).secretIndex, 0);
      equal(
        codeOf(anyhook, () => webhook.verify({ headers, body: "{ }" })),
        "no_matching_signature",
      );
    }
    const signature = standard.sign("msg_1", new Date(), "{}");
    equal(signature.startsWith("v1,"), true);
    const { body } = anyhook.exampleEvent("conduit", "customer.active");
    equal(events.receive({ headers: events.sign({ body }), body }).type, "customer.active");
    equal(anyhook.isValid("conduit", "create", CREATION), true);
    equal(anyhook.isValid("conduit", "create", "{}"), false);
    for (const own of [acme, fromBytes]) {
      equal(anyhook.isId(own, "webhook", anyhook.generateId(own, "webhook")), true);
      equal(anyhook.isSecret(own, anyhook.generateSecret(own)), true);
      equal(anyhook.validate(own, "create", "{}").valid, false);
    }
    equal(anyhook.sign(scheme, { secret: SECRET, body: "" }).mac.length, 64);
  };
}

export const recovery = (vectors) => ({
  "a call that runs out of stack leaves everything good"(anyhook, others) {
    const check = everything(anyhook, others, vectors["define-provider"][0].definition);
    const webhook = anyhook.createWebhook("github", { secret: SECRET });
    const headers = webhook.sign({ body: "{}" });
    const nested = `{"x":${"[".repeat(20)}${"]".repeat(20)}}`;
    for (const call of [
      () => webhook.verify({ headers, body: "{}" }),
      () => anyhook.verify("github", { secret: SECRET, headers, body: "{}" }),
      () => anyhook.isValid("conduit", "create", nested),
      () => anyhook.validate("conduit", "create", nested),
      () => anyhook.isId("conduit", "webhook", "a"),
      () => anyhook.generateSecret("cryptofuse"),
    ]) {
      exhaust(call);
      check();
    }
    webhook.dispose();
  },

  "a host without randomness is told, and leaves everything good"(anyhook, others) {
    const check = everything(anyhook, others, vectors["define-provider"][0].definition);
    for (let times = 0; times < 3; times++) {
      equal(lose(anyhook), "no randomness");
      check();
    }
  },

  "many losses"(anyhook) {
    const webhook = anyhook.createWebhook("github", { secret: SECRET });
    const headers = webhook.sign({ body: "{}" });
    for (let times = 0; times < 200; times++) {
      lose(anyhook);
      equal(webhook.verify({ headers, body: "{}" }).secretIndex, 0);
    }
  },

  "a handle of a lost instance is disposed of, and stays so"(anyhook) {
    const make = () => anyhook.createWebhook("github", { secret: SECRET });
    const [first, second, third] = [make(), make(), make()];
    const headers = first.sign({ body: "{}" });
    third.dispose();
    lose(anyhook);
    const later = Array.from({ length: 20 }, make);
    first.dispose();
    for (const webhook of [second, ...later]) webhook.verify({ headers, body: "{}" });
    for (const webhook of [first, third]) {
      equal(
        codeOf(anyhook, () => webhook.verify({ headers, body: "{}" })),
        "invalid_argument",
      );
    }
  },

  "randomness that calls the module gives no secret"(anyhook) {
    let made = "none";
    const calling = () => anyhook.isId("conduit", "webhook", "a");
    try {
      made = withRandomness(calling, () => anyhook.generateSecret("github"));
    } catch {
      // What was interrupted fails.
    }
    equal(made, "none");
    equal(anyhook.isSecret("conduit", anyhook.generateSecret("conduit")), true);
  },
});
