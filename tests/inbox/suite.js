// One suite for every runtime that has `Request`: it knows no host, and returns what failed.
import { equal } from "../hosts/checks.js";

const BODY = '{"event":"customer.active","version":"1.0","data":{}}';

/** Runs everything, and returns how many checks passed and which failed. */
export async function run(anyhook, { createInbox, judge }) {
  const secret = anyhook.generateSecret("conduit");
  const sign = (more = {}) => anyhook.sign("conduit", { secret, body: BODY, id: "dlv_1", ...more });
  const request = (headers = {}, { body = BODY, path = "/hooks", ...init } = {}) =>
    new Request(`http://localhost${path}`, { method: "POST", headers, body, ...init });
  const read = async (response) => ({ status: response.status, body: await response.text() });

  const cases = {
    async "a genuine delivery is valid, and told with its event"() {
      const inbox = createInbox({ secret });
      const answer = await read(await inbox.fetch(request(sign())));
      equal(answer, { status: 200, body: '{"valid":true}' });
      const [{ verdict, body, ...entry }] = inbox.entries();
      equal(verdict.event, { type: "customer.active", known: true, unsignedId: "dlv_1" });
      equal([verdict.valid, verdict.scheme, verdict.secretIndex], [true, "conduit", 0]);
      equal(new TextDecoder().decode(body), BODY);
      const { number, method, path, id, seen, status } = entry;
      equal([number, method, path, id, seen, status], [1, "POST", "/hooks", "dlv_1", 1, 200]);
    },
    async "one that was changed is invalid, and explained to the receiver alone"() {
      const inbox = createInbox({ scheme: "conduit", secret });
      const answer = await read(await inbox.fetch(request(sign(), { body: `${BODY}\n` })));
      equal(answer, { status: 401, body: '{"code":"no_matching_signature"}' });
      const [{ verdict, seen }] = inbox.entries();
      equal(
        [verdict.valid, verdict.scheme, verdict.code],
        [false, "conduit", "no_matching_signature"],
      );
      equal([/white space at its end/.test(verdict.cause), seen], [true, undefined]);
    },
    async "without a secret it says what it recognized"() {
      const inbox = createInbox();
      equal((await inbox.fetch(request(sign()))).status, 200);
      equal((await inbox.fetch(request())).status, 200);
      const [one, other] = inbox.entries().map(({ verdict }) => verdict);
      equal([one.valid, one.code, one.schemes], [null, "no_secret", ["conduit"]]);
      equal(one.event.type, "customer.active");
      equal([other.valid, other.schemes, other.event], [null, [], undefined]);
    },
    async "what it is told later counts from then on"() {
      const inbox = createInbox();
      inbox.verifyWith({ scheme: "conduit", secret: [anyhook.generateSecret("conduit"), secret] });
      await inbox.fetch(request(sign()));
      inbox.verifyWith({});
      await inbox.fetch(request(sign()));
      const verdicts = inbox.entries().map(({ verdict }) => [verdict.valid, verdict.secretIndex]);
      equal(verdicts, [
        [true, 1],
        [null, undefined],
      ]);
    },
    async "it counts how often an id was there"() {
      const inbox = createInbox({ secret });
      for (const id of ["dlv_1", "dlv_2", "dlv_1", "dlv_1"])
        await inbox.fetch(request(sign({ id })));
      equal(
        inbox.entries().map(({ seen, duplicateOf }) => [seen, duplicateOf]),
        [
          [1, undefined],
          [1, undefined],
          [2, 1],
          [3, 1],
        ],
      );
      inbox.clear();
      await inbox.fetch(request(sign()));
      equal(
        inbox.entries().map(({ number, seen }) => [number, seen]),
        [[5, 1]],
      );
    },
    async "it answers as it is told"() {
      const inbox = createInbox({ secret, answer: { status: 202, headers: { "x-own": "1" } } });
      const send = async () => {
        const response = await inbox.fetch(request(sign()));
        return [response.status, response.headers.get("retry-after"), await response.text()];
      };
      inbox.answerWith([{ status: 503, retryAfter: 30 }, { status: 204 }, { body: "done" }]);
      equal(await send(), [503, "30", '{"valid":true}']);
      equal(await send(), [204, null, ""]);
      equal(await send(), [200, null, "done"]);
      const response = await inbox.fetch(request(sign()));
      equal([response.status, response.headers.get("x-own")], [202, "1"]);
      inbox.answerWith(async ({ verdict }, { headers }) => ({
        status: verdict.valid && headers.get("authorization") === "Bearer a" ? 201 : 418,
      }));
      equal((await send())[0], 418);
      const authorized = { ...sign(), authorization: "Bearer a" };
      equal((await inbox.fetch(request(authorized))).status, 201);
    },
    async "it refuses an answer that is none"() {
      const inbox = createInbox();
      const wrong = [
        { status: 199 },
        { status: 200.5 },
        { delay: -1 },
        { delay: Number.NaN },
        { hang: 1 },
        { retryAfter: "1\r\nx: y" },
        { body: 1 },
        { headers: { "a b": "c" } },
        { stauts: 200 },
        null,
        [1],
      ];
      for (const answer of wrong) {
        let code;
        try {
          inbox.answerWith(answer);
        } catch (error) {
          code = error.code;
        }
        equal([answer, code], [answer, "invalid_argument"]);
      }
    },
    async "a delay is waited for, and ends with the inbox"() {
      const inbox = createInbox({
        secret,
        answer: [{ delay: 20, status: 201 }, { delay: 60_000 }],
      });
      equal((await inbox.fetch(request(sign()))).status, 201);
      const waiting = inbox.fetch(request(sign()));
      await arrived(inbox, 2);
      equal(inbox.entries()[1].status, undefined);
      inbox.close();
      equal(await read(await waiting), { status: 503, body: '{"code":"closed"}' });
      equal((await inbox.fetch(request(sign()))).status, 503);
      equal(inbox.entries().length, 2);
    },
    async "what hangs ends when the sender gives up"() {
      const inbox = createInbox({ secret, answer: { hang: true } });
      const moments = [];
      const end = inbox.subscribe(({ number }, moment) => moments.push([number, moment]));
      const controller = new AbortController();
      const hanging = inbox.fetch(request(sign(), { signal: controller.signal }));
      await arrived(inbox, 1);
      controller.abort();
      await hanging.catch(() => {});
      equal(inbox.entries()[0].status, undefined);
      inbox.answerWith({});
      await inbox.fetch(request(sign()));
      end();
      await inbox.fetch(request(sign()));
      equal(moments, [
        [1, "arrived"],
        [2, "arrived"],
        [2, "answered"],
      ]);
    },
    async "it withholds what carries a secret"() {
      const inbox = createInbox({ secret });
      const secrets = {
        authorization: "Bearer SECRET",
        "x-api-key": "SECRET",
        "x-client-secret": "SECRET",
        "x-gitlab-token": "SECRET",
      };
      const path = "/hooks?token=SECRET&%74oken=SECRET&apiKey=SECRET&key=SECRET&page=2&flag&token";
      await inbox.fetch(request({ ...sign(), ...secrets, "idempotency-key": "k" }, { path }));
      const [entry] = inbox.entries();
      equal(JSON.stringify(entry).includes("SECRET"), false);
      equal([...entry.withheld].sort(), Object.keys(secrets).sort());
      equal(entry.path, "/hooks?token=***&%74oken=***&apiKey=***&key=***&page=2&flag&token");
      const names = entry.headers.map(([name]) => name);
      const shown = ["conduit-signature", "conduit-signature-timestamp", "idempotency-key"];
      equal(
        shown.filter((name) => !names.includes(name)),
        [],
      );
    },
    async "it keeps the newest, within bounds"() {
      const inbox = createInbox({ keep: 3, keepBytes: 2000, maxBody: 1500 });
      const send = (length) => inbox.fetch(request({}, { body: "x".repeat(length) }));
      for (let times = 0; times < 5; times++) await send(1);
      equal(numbers(inbox), [4, 5].slice(-numbers(inbox).length));
      await send(1500);
      equal(numbers(inbox), [6]);
      equal((await send(1501)).status, 413);
      const [refused] = inbox.entries().slice(-1);
      equal(
        [refused.refused.code, refused.body.length, refused.verdict],
        ["body_too_large", 0, undefined],
      );
      const three = createInbox({ keep: 3 });
      for (let times = 0; times < 5; times++) await three.fetch(request());
      equal(numbers(three), [3, 4, 5]);
      const none = createInbox({ keep: 0, secret });
      equal([(await none.fetch(request(sign()))).status, none.entries()], [200, []]);
    },
    async "bytes are bytes, and any method is taken"() {
      const inbox = createInbox();
      const bytes = Uint8Array.from([0, 255, 13, 10, 0xc3]);
      await inbox.fetch(request({}, { body: bytes, method: "PUT" }));
      await inbox.fetch(new Request("http://localhost/?challenge=1"));
      const response = await inbox.fetch(new Request("http://localhost/", { method: "HEAD" }));
      equal([response.status, await response.text()], [200, ""]);
      const [put, get] = inbox.entries();
      equal([[...put.body], put.method], [[...bytes], "PUT"]);
      equal([get.path, get.method, get.body.length], ["/?challenge=1", "GET", 0]);
    },
    async "keys that make no sense are refused"() {
      for (const keys of [
        { scheme: "svix", secret: "no base64!" },
        { scheme: "nonsense", secret },
        { secret: [] },
        { secret: "" },
        { scheme: "conduit", secret: 1 },
        { keep: -1 },
      ]) {
        let name;
        try {
          createInbox(keys);
        } catch (error) {
          ({ name } = error);
        }
        equal([keys, name], [keys, "WebhookConfigurationError"]);
      }
    },
    async "judge answers where verify throws"() {
      const delivery = { secret, headers: sign(), body: BODY };
      equal(judge("conduit", delivery).event.type, "customer.active");
      const { valid, code } = judge("conduit", { ...delivery, headers: {} });
      equal([valid, code], [false, "missing_header"]);
      const headers = anyhook.sign("devdraft", { secret, body: "{}" });
      const { event } = judge("devdraft", { secret, headers, body: "{}" });
      equal(/no string at/.test(event.unreadable), true);
    },
  };

  const failures = [];
  let passed = 0;
  for (const [name, test] of Object.entries(cases)) {
    try {
      await test();
      passed++;
    } catch (error) {
      failures.push(`inbox: ${name}: ${error?.message ?? error}`);
    }
  }
  return { passed, failures };
}

const numbers = (inbox) => inbox.entries().map(({ number }) => number);

/** Resolves once a request has arrived. */
function arrived(inbox, number) {
  if (inbox.entries().some((entry) => entry.number === number)) return undefined;
  return new Promise((resolve) => {
    const end = inbox.subscribe((entry) => {
      if (entry.number !== number) return;
      end();
      resolve();
    });
  });
}
