// The suite's part on sealed payloads.
import { codeOf, equal, fromBase64 } from "./checks.js";
import { lose, withRandomness } from "./recovery.js";

const SECRET = "a signing secret of plain text, 0123456789";
const EVENT = '{"id":"evt_1","type":"payment.completed","data":{"a":1}}';
const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder().decode(bytes);

/** A vector: what opens, what does not, and what is sealed with a nonce that is known. */
export function payloads(anyhook, test) {
  const { provider, secrets, body, nonce, code, secretIndex } = test;
  const wanted = code ? { code } : { opened: [...fromBase64(test.opened)], secretIndex };
  const bytes = encode(body);
  for (const form of [body, bytes, bytes.buffer]) {
    let found;
    const failed = codeOf(anyhook, () => {
      const opened = anyhook.openPayload(provider, { secret: secrets, body: form });
      equal(opened.assumed, true);
      found = { opened: [...opened.body], secretIndex: opened.secretIndex };
    });
    equal(failed ? { code: failed } : found, wanted);
  }
  if (nonce === undefined) return;
  const fresh = Uint8Array.from(nonce.match(/../g), (byte) => Number.parseInt(byte, 16));
  const known = (room) => room.set(fresh);
  const payload = fromBase64(test.opened);
  const seal = () => anyhook.sealPayload(provider, { secret: secrets, body: payload });
  equal(withRandomness(known, seal), body);
}

export const payloadCallers = {
  "no two envelopes are alike"(anyhook) {
    const seal = () => anyhook.sealPayload("devdraft", { secret: SECRET, body: EVENT });
    const nonces = Array.from({ length: 100 }, () => JSON.parse(seal()).iv);
    equal(new Set(nonces).size, 100);
  },

  "a payload of any size, as bytes and as text"(anyhook) {
    for (const size of [0, 1, 65_535, 131_073, 1_000_000]) {
      const text = "é".repeat(size >> 1) + "a".repeat(size & 1);
      for (const body of [text, encode(text)]) {
        const sealed = anyhook.sealPayload("devdraft", { secret: SECRET, body });
        const opened = anyhook.openPayload("devdraft", { secret: [SECRET], body: sealed });
        equal(decode(opened.body) === text, true);
      }
    }
  },

  "a payload is as long as receivers read"(anyhook) {
    const around = anyhook.sealPayload("devdraft", { secret: SECRET, body: "" }).length;
    const longest = (((8 << 20) - around) * 3) >> 2;
    const note = "a".repeat(longest - 30);
    const body = `{"type":"x","data":"${note}"}`.padEnd(longest);
    const sealed = anyhook.sealPayload("devdraft", { secret: SECRET, body });
    equal(sealed.length <= 8 << 20 && sealed.length > (8 << 20) - 4, true);
    const headers = anyhook.sign("devdraft", { secret: SECRET, body: sealed });
    const event = anyhook.receive("devdraft", { secret: SECRET, headers, body: sealed });
    equal([event.type, event.data === note, event.payload.length], ["x", true, longest]);
    for (const size of [longest + 3, 100 << 20]) {
      const large = new Uint8Array(size);
      const seal = () => anyhook.sealPayload("devdraft", { secret: SECRET, body: large });
      equal(codeOf(anyhook, seal), "invalid_argument");
    }
    for (const size of [(8 << 20) + 1, 100 << 20]) {
      const large = new Uint8Array(size);
      const open = () => anyhook.openPayload("devdraft", { secret: SECRET, body: large });
      equal(codeOf(anyhook, open), "malformed_envelope");
    }
  },

  "a flipped bit of an envelope is refused"(anyhook) {
    const sealed = encode(anyhook.sealPayload("devdraft", { secret: SECRET, body: EVENT }));
    const codes = new Set();
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const body = sealed.slice();
      body[bit >> 3] ^= 1 << (bit & 7);
      codes.add(codeOf(anyhook, () => anyhook.openPayload("devdraft", { secret: SECRET, body })));
    }
    equal([...codes].sort(), [
      "malformed_envelope",
      "no_matching_key",
      "tampered_envelope",
      "unsupported_envelope",
    ]);
  },

  "receive opens what comes sealed, and tells it"(anyhook) {
    const secret = [SECRET, "the secret before it, of 32 or more"];
    const webhook = anyhook.createWebhook("devdraft", { secret });
    for (const sealing of [undefined, ...secret]) {
      const body = sealing
        ? anyhook.sealPayload("devdraft", { secret: sealing, body: EVENT })
        : EVENT;
      const headers = webhook.sign({ body });
      for (const event of [
        webhook.receive({ headers, body }),
        anyhook.receive("devdraft", { secret, headers, body: encode(body) }),
      ]) {
        const { type, id, data, encrypted, payload, raw } = event;
        equal([type, id, data], ["payment.completed", "evt_1", { a: 1 }]);
        equal([encrypted, payload && decode(payload)], [!!sealing, sealing && EVENT]);
        equal(decode(raw), body);
      }
      equal(anyhook.explain("devdraft", { secret, headers, body }).valid, true);
    }
    const body = anyhook.sealPayload("devdraft", { secret: "of somebody else", body: EVENT });
    const headers = webhook.sign({ body });
    equal(
      codeOf(anyhook, () => webhook.receive({ headers, body })),
      "no_matching_key",
    );
    equal(webhook.verify({ headers, body }).secretIndex, 0);
    webhook.dispose();
  },

  "what a caller gets wrong about payloads"(anyhook) {
    const both = [anyhook.sealPayload, anyhook.openPayload];
    const codes = (...args) => both.map((call) => codeOf(anyhook, () => call(...args)));
    const same = (code) => [code, code];
    const body = EVENT;
    equal(codes("conduit", { secret: SECRET, body }), same("invalid_argument"));
    equal(codes("stripe", { secret: SECRET, body }), same("invalid_argument"));
    equal(codes("nobody", { secret: SECRET, body }), same("unknown_provider"));
    equal(codes(7, { secret: SECRET, body }), same("invalid_argument"));
    equal(codes("devdraft"), same("invalid_argument"));
    equal(codes("devdraft", { body }), same("invalid_argument"));
    equal(codes("devdraft", { secret: [], body }), same("invalid_argument"));
    equal(codes("devdraft", { secret: "", body }), same("malformed_secret"));
    equal(codes("devdraft", { secret: SECRET }), same("invalid_argument"));
    equal(codes("devdraft", { secret: SECRET, body: {} }), same("body_already_parsed"));
    equal(codes("devdraft", { secret: SECRET, body: "\ud800" }), [
      "invalid_argument",
      "malformed_envelope",
    ]);
  },

  "payloads are sealed and opened after a call that was lost"(anyhook) {
    const webhook = anyhook.createWebhook("devdraft", { secret: SECRET });
    const body = anyhook.sealPayload("devdraft", { secret: SECRET, body: EVENT });
    const headers = webhook.sign({ body });
    lose(anyhook);
    equal(webhook.receive({ headers, body }).encrypted, true);
    const without = () => {
      throw new Error("no randomness");
    };
    let sealed = "none";
    try {
      withRandomness(without, () => {
        sealed = anyhook.sealPayload("devdraft", { secret: SECRET, body: EVENT });
      });
    } catch {
      // Nothing is sealed with a nonce that is none.
    }
    equal(sealed, "none");
    equal(webhook.receive({ headers, body }).encrypted, true);
  },
};
