/** Deliveries to begin with. Each is signed when it is loaded, and then spoilt in its own way. */
import { sign, type SchemeName } from "anyhook";
import { toBase64, utf8 } from "./bytes.js";
import type { Lab } from "./lab.js";
import { withHeaders } from "./request.js";

export interface Example {
  id: string;
  title: string;
  /** What happened to it. */
  story: string;
  /** The delivery, for a clock in Unix seconds. */
  load(now: number): Lab;
}

const BASE64_SECRET = `whsec_${toBase64(utf8("anyhook lab: a key for examples."))}`;
const TEXT_SECRET = "whsec_ExampleSecretOfTheAnyhookLab";

const PAYMENT = {
  id: "evt_1Q2w3E4r5T6y",
  type: "payment_intent.succeeded",
  data: { amount: 4200, currency: "eur", customer: "Zoë Müller" },
};

interface Parts {
  scheme: SchemeName;
  /** What the receiver has. */
  secret: string;
  /** What the sender signs with, where that is something else. */
  senderSecrets?: string[];
  sent: string;
  /** What arrives, where that is something else. */
  arrived?: string;
  timestamp: number;
}

function deliver({ scheme, secret, senderSecrets, sent, arrived, timestamp }: Parts): Lab {
  const headers = sign(scheme, { secret: senderSecrets ?? secret, body: sent, timestamp });
  return {
    scheme,
    secrets: secret,
    headers: withHeaders("Content-Type: application/json", headers),
    body: { form: "text", text: arrived ?? sent, lineEnds: "lf" },
    tolerance: "",
    clock: { fixed: false, seconds: String(timestamp) },
  };
}

export const EXAMPLES: readonly Example[] = [
  {
    id: "reserialized",
    title: "Re-serialized body",
    story: "A framework parsed the JSON, and the receiver wrote it anew before it verified.",
    load: (timestamp) => {
      const [sent, arrived] = [JSON.stringify(PAYMENT), JSON.stringify(PAYMENT, null, 2)];
      return deliver({ scheme: "stripe", secret: TEXT_SECRET, sent, arrived, timestamp });
    },
  },
  {
    id: "genuine",
    title: "Genuine",
    story: "Signed a moment ago, and untouched. Change any byte to see it fail.",
    load: (timestamp) => {
      const sent = JSON.stringify({
        type: "invoice.paid",
        data: { id: "inv_204", total: "129.00" },
      });
      return deliver({ scheme: "standard-webhooks", secret: BASE64_SECRET, sent, timestamp });
    },
  },
  {
    id: "tampered",
    title: "Tampered body",
    story: "Someone on the way made a payment of 10 one of 9999.",
    load: (timestamp) => {
      const sent = '{"event":"transaction.completed","version":"1.0","data":{"amount":"10.00"}}';
      const arrived = sent.replace("10.00", "9999.00");
      return deliver({ scheme: "conduit", secret: TEXT_SECRET, sent, arrived, timestamp });
    },
  },
  {
    id: "stale",
    title: "Stale timestamp",
    story: "A good signature of two hours ago: a replay, or a clock that is wrong.",
    load: (now) => {
      const sent = '{"type":"event_callback","event":{"type":"app_mention","user":"U061F7AUR"}}';
      return deliver({ scheme: "slack", secret: TEXT_SECRET, sent, timestamp: now - 2 * 3600 });
    },
  },
  {
    id: "secret-form",
    title: "Wrong secret form",
    story: "One side took the text of a base64 secret as the key, without decoding it.",
    load: (timestamp) => {
      const sent = '{"type":"user.created","data":{"id":"user_29w83sxmDNGwOuEthce5gg56FcC"}}';
      const senderSecrets = [toBase64(utf8(BASE64_SECRET))];
      return deliver({ scheme: "svix", secret: BASE64_SECRET, senderSecrets, sent, timestamp });
    },
  },
  {
    id: "other-scheme",
    title: "Other scheme's headers",
    story: "The receiver expects Standard Webhooks, and the sender's headers are Svix's.",
    load: (timestamp) => {
      const sent =
        '{"type":"contact.updated","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}';
      const lab = deliver({ scheme: "svix", secret: BASE64_SECRET, sent, timestamp });
      return { ...lab, scheme: "standard-webhooks" };
    },
  },
  {
    id: "upper-case",
    title: "Upper-case hex",
    story: "The right signature, and not as the scheme writes it.",
    load: (timestamp) => {
      const sent = '{"action":"opened","number":42,"repository":{"full_name":"octo/hello-world"}}';
      const lab = deliver({ scheme: "github", secret: TEXT_SECRET, sent, timestamp });
      const shout = (hex: string) => hex.toUpperCase();
      return { ...lab, headers: lab.headers.replace(/[0-9a-f]{64}/, shout) };
    },
  },
  {
    id: "rotation",
    title: "Rotated secret",
    story: "Signed with the old secret and the new one; the receiver has the old one still.",
    load: (timestamp) => {
      const sent = '{"id":"evt_77","type":"payment.completed","data":{"amount":1250}}';
      const secret = "devdraft_example_old_secret_0123456789";
      const senderSecrets = ["devdraft_example_new_secret_9876543210", secret];
      return deliver({ scheme: "devdraft", secret, senderSecrets, sent, timestamp });
    },
  },
];
