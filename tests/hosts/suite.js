// One suite for every runtime: the vectors, and what only a JavaScript caller can do wrong. It knows
// no host; a launcher gives it the package and the vectors, and prints what it returns.
import { callers } from "./callers.js";
import { codeOf, equal, fromBase64, long } from "./checks.js";
import { payloadCallers, payloads } from "./payloads.js";
import { providerCallers } from "./provider-callers.js";
import { providerGroups } from "./provider-suite.js";
import { recovery } from "./recovery.js";

/** Runs everything, and returns how many checks passed and which failed. */
export function run(anyhook, standardwebhooks, vectors) {
  const failures = [];
  let passed = 0;
  const check = (name, test) => {
    try {
      test();
      passed++;
    } catch (error) {
      failures.push(`${name}: ${error?.message ?? error}`);
    }
  };
  const groups = { verify, sign, receive, explain, hmac, define, ...providerGroups, payloads };
  for (const [group, test] of Object.entries(groups)) {
    const all = vectors[group];
    for (const vector of all) {
      const name = vector.name ?? JSON.stringify(vector).slice(0, 200);
      const of = [vector.provider, vector.operation].filter((word) => word !== undefined);
      check([group, ...of, name].join(": "), () => test(anyhook, vector, all));
    }
  }
  const cases = {
    ...callers,
    ...providerCallers(vectors),
    ...payloadCallers,
    ...recovery(vectors),
  };
  for (const [name, test] of Object.entries(cases)) {
    check(name, () => test(anyhook, standardwebhooks));
  }
  return { passed, failures };
}

/** The pairs as a plain object; a name that occurs twice has an array, as in Node. */
function plain(pairs) {
  const headers = {};
  for (const [name, value] of pairs) {
    headers[name] = name in headers ? [headers[name], long(value)] : long(value);
  }
  return headers;
}

const bodyOf = (test) => (test.bodyBase64 ? fromBase64(test.bodyBase64) : test.body);

const delivery = (test) => ({
  secret: test.secrets,
  headers: plain(test.headers),
  body: bodyOf(test),
  now: test.now,
  ...(test.tolerance === undefined ? {} : { tolerance: Number(test.tolerance) }),
});

function verify(anyhook, test) {
  const wanted = { valid: test.valid, code: test.code };
  const attempt = (input) => {
    let valid;
    const code = codeOf(anyhook, () => {
      valid = anyhook.verify(test.scheme, input);
    });
    return { valid, code };
  };
  const input = delivery(test);
  equal(attempt(input), wanted);
  const bytes = typeof input.body === "string" ? new TextEncoder().encode(input.body) : input.body;
  equal(attempt({ ...input, body: bytes.buffer.slice(0, bytes.length) }), wanted);
  // A `Headers` trims and joins: where the request is one that HTTP can carry, it is all the same.
  if (test.headers.every(([, value]) => /^[!-~]+( [!-~]+)*$/.test(long(value)))) {
    const headers = new Headers();
    for (const [name, value] of test.headers) headers.append(name, long(value));
    equal(attempt({ ...input, headers }), wanted);
  }
}

function sign(anyhook, test) {
  const { secrets, body, id, timestamp } = test;
  const found = anyhook.sign(test.scheme, { secret: secrets, body, id, timestamp });
  equal(Object.entries(found), test.headers);
}

function receive(anyhook, test) {
  let event;
  const code = codeOf(anyhook, () => {
    const received = anyhook.receive(test.scheme, delivery(test));
    const { type, known, id, unsignedId, resourceId, data, raw, encrypted } = received;
    const payload = received.payload && new TextDecoder().decode(received.payload);
    event = { type, known, id, unsignedId, resourceId, data: data ?? null, payload };
    equal(encrypted, payload !== undefined);
    equal([...raw], [...new TextEncoder().encode(test.body)]);
  });
  const wanted = test.event && { ...test.event, data: test.event.data ?? null };
  equal({ event, code }, { event: wanted, code: test.code });
}

function explain(anyhook, test) {
  const found = anyhook.explain(test.scheme, delivery(test));
  const differences = found.alternatives[0]?.differences ?? [];
  for (const [key, wanted] of Object.entries(test.expected)) {
    equal({ [key]: key === "differences" ? differences : found[key] }, { [key]: wanted });
  }
}

const MAC = {
  id: "mac",
  name: "HMAC-SHA256 of the body",
  secret: { encoding: "base64", generate: { form: "base64", bytes: 32 } },
  signature: { headers: { mac: "{signature}" }, content: "{body}", encoding: "hex" },
};

function hmac(anyhook, test) {
  const bytes = (hex) =>
    Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const scheme = anyhook.defineScheme(MAC);
  const secret = btoa(String.fromCharCode(...bytes(test.key)));
  const body = bytes(test.data);
  equal(anyhook.sign(scheme, { secret, body }).mac.startsWith(test.mac), true);
  const headers = { mac: test.mac };
  const code = codeOf(anyhook, () => anyhook.verify(scheme, { secret, body, headers }));
  equal(code, test.mac.length < 64 ? "malformed_header" : undefined);
}

function define(anyhook, test) {
  for (const form of [test.definition, JSON.stringify(test.definition)]) {
    let faults = [];
    try {
      anyhook.defineScheme(form);
    } catch (error) {
      equal(error.code, "invalid_provider_file");
      faults = error.faults.map(({ path }) => path);
    }
    equal(faults.sort(), [...test.faults].sort());
  }
}
