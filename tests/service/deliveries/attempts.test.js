import assert from "node:assert/strict";
import test from "node:test";
import { courier, TYPE, until } from "./courier.js";
import { http, nobody, tcp, tlsWithoutCertificate } from "./faulty-endpoints.js";

/** Sends one event to an endpoint, and gives what was recorded of the one attempt. */
async function attempted(endpoint, options = {}) {
  const { url } = endpoint;
  const own = courier({ deliveryTimeout: 10_000, ...options });
  await own.subscribe(url);
  const { id } = await own.publish();
  const next = await own.service.deliver();
  const [delivery] = await own.deliveries();
  const [entry] = own.attempts();
  assert.equal(own.log.length, 1);
  assert.equal(delivery.attempts.length, 1);
  assert.equal(delivery.eventId, id);
  const [attempt] = delivery.attempts;
  for (const member of ["status", "error"]) assert.equal(entry[member], attempt[member]);
  assert.ok(Number.isInteger(attempt.ms) && attempt.ms >= 0);
  if (delivery.state === "pending") {
    assert.ok(next > attempt.at, "it is tried again");
    assert.equal(entry.next, next);
  } else assert.equal(next, undefined);
  return { ...attempt, state: delivery.state, entry, endpoint, own };
}

/** The same of an endpoint that is opened for it. */
async function attemptAt(open, options) {
  const endpoint = await open();
  try {
    return await attempted(endpoint, options);
  } finally {
    await endpoint.close();
  }
}

test("an endpoint that takes it", async () => {
  const answer = (response) => response.writeHead(202, { "x-hello": "1" }).end("thanks");
  const { status, error, body, state, entry, endpoint } = await attemptAt(() => http(answer));
  assert.deepEqual([status, error, body, state], [202, undefined, "thanks", "succeeded"]);
  const [{ method, headers }] = endpoint.seen;
  assert.equal(method, "POST");
  assert.equal(headers["content-type"], "application/json");
  assert.match(headers["conduit-signature"], /^[0-9a-f]{64}$/);
  const { time, duration, account, delivery, webhook, ...others } = entry;
  assert.deepEqual(others, {
    operation: "attempt",
    provider: "conduit",
    event: TYPE,
    attempt: 1,
    state: "succeeded",
    status: 202,
  });
  assert.ok(time > 0 && duration >= 0 && account.length > 0);
  assert.match(delivery, /^dlv_[0-9a-f]{31}$/);
  assert.match(webhook, /^whk_/);
});

for (const status of [400, 404, 410, 500, 503]) {
  test(`status ${status} is a failure`, async () => {
    const answer = (response) => response.writeHead(status).end("no");
    const found = await attemptAt(() => http(answer));
    assert.equal(found.status, status);
    assert.equal(found.error, undefined);
    assert.notEqual(found.state, "succeeded");
  });
}

test("an endpoint that refuses the connection", async () => {
  const { status, error, state } = await attemptAt(nobody);
  assert.deepEqual([status, error, state], [undefined, "connect", "pending"]);
});

test("an endpoint that never answers", async () => {
  const found = await attemptAt(() => http(() => {}), { deliveryTimeout: 300 });
  assert.deepEqual([found.status, found.error, found.state], [undefined, "timeout", "pending"]);
  assert.equal(found.endpoint.seen.length, 1);
});

test("an endpoint that takes the connection and reads nothing", async () => {
  const { error } = await attemptAt(() => tcp(() => {}), { deliveryTimeout: 300 });
  assert.equal(error, "timeout");
});

test("an endpoint that drips: what does not come in time is no success", async () => {
  let closed = false;
  const drip = (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("."), 20);
    response.on("close", () => {
      clearInterval(timer);
      closed = true;
    });
  };
  const endpoint = await http(drip);
  try {
    const { status, error, body, state } = await attempted(endpoint, { deliveryTimeout: 400 });
    assert.deepEqual([status, error, state], [200, "timeout", "pending"]);
    assert.match(body ?? ".", /^\.+$/);
    await until(() => closed, "the connection is closed");
  } finally {
    await endpoint.close();
  }
});

test("an endpoint that drips its head", async () => {
  const drip = (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    const timer = setInterval(() => socket.write("x: y\r\n"), 20);
    socket.on("close", () => clearInterval(timer));
  };
  const { status, error } = await attemptAt(() => tcp(drip), { deliveryTimeout: 400 });
  assert.deepEqual([status, error], [undefined, "timeout"]);
});

test("an endpoint that answers with 16 KiB, or with a byte more", async () => {
  for (const [length, expected] of [
    [16_384, [200, undefined, "succeeded"]],
    [16_385, [200, "body", "pending"]],
  ]) {
    const answer = (response) => response.end("a".repeat(length));
    const { status, error, state } = await attemptAt(() => http(answer));
    assert.deepEqual([status, error, state], expected);
  }
});

test("an endpoint that answers with a gigabyte: little of it is read, and 1 KiB is kept", async () => {
  let sent = 0;
  let closed = false;
  const chunk = Buffer.alloc(64 << 10, "a");
  const flood = (response) => {
    response.writeHead(200, { "content-length": 1 << 30 });
    const write = () => {
      while (!response.destroyed && sent < 1 << 30) {
        sent += chunk.length;
        if (!response.write(chunk)) return response.once("drain", write);
      }
    };
    response.on("close", () => (closed = true));
    write();
  };
  const endpoint = await http(flood);
  try {
    const { status, error, body, state } = await attempted(endpoint);
    assert.deepEqual([status, error, state], [200, "body", "pending"]);
    assert.equal(body, "a".repeat(1024));
    await until(() => closed, "the connection is closed");
    assert.ok(sent < 64 << 20, `${sent} bytes were sent`);
  } finally {
    await endpoint.close();
  }
});

