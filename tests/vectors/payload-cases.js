// Sealed payloads, made with node:crypto as the form is described: AES-256-GCM under 32 bytes of HKDF-SHA256
// over the secret. No source states the form; it is our own.
import { createCipheriv, createHash, hkdfSync } from "node:crypto";
import { bytes, make, OTHER, PLAIN, schemes } from "./oracle.js";

const base64url = (data) => Buffer.from(data).toString("base64url");
const NONCE = Buffer.from("000102030405060708090a0b", "hex");
const EVENT = {
  id: "evt_1",
  type: "payment.refunded",
  created_at: "2026-01-01T00:00:00.000Z",
  data: { note: "Zürich ✓" },
};
const PAYLOAD = JSON.stringify(EVENT);

/** What a body is sealed as: its members, of which a case may change some. */
function members(body, { secret = PLAIN, nonce = NONCE, associated } = {}) {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "anyhook payload v1", 32));
  const kid = base64url(createHash("sha256").update(key).digest().subarray(0, 8));
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(associated ?? `1.A256GCM.${kid}`));
  const ciphertext = Buffer.concat([cipher.update(body), cipher.final()]);
  return {
    v: 1,
    alg: "A256GCM",
    kid,
    iv: base64url(nonce),
    ciphertext: base64url(ciphertext),
    tag: base64url(cipher.getAuthTag()),
  };
}

const seal = (body, options) => JSON.stringify(members(body, options));

