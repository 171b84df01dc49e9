// What makes a delivery genuine, and what does not.
import {
  base64,
  BODY,
  bytes,
  collect,
  hex,
  ID,
  long,
  make,
  NOW,
  OTHER,
  OTHER_WHSEC,
  PLAIN,
  schemes,
  valid,
  WHSEC,
} from "./oracle.js";

export function deliveryCases() {
  const { cases, good, bad, changed } = collect();

  for (const [scheme, { secret, headers }] of Object.entries(schemes)) {
    const wrong = secret === WHSEC ? OTHER_WHSEC : OTHER;
    const genuine = headers(bytes(BODY));
    good(scheme, "genuine");
    good(scheme, "empty body", { body: "" });
    good(scheme, "body of invalid UTF-8", { body: Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]) });
    good(scheme, "body with a byte order mark", { body: "\u{feff}{}" });
    good(scheme, "second of two secrets", { secrets: [wrong, secret] }, { secretIndex: 1 });
    good(scheme, "first of two equal secrets", { secrets: [secret, secret] });
    good(scheme, "names in upper case", {
      headers: genuine.map(([name, value]) => [name.toUpperCase(), value]),
    });
    good(scheme, "other headers beside", {
      headers: [["Content-Type", "application/json"], ...genuine, ["X-Other", "a, b"]],
    });
    bad(scheme, "wrong secret", "no_matching_signature", { secrets: [wrong] });
    bad(scheme, "body changed in one bit", "no_matching_signature", {
      headers: genuine,
      body: BODY.replace("12.50", "12.51"),
    });
    bad(scheme, "body with a line end more", "no_matching_signature", {
      headers: genuine,
      body: `${BODY}\n`,
    });
    bad(scheme, "no headers", "missing_header", { headers: [] });
    bad(scheme, "empty secret", "malformed_secret", { headers: genuine, secrets: [""] });
    bad(scheme, "second secret empty", "malformed_secret", {
      headers: genuine,
      secrets: [secret, ""],
    });
    genuine.forEach(([name], index) => {
      bad(scheme, `${name} missing`, "missing_header", {
        headers: genuine.filter((_, at) => at !== index),
      });
      bad(scheme, `${name} empty`, "missing_header", { headers: changed(scheme, index, () => "") });
      bad(scheme, `${name} twice`, "repeated_header", { headers: [...genuine, genuine[index]] });
      bad(scheme, `${name} twice in other case`, "repeated_header", {
        headers: [...genuine, [name.toUpperCase(), genuine[index][1]]],
      });
      bad(scheme, `${name} twice, joined`, "repeated_header", {
        headers: changed(scheme, index, (value) => `${value}, ${value}`),
      });
      bad(scheme, `${name} longer than 8192 bytes`, "malformed_header", {
        headers: changed(scheme, index, (value) => long("0", 8192, { first: value })),
      });
    });
  }

  // Timestamps, in a header of their own and as an item of a list.
  for (const [scheme, put] of [
    ["standard-webhooks", (t) => changed("standard-webhooks", 1, () => t)],
    ["conduit", (t) => changed("conduit", 1, () => t)],
    ["stripe", (t) => changed("stripe", 0, (value) => value.replace(/^t=\d+/, `t=${t}`))],
  ]) {
    for (const t of [
      "1700000000abc",
      "+1700000000",
      "-1700000000",
      " 1700000000",
      "1700000000 ",
      "01700000000",
      "1e9",
      "0x10",
      "1700000000.0",
      "17_00000000",
      "١٧٠٠٠٠٠٠٠٠",
      "１７００００００００",
      "1".repeat(30),
      "NaN",
      "Infinity",
      "1700000000\u{0}",
    ]) {
      const listed = scheme === "stripe";
      const code =
        listed && /[^ -~]/.test(t) && !t.endsWith("\0")
          ? "malformed_header"
          : "malformed_timestamp";
      bad(scheme, `timestamp ${JSON.stringify(t)}`, code, { headers: put(t) });
    }
    const sign = (t) => ({ sign: { t } });
    good(scheme, "300 s old", sign(NOW - 300), { timestamp: NOW - 300 });
    good(scheme, "300 s ahead", sign(NOW + 300), { timestamp: NOW + 300 });
    good(
      scheme,
      "just before the limit, the clock between seconds",
      {
        ...sign(NOW - 300),
        now: NOW + 0.9,
      },
      { timestamp: NOW - 300 },
    );
    bad(scheme, "301 s old", "timestamp_too_old", sign(NOW - 301));
    bad(scheme, "301 s ahead", "timestamp_too_new", sign(NOW + 301));
    bad(scheme, "in milliseconds", "timestamp_too_new", sign(NOW * 1000));
    bad(scheme, "timestamp 0", "timestamp_too_old", sign(0));
    bad(scheme, "15 digits", "timestamp_too_new", sign(999999999999999));
    bad(scheme, "another timestamp than was signed", "no_matching_signature", {
      headers: put(String(NOW - 1)),
    });
    good(scheme, "tolerance 0, no age", { tolerance: 0 });
    bad(scheme, "tolerance 0, 1 s old", "timestamp_too_old", { ...sign(NOW - 1), tolerance: 0 });
    good(
      scheme,
      "tolerance 1000",
      { ...sign(NOW - 1000), tolerance: 1000 },
      { timestamp: NOW - 1000 },
    );
    good(scheme, "no tolerance at all", { ...sign(1), tolerance: "Infinity" }, { timestamp: 1 });
    bad(scheme, "stale and tampered: the timestamp comes first", "timestamp_too_old", {
      ...sign(1),
      secrets: [scheme === "standard-webhooks" ? OTHER_WHSEC : OTHER],
    });
  }

  return cases;
}

