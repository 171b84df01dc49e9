// What is sent, and what a receiver reads.
import { BODY, bytes, ID, make, OTHER, OTHER_WHSEC, schemes, WHSEC } from "./oracle.js";

export function signCases() {
  const cases = [];
  for (const [scheme, { secret, headers }] of Object.entries(schemes)) {
    for (const [name, content] of [
      ["a body", BODY],
      ["an empty body", ""],
    ]) {
      const { now, ...sign } = make(scheme, name, { body: content });
      cases.push({ ...sign, timestamp: now, id: ID, headers: headers(bytes(content)) });
    }
    const second = secret === WHSEC ? OTHER_WHSEC : OTHER;
    const expected = headers(bytes(BODY));
    const both = headers(bytes(BODY), { secret: second });
    const { now, ...rotated } = make(scheme, "two secrets", { secrets: [secret, second] });
    const headersOfBoth = expected.map(([name, value], index) => {
      if (/standard|svix/.test(scheme) && index === 2) return [name, `${value} ${both[index][1]}`];
      if (/stripe|devdraft/.test(scheme)) return [name, `${value},${both[0][1].split(",")[1]}`];
      return [name, value];
    });
    cases.push({ ...rotated, timestamp: now, id: ID, headers: headersOfBoth });
  }
  // An id that no signature covers is sent all the same, where the provider has a header for it.
  for (const one of cases.filter(({ scheme }) => scheme === "conduit")) {
    one.headers.push(["conduit-webhook-idempotency-key", ID]);
  }
  return cases;
}

export function receiveCases() {
  const payloads = {
    connect: {
      id: "evt_1",
      eventType: "CUSTOMER_CREATED",
      createdAt: "2026-01-01T00:00:00.000Z",
      data: { a: 1 },
    },
    conduit: { event: "customer.active", version: "1.0", data: { customer: { id: "cus_1" } } },
    spritz: { userId: "u_1", id: "r_1", eventName: "payment.completed" },
    cryptofuse: {
      id: "evt_1",
      event: "payment.completed",
      created_at: "2026-01-01T00:00:00.000Z",
      data: { a: [1] },
    },
    devdraft: {
      id: "evt_1",
      type: "payment.refunded",
      created_at: "2026-01-01T00:00:00.000Z",
      data: { a: null },
    },
  };
  const typeKeys = {
    connect: "eventType",
    conduit: "event",
    spritz: "eventName",
    cryptofuse: "event",
    devdraft: "type",
  };
  const cases = [];
  for (const [scheme, payload] of Object.entries(payloads)) {
    const key = typeKeys[scheme];
    const text = JSON.stringify(payload);
    const event = {
      type: payload[key],
      known: true,
      ...(scheme === "spritz"
        ? { resourceId: "r_1" }
        : scheme === "conduit"
          ? {}
          : { id: "evt_1" }),
      data: scheme === "spritz" ? payload : payload.data,
    };
    cases.push(make(scheme, "an event", { body: text, event }));
    const novel = { ...payload, [key]: "brand.new" };
    cases.push(
      make(scheme, "a type that is not listed", {
        body: JSON.stringify(novel),
        event: {
          ...event,
          type: "brand.new",
          known: false,
          data: scheme === "spritz" ? novel : event.data,
        },
      }),
    );
    const { [key]: _, ...untyped } = payload;
    for (const [name, content] of [
      ["no type", JSON.stringify(untyped)],
      ["a type that is no string", JSON.stringify({ ...payload, [key]: 1 })],
      ["an empty body", ""],
      ["a body that is not JSON", "{"],
      ["text after the JSON", `${text}x`],
      ["a byte order mark", `\u{feff}${text}`],
      ["a body of invalid UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
      ["an array", "[]"],
      ["null", "null"],
    ]) {
      cases.push(make(scheme, name, { body: content, code: "malformed_body" }));
    }
    cases.push(
      make(scheme, "a wrong secret comes before the body", {
        body: "{",
        secrets: [OTHER],
        code: "no_matching_signature",
        headers: schemes[scheme].headers(bytes("{")),
      }),
    );
  }
  const conduit = cases.find(({ name }) => name === "conduit: an event");
  cases.push({
    ...conduit,
    name: "conduit: the unsigned id",
    headers: [...conduit.headers, ["Conduit-Webhook-Idempotency-Key", "dlv_1"]],
    event: { ...conduit.event, unsignedId: "dlv_1" },
  });
  cases.push(
    make("connect", "no data", {
      body: '{"eventType":"CUSTOMER_CREATED"}',
      event: { type: "CUSTOMER_CREATED", known: true },
    }),
  );
  cases.push(make("stripe", "a scheme without a provider", { code: "unknown_provider" }));
  return cases;
}
