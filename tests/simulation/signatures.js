// What receivers check, with Node's own cryptography, and never with anyhook's.
import { createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";

const hmac = (secret, ...parts) => {
  const hash = createHmac("sha256", secret);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** How far a signature's time may be from when a request is sent, in milliseconds. */
const TIME_TO_SEND = 5000;

/**
 * Why a request is not signed as its provider signs, if it is not.
 *
 * @param secrets those that sign, the newest first; none where nothing is signed
 */
export function faultOf({ signature }, { headers, body, wall }, secrets) {
  const { header, timestamp, isList } = signature;
  const found = headers[header];
  if (secrets.length === 0) return found === undefined ? undefined : `nobody asked for ${header}`;
  if (found === undefined) return `there is no ${header}`;
  let expected;
  if (isList) {
    const time = /^t=(\d+),/.exec(found)?.[1];
    const all = secrets.map((secret) => `v1=${hmac(secret, `${time}.`, body)}`);
    expected = [`t=${time}`, ...all].join(",");
    if (!isTimely(time, wall)) return `it is signed at ${time}, and sent at ${wall}`;
  } else if (timestamp) {
    const time = headers[timestamp];
    expected = hmac(secrets[0], `${time}.`, body);
    if (!isTimely(time, wall)) return `it is signed at ${time}, and sent at ${wall}`;
  } else {
    expected = hmac(secrets[0], body);
  }
  return found === expected ? undefined : `${header} is ${found}, expected ${expected}`;
}

function isTimely(time, wall) {
  const signed = Number(time) * 1000;
  return signed <= wall && signed > wall - 1000 - TIME_TO_SEND;
}

/** Signs a request once more, by another secret. */
export function signWith({ signature }, { headers, body }, secret) {
  const { header, timestamp, isList } = signature;
  if (isList) {
    const time = /^t=(\d+),/.exec(headers[header])[1];
    return { [header]: `t=${time},v1=${hmac(secret, `${time}.`, body)}` };
  }
  const parts = timestamp ? [`${headers[timestamp]}.`, body] : [body];
  return { [header]: hmac(secret, ...parts) };
}

/** Of the secrets that are in use: to derive a key takes long. */
const payloadKeys = new Map();

function payloadKey(secret) {
  let found = payloadKeys.get(secret);
  if (!found) {
    const key = Buffer.from(hkdfSync("sha256", secret, "", "anyhook payload v1", 32));
    const id = createHash("sha256").update(key).digest().subarray(0, 8).toString("base64url");
    found = { key, id };
    if (payloadKeys.size > 1000) payloadKeys.clear();
    payloadKeys.set(secret, found);
  }
  return found;
}

/** Opens a sealed payload; throws if it was sealed by another secret, or changed. */
export function unseal(text, secret) {
  const { v, alg, kid, iv, ciphertext, tag } = JSON.parse(text);
  const { key, id } = payloadKey(secret);
  if (kid !== id) throw new Error("it is sealed by another secret");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"));
  decipher.setAAD(Buffer.from(`${v}.${alg}.${kid}`));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  const parts = [decipher.update(Buffer.from(ciphertext, "base64url")), decipher.final()];
  return Buffer.concat(parts).toString();
}
