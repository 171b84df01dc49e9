import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { sign } from "anyhook";
import { anyhook, environment, launcher, scratch } from "./anyhook.js";

const { file } = scratch();
const SECRET = "hunter2-é";
const body = ["--body", file("body", "{}")];
const EXPECTED = Object.entries(sign("github", { secret: SECRET, body: "{}" }))
  .map(([name, value]) => `${name}: ${value}\n`)
  .join("");

const SOURCES = {
  "a file": [["--secret-file", file("plain", SECRET)], {}],
  "a file with a line break": [["--secret-file", file("lf", `${SECRET}\n`)], {}],
  "a file of another system": [["--secret-file", file("crlf", `${SECRET}\r\n`)], {}],
  "standard input": [["--secret-file", "-"], { input: `${SECRET}\n` }],
  "a variable": [["--secret-env", "MINE"], { env: { MINE: SECRET } }],
  "the variable": [[], { env: { ANYHOOK_SECRET: SECRET } }],
  "the command line": [["--secret", SECRET], {}],
  "an option before the variable": [["--secret", SECRET], { env: { ANYHOOK_SECRET: "x" } }],
};

describe("where a secret comes from", { concurrency: 4 }, () => {
  for (const [name, [options, around]] of Object.entries(SOURCES)) {
    test(name, async () => {
      const { code, stdout, stderr } = await anyhook(
        ["sign", "github", ...options, ...body],
        around,
      );
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: EXPECTED, stderr: "" });
    });
  }
});

test("one line break is left out, and no more", async () => {
  const two = file("two", `${SECRET}\n\n`);
  const { stdout } = await anyhook(["sign", "github", "--secret-file", two, ...body]);
  const expected = sign("github", { secret: `${SECRET}\n`, body: "{}" });
  assert.equal(stdout, `X-Hub-Signature-256: ${expected["X-Hub-Signature-256"]}\n`);
});

const FAULTS = {
  "none, and no terminal": [[], /no secret: give `--secret-file FILE` or `--secret-env NAME`/],
  "a missing file": [["--secret-file", "nope"], /cannot read the secret from `nope`/],
  "an empty file": [["--secret-file", file("empty", "\n")], /the secret in `.*` is empty/],
  "bytes that are no text": [["--secret-file", file("raw", Buffer.from([255]))], /is not UTF-8/],
  "a variable that is not set": [["--secret-env", "NOPE"], /variable `NOPE` is not set/],
  "an empty variable": [["--secret-env", "EMPTY"], /variable `EMPTY` is empty/],
  "an empty value": [["--secret="], /the secret of `--secret` is empty/],
  "standard input twice": [
    ["--secret-file", "-", "--secret-file", "-"],
    /holds the secret already/,
  ],
};

describe("what is no secret", { concurrency: 4 }, () => {
  for (const [name, [options, message]] of Object.entries(FAULTS)) {
    test(name, async () => {
      const around = { env: { EMPTY: "" }, input: SECRET };
      const { code, stdout, stderr } = await anyhook(
        ["sign", "github", ...options, ...body],
        around,
      );
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    });
  }
});

test("a secret and a body cannot both be standard input", async () => {
  const { code, stderr } = await anyhook(["sign", "github", "--secret-file", "-"], {
    input: SECRET,
  });
  assert.equal(code, 2);
  assert.match(stderr, /standard input holds the secret already: give the body in a file/);
});

test("no output holds a secret, whatever fails", async () => {
  const bad = "whsec_hunter2!hunter2!";
  const runs = [
    ["sign", "svix", "--secret", bad, ...body],
    ["sign", "svix", "--secret", bad, "--bdy"],
    ["sign", "svix", "--secret", bad, "--secret"],
    ["sign", "svix", "--secret", `-${bad}`],
    ["sign", "svix", "--secret", bad, ...body, "--json"],
    ["verify", "svix", "--secret", bad, "--header", "svix-id: a", ...body],
    ["verify", "svix", "--secret", bad, "--header", "svix-id: a", ...body, "--explain"],
    ["verify", "svix", "--secret", bad, "--header", "svix-id: a", ...body, "--explain", "--json"],
    [
      "verify",
      "stripe",
      "--secret",
      bad,
      "--header",
      "Stripe-Signature: t=1,v1=00",
      ...body,
      "--explain",
    ],
    ["listen", "--scheme", "svix", "--secret", bad, "--port", "0"],
  ];
  await Promise.all(
    runs.map(async (args) => {
      const { code, stdout, stderr } = await anyhook(args);
      assert.notEqual(code, 0);
      assert.doesNotMatch(stdout + stderr, /hunter2/, args.join(" "));
    }),
  );
});