export function payloadCases() {
  const cases = [];
  const add = (name, body, rest) => {
    cases.push({ name, provider: "devdraft", secrets: [PLAIN], body, ...rest });
  };
  const refused = (code, name, body, rest) => add(name, body, { ...rest, code });

  // What opens; with `nonce`, the text is also what sealing makes.
  const sealed = (name, payload, { nonce = NONCE, secret = PLAIN } = {}) =>
    add(name, seal(payload, { nonce, secret }), {
      secrets: [secret],
      nonce: nonce.toString("hex"),
      opened: Buffer.from(payload).toString("base64"),
      secretIndex: 0,
    });
  sealed("an event", PAYLOAD);
  sealed("an empty body", "");
  for (const length of [1, 2, 3, 15, 16, 17, 255]) {
    const some = Buffer.from(Array.from({ length }, (_, index) => (index * 7) & 255));
    sealed(`a body of ${length} bytes that are no text`, some);
  }
  sealed("a nonce of ones", PAYLOAD, { nonce: Buffer.alloc(12, 0xff) });
  sealed("a secret beyond ASCII", PAYLOAD, { secret: "Zürich ✓, and thirty-two bytes more" });
  sealed("a secret that looks like base64", PAYLOAD, {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  });
  const opened = { opened: Buffer.from(PAYLOAD).toString("base64") };
  for (const [index, secret] of [PLAIN, OTHER].entries()) {
    add(`the ${index === 0 ? "new" : "old"} one of two secrets`, seal(PAYLOAD, { secret }), {
      ...opened,
      secrets: [PLAIN, OTHER],
      secretIndex: index,
    });
  }
  add("the same secret twice", seal(PAYLOAD), {
    ...opened,
    secrets: [PLAIN, PLAIN],
    secretIndex: 0,
  });
  const good = members(PAYLOAD);
  const text = JSON.stringify(good);
  const reversed = Object.fromEntries(Object.entries(good).reverse());
  add("members in another order", JSON.stringify(reversed), { ...opened, secretIndex: 0 });
  add("white space", ` ${JSON.stringify(good, null, 2)}\n`, { ...opened, secretIndex: 0 });

  // Whose key it is.
  refused("no_matching_key", "another secret", text, { secrets: [OTHER] });
  refused("no_matching_key", "two other secrets", text, { secrets: [OTHER, `${PLAIN} `] });
  const change = (member, value) => JSON.stringify({ ...good, [member]: value });
  const flip = (member) => {
    const [first, ...rest] = good[member];
    return change(member, [first === "A" ? "B" : "A", ...rest].join(""));
  };
  const other = members(PAYLOAD, { secret: OTHER });
  refused("no_matching_key", "a `kid` that was changed", flip("kid"));
  refused("no_matching_key", "the `kid` of another secret", change("kid", other.kid));
  refused(
    "tampered_envelope",
    "the `kid` of another secret that is there",
    change("kid", other.kid),
    {
      secrets: [PLAIN, OTHER],
    },
  );

  // What was changed.
  for (const member of ["iv", "ciphertext", "tag"]) {
    refused("tampered_envelope", `\`${member}\` that was changed`, flip(member));
  }
  refused(
    "tampered_envelope",
    "a shorter ciphertext",
    change("ciphertext", good.ciphertext.slice(4)),
  );
  refused(
    "tampered_envelope",
    "a longer ciphertext",
    change("ciphertext", `${good.ciphertext}AAAA`),
  );
  refused("tampered_envelope", "no ciphertext", change("ciphertext", ""));
  const again = members(PAYLOAD, { nonce: Buffer.alloc(12, 7) });
  for (const member of ["iv", "ciphertext", "tag"]) {
    refused(
      "tampered_envelope",
      `\`${member}\` of another envelope`,
      change(member, again[member]),
    );
  }
  for (const [name, associated] of [
    ["nothing", ""],
    ["the `kid` alone", good.kid],
    ["another version", `2.A256GCM.${good.kid}`],
    ["another algorithm", `1.A128GCM.${good.kid}`],
    ["text behind the `kid`", `1.A256GCM.${good.kid}.`],
  ]) {
    refused("tampered_envelope", `sealed with ${name}`, seal(PAYLOAD, { associated }));
  }

  // What is not known.
  for (const v of [0, 2, -1, 1.5, 10]) {
    refused("unsupported_envelope", `version ${v}`, change("v", v));
  }
  for (const v of ["1.0", "1e0", "10e-1"]) {
    refused("unsupported_envelope", `version ${v}`, text.replace('"v":1', `"v":${v}`));
  }
  for (const alg of ["A128GCM", "a256gcm", "A256GCM ", "none", ""]) {
    refused("unsupported_envelope", `the algorithm \`${alg}\``, change("alg", alg));
  }
  const next = JSON.stringify({ v: 2, alg: "A256GCM", recipients: [] });
  refused("unsupported_envelope", "another version with other members", next);

  // What is no envelope.
  for (const member of Object.keys(good)) {
    const { [member]: _, ...rest } = good;
    refused("malformed_envelope", `no \`${member}\``, JSON.stringify(rest));
    for (const value of [
      null,
      true,
      member === "v" ? "1" : 1,
      [good[member]],
      { a: good[member] },
    ]) {
      const name = `\`${member}\` is ${JSON.stringify(value)}`;
      refused("malformed_envelope", name, change(member, value));
    }
    refused(
      "malformed_envelope",
      `\`${member}\` twice`,
      text.replace("{", `{${JSON.stringify(member)}:${JSON.stringify(good[member])},`),
    );
    const upper = { ...rest, [member.toUpperCase()]: good[member] };
    refused("malformed_envelope", `\`${member}\` in capitals`, JSON.stringify(upper));
  }
  refused("malformed_envelope", "an unknown member", change("aad", ""));
  for (const member of ["kid", "iv", "ciphertext", "tag"]) {
    const value = good[member];
    for (const [name, changed] of [
      ["padded", `${value}${"=".repeat(3 - ((value.length + 3) % 4))}=`],
      ["with a line feed", `${value}\n`],
      ["with a space before it", ` ${value}`],
      ["of standard base64", `+/${value.slice(2)}`],
      ["with a character that is none", `${value.slice(0, -1)}!`],
      ["beyond ASCII", `é${value.slice(2)}`],
    ]) {
      refused("malformed_envelope", `\`${member}\` ${name}`, change(member, changed));
    }
    if (member === "ciphertext") continue;
    refused("malformed_envelope", `\`${member}\` is too short`, change(member, value.slice(4)));
    refused("malformed_envelope", `\`${member}\` is too long`, change(member, `AAAA${value}`));
    refused("malformed_envelope", `\`${member}\` is empty`, change(member, ""));
  }
  // The last character of these holds bits that stand for nothing.
  for (const member of ["kid", "tag"]) {
    const last = good[member].at(-1);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const loose = good[member].slice(0, -1) + alphabet[alphabet.indexOf(last) + 1];
    refused("malformed_envelope", `\`${member}\` with bits at its end`, change(member, loose));
  }
  refused("malformed_envelope", "half a byte of ciphertext", change("ciphertext", "AAAAA"));
  for (const [name, body] of [
    ["an event that is not sealed", PAYLOAD],
    ["an empty text", ""],
    ["half an envelope", text.slice(0, -1)],
    ["text behind it", `${text}{}`],
    ["a byte order mark", `\u{feff}${text}`],
    ["an array", `[${text}]`],
    ["null", "null"],
    ["a string", JSON.stringify(text)],
  ]) {
    refused("malformed_envelope", name, body);
  }
  for (const provider of ["connect", "conduit", "spritz", "cryptofuse"]) {
    refused("invalid_argument", `${provider} seals nothing`, text, { provider });
  }
  refused("malformed_secret", "an empty secret", text, { secrets: [""] });
  refused("invalid_argument", "no secret", text, { secrets: [] });
  return cases;
}

