import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, test } from "node:test";
import { anyhook, scratch, serve } from "./anyhook.js";

const { folder, file } = scratch();
let made = 0;
const newFolder = () => join(folder, `data-${made++}`);

const CONDUIT = { provider: "conduit", credentials: ["key", "secret"] };
const hook = (number) => ({ url: `https://example.com/${number}`, events: ["customer.active"] });
const lines = (...all) => all.map((line) => `${JSON.stringify(line)}\n`).join("");
const KEYS = { "X-API-Key": "key", "X-API-Secret": "secret" };

const urlsOf = async (server, headers = KEYS, path = "/conduit/webhooks") => {
  const answer = await fetch(server.url + path, { headers });
  assert.equal(answer.status, 200);
  return (await answer.json()).data.map(({ url }) => url);
};

/** What `serve` prints before the first request, with `--log text`. */
async function toldBy(server) {
  const told = [server.first];
  while (!/^(?:try|no key)/.test(told.at(-1))) told.push(await server.line());
  return told.join("\n");
}

test("webhooks written by hand are there when it listens, each of its account", async () => {
  const seeds = file(
    "webhooks.jsonl",
    `${lines({ ...CONDUIT, body: hook(1) })}\r\n\n${lines(
      { ...CONDUIT, body: hook(2) },
      { ...CONDUIT, credentials: ["other", "secret"], body: hook(3) },
      {
        provider: "cryptofuse",
        credentials: ["k"],
        body: { url: "http://localhost:1/", events: ["payment.all"] },
      },
    )}`,
  );
  const server = await serve(["--seed", seeds]);
  assert.match(await toldBy(server), /\nseed: 4 webhooks of .*webhooks\.jsonl\n/);
  assert.deepEqual(await urlsOf(server), [hook(1).url, hook(2).url]);
  assert.deepEqual(await urlsOf(server, { ...KEYS, "X-API-Key": "other" }), [hook(3).url]);
});

test("the same through import, and of accounts of strict mode", async () => {
  const body = { name: "Mine", url: "https://example.com/a", encrypted: false };
  const seeds = file(
    "strict.jsonl",
    lines(
      { provider: "conduit", account: "acme", body: hook(1) },
      { provider: "conduit", account: "acme", body: hook(2) },
      { provider: "devdraft", account: "acme", body },
    ),
  );
  const data = newFolder();
  const imported = await anyhook(["import", seeds, "--data", data]);
  assert.deepEqual(imported.stdout, `imported 3 webhooks into ${data}\n`, imported.stderr);
  // The keys that it made for itself are taken back.
  assert.equal((await anyhook(["keys", "list", "--data", data])).stdout, "no keys\n");

  const args = ["keys", "create", "--provider", "conduit", "--account", "acme", "--data", data];
  const { stdout } = await anyhook(args);
  const headers = Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(": ")),
  );
  const server = await serve(["--data", data, "--strict"]);
  assert.deepEqual(await urlsOf(server, headers), [hook(1).url, hook(2).url]);
});

test("a seed is left out where there are records, and it is said", async () => {
  const data = newFolder();
  const seeds = file("one.jsonl", lines({ ...CONDUIT, body: hook(1) }));
  const first = await serve(["--data", data, "--seed", seeds]);
  assert.equal((await urlsOf(first)).length, 1);
  await first.stop();
  const second = await serve(["--data", data, "--seed", seeds]);
  assert.match(await toldBy(second), /\nseed: .* was left out, since there are records already\n/);
  assert.equal((await urlsOf(second)).length, 1);
  await second.stop();
  const third = await serve(["--data", data, "--seed", seeds, "--log", "json"]);
  assert.deepEqual(JSON.parse(third.first).seed, { file: seeds, skipped: true });
});

test("an export is a seed too", async () => {
  const data = newFolder();
  const seeds = file(
    "two.jsonl",
    lines({ ...CONDUIT, body: hook(1) }, { ...CONDUIT, body: hook(2) }),
  );
  assert.equal((await anyhook(["import", seeds, "--data", data])).code, 0);
  const backup = join(folder, "backup.jsonl");
  assert.equal((await anyhook(["export", "--data", data, "--output", backup])).code, 0);
  const server = await serve(["--seed", backup, "--log", "json"]);
  const { seed } = JSON.parse(server.first);
  assert.deepEqual(seed, { file: backup, skipped: false, entries: 5 });
  assert.deepEqual(await urlsOf(server), [hook(1).url, hook(2).url]);
});

