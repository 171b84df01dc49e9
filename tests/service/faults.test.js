import assert from "node:assert/strict";
import test from "node:test";
import { memoryStore } from "anyhook/stores/memory";
import { credentials, like, paths, serve, size } from "./client.js";

/** A store of which one method throws, until it is mended. */
function broken(name) {
  const inner = memoryStore();
  let isBroken = true;
  const store = like(inner, {
    [name]: async (whole, ...values) => {
      if (isBroken) throw new Error("the disk is full");
      return whole[name](...values);
    },
  });
  return { inner, store, mend: () => (isBroken = false) };
}

/** What an answer of Conduit's that something inside kept from being given looks like. */
async function isProblem(response, status) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const text = await response.text();
  assert.equal(JSON.parse(text).status, status);
  assert.ok(!text.includes("disk"), "what went wrong inside is for the log alone");
}

for (const [method, ask] of Object.entries({
  get: ({ create }) => create("conduit"),
  list: ({ list }) => list("conduit"),
  commit: ({ create }) => create("conduit"),
})) {
  test(`a store whose ${method} throws: 503 in the provider's form`, async () => {
    const { inner, store, mend } = broken(method);
    const served = serve({ store });
    const response = await ask(served);
    await isProblem(response, 503);
    assert.equal(response.headers.get("retry-after"), "1");
    assert.equal(await size(inner), 0);
    const [entry] = served.log;
    assert.deepEqual([entry.error, entry.cause], ["unavailable", "the disk is full"]);
    assert.equal(entry.requestId, response.headers.get("x-request-id"));
    mend();
    assert.equal((await served.create("conduit")).status, 201, "the account is not locked");
  });
}

test("a store that throws before it returns a promise is no different", async () => {
  const store = like(memoryStore(), {
    get: () => {
      throw new Error("the disk is full");
    },
  });
  await isProblem(await serve({ store }).create("conduit"), 503);
});

for (const [name, method, answer, cause] of [
  ["a text for a value", "get", { value: "{}", version: "1" }, /not bytes/],
  ["a buffer for a value", "get", { value: new ArrayBuffer(2), version: "1" }, /not bytes/],
  ["other numbers for a value", "get", { value: new Uint16Array(2), version: "1" }, /not bytes/],
  ["no list", "list", undefined, /undefined/],
  ["an entry without a value", "list", [{ key: "o/x", version: "1" }], /the key ``/],
  ["nothing to a commit", "commit", undefined, /expected a boolean/],
]) {
  test(`a store that answers ${name}: 503, at once`, async () => {
    let calls = 0;
    const store = like(memoryStore(), {
      [method]: async () => {
        // Else one that is asked for ever would keep the test from ending.
        if (++calls > 10) throw new Error("asked again and again");
        return answer;
      },
    });
    const { create, list, log } = serve({ store });
    await isProblem(await (method === "list" ? list : create)("conduit"), 503);
    assert.match(log[0].cause, cause);
  });
}

test("a store that lists the same page again and again: 503, at once", async () => {
  const value = new TextEncoder().encode("s/cryptofuse/1");
  const page = Array.from({ length: 1000 }, (_, index) => ({ key: `o/${index}`, value }));
  let calls = 0;
  const store = like(memoryStore(), {
    list: async () => {
      if (++calls > 10) throw new Error("asked again and again");
      return page;
    },
  });
  const { list, log } = serve({ store });
  assert.equal((await list("cryptofuse")).status, 503);
  assert.match(log[0].cause, /does not go on/);
});

test("a limiter that throws: 503", async () => {
  const limiter = { take: () => Promise.reject(new Error("no limiter")) };
  const { create, log, store } = serve({ limiter });
  assert.equal((await create("devdraft")).status, 503);
  assert.equal(log[0].cause, "no limiter");
  assert.equal(await size(store), 0);
});

test("randomness that throws: 500 in the provider's form, and the next request works", async () => {
  let isBroken = true;
  const random = (bytes) => {
    if (isBroken) throw new Error("no randomness");
    crypto.getRandomValues(bytes);
  };
  const { create, log, store } = serve({ random });
  const response = await create("conduit");
  await isProblem(response, 500);
  assert.match(response.headers.get("x-request-id"), /^[\w-]{20,}$/);
  assert.deepEqual([log[0].error, log[0].cause], ["internal", "no randomness"]);
  assert.equal(await size(store), 0);
  isBroken = false;
  assert.equal((await create("conduit")).status, 201);
});

test("a clock that throws: 500 in the provider's form", async () => {
  const clock = () => {
    throw new Error("no clock");
  };
  const { create, log, store } = serve({ clock });
  await isProblem(await create("conduit"), 500);
  assert.equal(log[0].cause, "no clock");
  assert.equal(await size(store), 0);
});

test("randomness that calls the service: whatever was asked is answered, and the service goes on", async () => {
  // It is asked for the request's id first, and for the secret last, when the answer is made.
  for (const [call, status] of [
    [1, 201],
    [3, 500],
  ]) {
    let calls = 0;
    let inner;
    const served = serve({
      random: (bytes) => {
        crypto.getRandomValues(bytes);
        if (++calls === call) inner = served.list("cryptofuse");
      },
    });
    const outer = await served.create("conduit");
    assert.equal(outer.status, status);
    assert.ok((await outer.text()).startsWith("{"));
    assert.equal((await inner).status, 200);
    assert.equal((await served.create("conduit")).status, 201);
    assert.equal((await (await served.list("conduit")).json()).data.length, status === 201 ? 2 : 1);
  }
});

test("a stack that runs out: 500 in the provider's form, and the next request works", async () => {
  const { create, list, service, store } = serve();
  await create("conduit");
  const before = await size(store);
  const request = () =>
    new Request(`http://localhost${paths.conduit}`, { headers: credentials.conduit });
  // Made where there is room for them.
  const requests = Array.from({ length: 5_000 }, request);
  const answers = [];
  const deeper = (depth) => {
    try {
      if (depth % 8 === 0) answers.push(service.fetch(requests.pop()));
    } catch {
      // Not even a call had room.
    }
    deeper(depth + 1);
  };
  assert.throws(() => deeper(0), RangeError);
  const responses = await Promise.all(answers);
  const failed = responses.filter(({ status }) => status !== 200);
  assert.ok(failed.length > 0, "no request ran out of stack");
  // Where it was the store that had no room, it is the store that failed.
  for (const response of failed) await isProblem(response, response.status === 503 ? 503 : 500);
  assert.equal((await list("conduit")).status, 200);
  assert.equal(await size(store), before);
});