/** Runs a command at a terminal of its own, which util-linux's `script` makes, and answers its question. */
async function atTerminal(args) {
  const command = [process.execPath, launcher, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], { env: environment() });
  let shown = "";
  child.stdout.on("data", (chunk) => {
    shown += chunk;
    if (shown === "secret: ") child.stdin.write(`${SECRET}\n`);
  });
  const [code] = await once(child, "close");
  return { code, shown };
}

test("a terminal is asked, and does not show the answer", { skip: noTerminal() }, async () => {
  const { code, shown } = await atTerminal(["sign", "github", ...body]);
  assert.equal(code, 0);
  assert.ok(!shown.includes("hunter2"), shown);
  assert.ok(shown.includes(EXPECTED.trim()), shown);
});

test("nothing is asked before what else is missing is told", { skip: noTerminal() }, async () => {
  const runs = [
    [["sign", "github"], "no body: give `--body FILE`"],
    [["sign", "github", "--body", "none"], "cannot read the body from `none`"],
    [["verify", "github", ...body], "no headers: give `--headers FILE`"],
    [["verify", "github", ...body, "--headers", "none"], "cannot read the headers from `none`"],
    [["listen", "--port", "x"], "expected a whole number"],
  ];
  await Promise.all(
    runs.map(async ([args, message]) => {
      const { code, shown } = await atTerminal(args);
      assert.equal(code, 2);
      assert.ok(shown.includes(message) && !shown.includes("secret: "), shown);
    }),
  );
});

test("secret mask shows the ends alone, wherever the secret comes from", async () => {
  const own = "whsk_AB0123456789012345YZ";
  const masked = { code: 0, stdout: `whsk_AB${"*".repeat(28)}YZ\n`, stderr: "" };
  const mask = ["secret", "mask", "cryptofuse"];
  const runs = await Promise.all([
    anyhook(mask, { input: `${own}\n`, env: { ANYHOOK_SECRET: "whsk_of_another_place" } }),
    anyhook(mask, { env: { ANYHOOK_SECRET: own } }),
    anyhook([...mask, "--secret-env", "OWN"], { env: { OWN: own }, input: "ignored" }),
    anyhook([...mask, "--secret-file", file("own", own)]),
  ]);
  for (const run of runs) assert.deepEqual(run, masked);
  const json = await anyhook([...mask, "--json"], { input: own });
  assert.deepEqual(JSON.parse(json.stdout), {
    provider: "cryptofuse",
    masked: masked.stdout.trim(),
    accepted: true,
  });
});

test("secret mask tells when the provider takes no such secret, and does not show it", async () => {
  const run = await anyhook(["secret", "mask", "cryptofuse"], { input: "hunter2" });
  assert.equal(run.code, 0);
  assert.match(run.stderr, /`cryptofuse` takes no secret of this form/);
  assert.doesNotMatch(run.stdout + run.stderr, /hunter2/);
  const two = ["--secret", "a", "--secret", "b"];
  const refused = await anyhook(["secret", "mask", "cryptofuse", ...two]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /there is one secret too many/);
  const none = await anyhook(["secret", "mask", "cryptofuse"]);
  assert.match(none.stderr, /no secret: give `--secret-file FILE`/);
});

function noTerminal() {
  try {
    return /util-linux/.test(execFileSync("script", ["--version"])) ? false : "not util-linux";
  } catch {
    return "no `script` command";
  }
}