test("secrets of seeds are sealed, if there is a master key", async () => {
  const env = { ANYHOOK_MASTER_KEY: randomBytes(32).toString("base64") };
  const secret = "a-secret-of-my-own-0123456789abcdef";
  const body = { name: "Mine", url: "https://example.com/1", signing_secret: secret };
  const seed = { provider: "devdraft", credentials: ["key", "secret"], body };
  const seeds = file("sealed.jsonl", lines(seed));
  const check = async (env, isSealed) => {
    const data = newFolder();
    const { code, stderr } = await anyhook(["import", seeds, "--data", data], { env });
    assert.equal(code, 0, stderr);
    const { stdout } = await anyhook(["export", "--data", data]);
    assert.match(stdout, /https:\/\/example\.com\/1/);
    assert.equal(!stdout.includes(secret), isSealed);
  };
  await check({}, false);
  await check(env, true);
});

describe("faults", () => {
  const FAULTY = [
    ["not json", /is not JSON/],
    [[], /is no JSON object/],
    [{ body: hook(1) }, /has no `provider`/],
    [
      { ...CONDUIT, provider: "conduct", body: hook(1) },
      /unknown provider `conduct`; did you mean/,
    ],
    [CONDUIT, /has no `body`/],
    [{ provider: "conduit", body: hook(1) }, /needs one of `credentials` .* and `account`/],
    [{ ...CONDUIT, account: "a", body: hook(1) }, /needs one of `credentials`/],
    [{ ...CONDUIT, credentials: ["one"], body: hook(1) }, /has 1 text, but `conduit` takes 2/],
    [{ ...CONDUIT, credentials: ["a", "b\nc"], body: hook(1) }, /no list of texts that a header/],
    [{ ...CONDUIT, credentials: "key", body: hook(1) }, /no list of texts/],
    [{ ...CONDUIT, accounts: "a", body: hook(1) }, /a member `accounts`.*did you mean `account`/],
    [{ ...CONDUIT, body: { url: "ftp://a", events: [] } }, /answered with 400: .*\/url.*\/events/],
    [{ provider: "conduit", account: 1, body: hook(1) }, /`account` is no text/],
    [{ provider: "conduit", account: "a b", body: hook(1) }, /answered with 400: .*account/],
    [
      { provider: "cryptofuse", account: "a", body: { url: "http://localhost/" } },
      /answered with 400: /,
    ],
  ];
  const text = FAULTY.map(([line]) => (typeof line === "string" ? line : JSON.stringify(line)));
  const good = JSON.stringify({ ...CONDUIT, body: hook(1) });
  const seeds = file("faulty.jsonl", [good, ...text, good].join("\n"));

  test("each faulty line is told with its number, and nothing is written", async () => {
    const data = newFolder();
    const { code, stdout, stderr } = await anyhook(["import", seeds, "--data", data]);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
    const [head, ...told] = stderr.trimEnd().split("\n");
    assert.match(head, new RegExp(`has ${FAULTY.length} faults$`));
    for (const [index, [, message]] of FAULTY.entries()) {
      assert.ok(told[index].startsWith(`${seeds}:${index + 2} `), told[index]);
      assert.match(told[index], message);
    }
    assert.equal(told.length, FAULTY.length);
    assert.match((await anyhook(["export", "--data", data])).stdout, /\n\{"entries":0\}\n$/);
  });

  test("serve does not begin with a faulty seed", async () => {
    const { code, stdout, stderr } = await anyhook(["serve", "--memory", "--seed", seeds]);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.match(stderr, new RegExp(`has ${FAULTY.length} faults\\n.*:2 `));
    const data = newFolder();
    const none = ["serve", "--data", data, "--seed", join(folder, "none")];
    const missing = await anyhook(none);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /cannot read `.*none`: there is no such file/);
  });
});