/** Deliveries with sealed payloads; the signature is over the envelope. */
export function sealedDeliveries() {
  const event = { type: EVENT.type, known: true, id: EVENT.id, data: EVENT.data, payload: PAYLOAD };
  const deliver = (name, body, rest) => make("devdraft", name, { body, ...rest });
  const refused = (code, name, body, rest) => deliver(name, body, { ...rest, code });
  const good = members(PAYLOAD);
  const envelope = JSON.stringify(good);
  const change = (members) => JSON.stringify({ ...good, ...members });
  const { payload: _, ...plain } = event;
  const withMember = { ...EVENT, ciphertext: "c" };
  return [
    deliver("a sealed event", envelope, { event }),
    deliver("a sealed event, while a secret is replaced", envelope, {
      event,
      secrets: [OTHER, PLAIN],
    }),
    deliver("a sealed event of a type that is not listed", seal('{"type":"brand.new"}'), {
      event: { type: "brand.new", known: false, payload: '{"type":"brand.new"}' },
    }),
    deliver("an event with a member `ciphertext`", JSON.stringify(withMember), { event: plain }),
    refused(
      "no_matching_signature",
      "changed behind the signature",
      change({ tag: "A".repeat(22) }),
      {
        headers: schemes.devdraft.headers(bytes(envelope)),
      },
    ),
    refused(
      "no_matching_key",
      "sealed with a secret that is not there",
      seal(PAYLOAD, { secret: OTHER }),
    ),
    refused("tampered_envelope", "signed after it was changed", change({ iv: "A".repeat(16) })),
    refused("unsupported_envelope", "an envelope of version 2", change({ v: 2 })),
    refused("malformed_envelope", "an envelope with a member too many", change({ id: "evt_1" })),
    refused("malformed_body", "sealed twice", seal(envelope)),
    refused("malformed_body", "a sealed text that is not JSON", seal("{")),
    refused("malformed_body", "a sealed event without a type", seal("{}")),
    refused(
      "malformed_body",
      "a sealed body of invalid UTF-8",
      seal(Buffer.from([0x22, 0xff, 0x22])),
    ),
    // A provider that seals nothing gets what it sends.
    make("cryptofuse", "an envelope", { body: envelope, code: "malformed_body" }),
  ];
}