export function signatureCases() {
  const { cases, good, bad, changed } = collect();

  // Hexadecimal.
  const digest = hex(PLAIN, BODY);
  for (const [name, value] of [
    ["in upper case", digest.toUpperCase()],
    ["with one upper-case letter", digest.replace(/[a-f]/, (one) => one.toUpperCase())],
    ["of 63 characters", digest.slice(1)],
    ["of 65 characters", `${digest}0`],
    ["of 32 characters", digest.slice(0, 32)],
    ["spaced", digest.match(/../g).join(" ")],
    ["colon-separated", digest.match(/../g).join(":")],
    ["with a letter beyond f", `g${digest.slice(1)}`],
    ["with a character that is not ASCII", `é${digest.slice(2)}`],
    ["with a line end", `${digest}\n`],
    ["with a space before it", ` ${digest}`],
    ["with 0x before it", `0x${digest}`],
    ["in base64", base64(PLAIN, BODY)],
  ]) {
    bad("connect", `signature ${name}`, "malformed_header", { headers: [["X-Signature", value]] });
    bad("github", `signature ${name}`, "malformed_header", {
      headers: [["X-Hub-Signature-256", `sha256=${value}`]],
    });
  }
  for (const value of [
    digest,
    `SHA256=${digest}`,
    `sha1=${digest}`,
    ` sha256=${digest}`,
    "sha256=",
  ]) {
    bad("github", `header ${value.replace(digest, "…")}`, "malformed_header", {
      headers: [["X-Hub-Signature-256", value]],
    });
  }

  // Base64.
  const mac = base64(PLAIN, BODY);
  const last = (change) => mac.slice(0, 42) + change(mac[42]) + "=";
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (const [name, value] of [
    ["with a space inside", `${mac.slice(0, 10)} ${mac.slice(10)}`],
    ["with a tab inside", `${mac.slice(0, 10)}\t${mac.slice(11)}`],
    ["with a line end", `${mac}\n`],
    ["without padding", mac.slice(0, 43)],
    ["with padding too much", `${mac}=`],
    ["with padding in the middle", `${mac.slice(0, 20)}=${mac.slice(21)}`],
    ["with trailing bits set", last((one) => ALPHABET[ALPHABET.indexOf(one) + 1])],
    ["in the URL alphabet", `-_${mac.slice(2)}`],
    ["in hexadecimal", digest],
    ["of 31 bytes", Buffer.alloc(31).toString("base64")],
    ["of 33 bytes", Buffer.alloc(33).toString("base64")],
  ]) {
    bad("shopify", `signature ${name}`, "malformed_header", {
      headers: [["X-Shopify-Hmac-Sha256", value]],
    });
  }

  // Lists of signatures.
  const v1 = schemes["standard-webhooks"].headers(bytes(BODY))[2][1];
  const none = `v1,${Buffer.alloc(32).toString("base64")}`;
  const signatures = (value) => ({ headers: changed("standard-webhooks", 2, () => value) });
  good("standard-webhooks", "second of two signatures", signatures(`${none} ${v1}`));
  good("standard-webhooks", "beside an unknown version", signatures(`v1a,AAAA v2,x ${v1}`));
  good("standard-webhooks", "with two spaces", signatures(`${none}  ${v1}`));
  good(
    "standard-webhooks",
    "170 signatures, the last one good",
    signatures(`${`${none} `.repeat(169)}${v1}`),
  );
  bad("standard-webhooks", "a bare v1,", "malformed_header", signatures("v1,"));
  bad(
    "standard-webhooks",
    "a bare v1, after a good one",
    "malformed_header",
    signatures(`${v1} v1,`),
  );
  bad(
    "standard-webhooks",
    "unknown versions alone",
    "malformed_header",
    signatures("v1a,AAAA v2,BBBB"),
  );
  bad("standard-webhooks", "no version", "malformed_header", signatures(v1.slice(3)));
  bad(
    "standard-webhooks",
    "version in upper case",
    "malformed_header",
    signatures(v1.replace("v1", "V1")),
  );
  bad(
    "standard-webhooks",
    "signatures joined by commas",
    "malformed_header",
    signatures(`${v1},${v1}`),
  );
  bad(
    "standard-webhooks",
    "10,000 signatures",
    "malformed_header",
    signatures(long(`${none} `, 9999, { last: v1 })),
  );
  bad(
    "standard-webhooks",
    "two wrong signatures",
    "no_matching_signature",
    signatures(`${none} ${none}`),
  );
  bad("standard-webhooks", "another id than was signed", "no_matching_signature", {
    headers: changed("standard-webhooks", 0, () => "msg_other"),
  });
  for (const id of ["msg.1", "msg 1", "msg_é", "msg\n1", "msg\u{7f}"]) {
    bad("standard-webhooks", `id ${JSON.stringify(id)}`, "malformed_header", {
      headers: changed("standard-webhooks", 0, () => id),
    });
  }
  const [, stripe] = schemes.stripe.headers(bytes(BODY))[0];
  const [t, s] = stripe.split(",");
  const zero = `v1=${"0".repeat(64)}`;
  const listed = (value) => ({ headers: [["Stripe-Signature", value]] });
  good("stripe", "items in another order", listed(`${s},${t}`));
  good("stripe", "beside a test signature", listed(`${t},v0=${"0".repeat(64)},${s},x`));
  good("stripe", "second of two signatures", listed(`${t},${zero},${s}`));
  bad("stripe", "no t", "malformed_header", listed(s));
  bad("stripe", "two t", "malformed_header", listed(`${t},${t},${s}`));
  bad("stripe", "no v1", "malformed_header", listed(`${t},v0=${"0".repeat(64)}`));
  bad("stripe", "an empty v1", "malformed_header", listed(`${t},v1=`));
  bad("stripe", "an empty t", "malformed_timestamp", listed(`t=,${s}`));
  bad("stripe", "a space after the comma", "repeated_header", listed(`${t}, ${s}`));
  bad(
    "stripe",
    "10,000 signatures",
    "malformed_header",
    listed(long(`${zero},`, 10_000, { first: `${t},`, last: s })),
  );

  // Secrets of base64.
  good("standard-webhooks", "secret without its prefix", { secrets: [WHSEC.slice(6)] });
  for (const secret of [
    "whsec_",
    "whsec_!",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-",
    "whsec_MfKQ 9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    `${WHSEC}\n`,
    "whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "A".repeat(4097),
  ]) {
    bad("standard-webhooks", `secret ${secret.slice(0, 50)}`, "malformed_secret", {
      secrets: [secret],
    });
  }
  bad("github", "secret of 4097 bytes", "malformed_secret", { secrets: ["é".repeat(2049)] });
  good("github", "secret of 4096 bytes", {
    secrets: ["é".repeat(2048)],
    sign: { secret: "é".repeat(2048) },
  });

  // The reference example of the Standard Webhooks specification.
  cases.push({
    ...make("standard-webhooks", "reference example", {
      headers: [
        ["webhook-id", ID],
        ["webhook-timestamp", "1614265330"],
        ["webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
      ],
      body: '{"test": 2432232314}',
      valid: valid("standard-webhooks", { timestamp: 1614265330 }),
    }),
    now: 1614265330,
  });
  return cases;
}