test("an endpoint that answers nonsense", async () => {
  for (const nonsense of ["\0\x01\x02 hello\r\n\r\n", "HTTP/9.9 OK\r\n\r\n", "\r\n".repeat(20)]) {
    const { status, error } = await attemptAt(() => tcp((socket) => socket.end(nonsense)));
    assert.deepEqual([status, error], [undefined, "connect"], JSON.stringify(nonsense));
  }
});

test("an endpoint that closes the connection without an answer, or half-way through the head", async () => {
  for (const part of ["", "HTTP/1.1 200 OK\r\ncontent-le"]) {
    const { status, error } = await attemptAt(() => tcp((socket) => socket.end(part)));
    assert.deepEqual([status, error], [undefined, "connect"]);
  }
  const reset = await attemptAt(() => tcp((socket) => socket.resetAndDestroy()));
  assert.equal(reset.error, "connect");
});

test("an endpoint that closes half-way through the body", async () => {
  const part = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf";
  const { status, error, state, body } = await attemptAt(() => tcp((socket) => socket.end(part)));
  assert.deepEqual([status, error, state, body], [200, "body", "pending", "half"]);
});

test("an endpoint that says gzip, and sends none", async () => {
  const answer = (response) => response.writeHead(200, { "content-encoding": "gzip" }).end("plain");
  const { status, error } = await attemptAt(() => http(answer));
  assert.deepEqual([status, error], [200, "body"]);
});

test("a redirect is a failure, and never followed", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const redirect = (response, { url }) => response.writeHead(status, { location: url }).end();
    const found = await attemptAt(() => http(redirect));
    assert.deepEqual([found.status, found.error, found.state], [status, "redirect", "pending"]);
    assert.equal(found.endpoint.seen.length, 1);
  }
});

test("an endpoint that breaks TLS, or speaks none", async () => {
  const noTls = () => tcp((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), "https");
  for (const open of [tlsWithoutCertificate, noTls]) {
    const { status, error } = await attemptAt(open);
    assert.deepEqual([status, error], [undefined, "tls"]);
  }
});

/** An error as hosts throw it. */
const thrown = (code, { depth = 1 } = {}) => {
  let error = Object.assign(new Error("it failed"), { code });
  for (let count = 0; count < depth; count++) error = new TypeError("failed", { cause: error });
  return error;
};

for (const [name, expected, error] of [
  ["a name that is not there", "connect", thrown("ENOTFOUND")],
  ["a certificate of its own", "tls", thrown("DEPTH_ZERO_SELF_SIGNED_CERT")],
  ["a certificate that has expired", "tls", thrown("CERT_HAS_EXPIRED")],
  ["a certificate of another name", "tls", thrown("ERR_TLS_CERT_ALTNAME_INVALID")],
  ["the host's own time-out", "timeout", thrown("UND_ERR_CONNECT_TIMEOUT")],
  [
    "Bun's error, which has no cause",
    "tls",
    thrown("UNABLE_TO_VERIFY_LEAF_SIGNATURE", { depth: 0 }),
  ],
  ["Deno's error, which has no code", "tls", new TypeError("invalid peer certificate: Expired")],
  ["several addresses", "connect", new AggregateError([thrown("ECONNREFUSED", { depth: 0 })])],
  ["a transport that refuses the target", "forbidden_target", thrown("forbidden_target")],
  ["no error at all", "connect", undefined],
  ["an error that causes itself", "connect", Object.assign(new Error("me"), {})],
]) {
  test(`a transport that throws: ${name}`, async () => {
    if (error?.message === "me") error.cause = error;
    const transport = () => Promise.reject(error);
    const found = await attempted({ url: "https://example.com/hook" }, { transport });
    assert.deepEqual([found.status, found.error, found.state], [undefined, expected, "pending"]);
  });
}

test("a transport that heeds no signal is given up, and what it answers later is let go", async () => {
  let answer;
  const late = new Promise((resolve) => (answer = resolve));
  const options = { transport: () => late, deliveryTimeout: 50 };
  const { error } = await attempted({ url: "https://example.com/hook" }, options);
  assert.equal(error, "timeout");
  let isCancelled = false;
  answer(new Response(new ReadableStream({ cancel: () => void (isCancelled = true) })));
  await until(() => isCancelled, "the answer is cancelled");
});

test("a transport that throws before it returns a promise, or answers what is none", async () => {
  const fail = () => {
    throw new Error("no");
  };
  for (const transport of [fail, () => undefined, () => Promise.resolve("an answer")]) {
    const found = await attempted({ url: "https://example.com/hook" }, { transport });
    assert.equal(found.state, "pending");
    assert.ok(found.error);
  }
});

test("a browser's opaque redirect", async () => {
  const transport = async () => ({ type: "opaqueredirect", status: 0, headers: new Headers() });
  const { status, error } = await attempted({ url: "https://example.com/hook" }, { transport });
  assert.deepEqual([status, error], [undefined, "redirect"]);
});

test("the log holds no secret, header, URL or body", async () => {
  const answer = (response) => response.writeHead(500).end("\u001b[31mthe endpoint's text");
  const { entry, endpoint } = await attemptAt(() => http(answer));
  const line = JSON.stringify(entry);
  const [{ headers, body }] = endpoint.seen;
  const hidden = [
    headers["conduit-signature"],
    endpoint.url,
    body,
    "the endpoint's text",
    "127.0.0.1",
  ];
  for (const text of hidden) assert.ok(!line.includes(text), text);
});
