import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { anyhook, environment, launcher } from "./anyhook.js";

const COMMANDS = ["sign", "verify", "listen", "schemes", "secret new", "secret mask", "providers"];
COMMANDS.push("events", "event example", "validate", "id check", "id new", "provider check");
COMMANDS.push(
  "provider new",
  "repl",
  "serve",
  "keys create",
  "keys list",
  "keys revoke",
  "openapi",
);
COMMANDS.push("export", "import", "reseal", "replay", "trigger", "time");
COMMANDS.push("deliveries list", "deliveries show", "deliveries resend");

test("--help and --version", async () => {
  const { code, stdout, stderr } = await anyhook(["--help"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  for (const name of COMMANDS) assert.match(stdout, new RegExp(`^  ${name} `, "m"));

  const manifest = new URL("../../cli/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  assert.equal((await anyhook(["--version"])).stdout, `${version}\n`);
});

describe("each command has help, whatever else is on the line", { concurrency: 4 }, () => {
  for (const name of COMMANDS) {
    test(name, async () => {
      const args = [...name.split(" "), "--nonsense", "--help"];
      const { code, stdout, stderr } = await anyhook(args);
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(`usage: anyhook ${name}`), stdout);
      assert.match(stdout, new RegExp(`\\nexamples?:\\n(.*\\n)*.*anyhook ${name}\\b`));
      assert.equal(stderr, "");
    });
  }
});

test("commands of one subject are listed together", async () => {
  const { code, stdout } = await anyhook(["secret", "--nonsense", "--help"]);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^usage: anyhook secret ACTION .*\n\n {2}secret new .*\n {2}secret mask .*\n\n/,
  );
});

test("no command prints the help on standard error", async () => {
  const { code, stdout, stderr } = await anyhook([]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /^usage: anyhook COMMAND/);
});

const MISTAKES = [
  [["verfy"], "unknown command `verfy`; did you mean `verify`?"],
  [["frobnicate"], "unknown command `frobnicate`\n"],
  [["--versoin"], "unknown option `--versoin`; did you mean `--version`?"],
  [["sign", "stripe", "--bdy", "x"], "unknown option `--bdy`; did you mean `--body`?"],
  [["sign", "stripe", "--toString"], "unknown option `--toString`\n"],
  [["sign", "stripe", "--__proto__"], "unknown option `--__proto__`\n"],
  [["sign", "stripe", "-x"], "unknown option `-x`"],
  [["sign", "stripe", "--body"], "`--body` needs a value: --body FILE"],
  [["sign", "stripe", "--body", "--json"], "`--body` needs a value; one that begins with a dash"],
  [["sign", "stripe", "--json=yes"], "`--json` takes no value"],
  [["sign", "stripe", "--id", "a", "--id", "b"], "`--id` is given twice"],
  [["sign", "stripe", "github"], "there is one argument too many"],
  [["sign"], "no scheme: give its name"],
  [["sign", "strip"], "unknown scheme `strip`; did you mean `stripe`?"],
  [["sign", "\u001b[31mred"], "unknown scheme `\\u{1b}[31mred`"],
  [["sign", "stripe", "--timestamp", "1e9"], "`--timestamp` is `1e9`, expected a whole number"],
  [["sign", "stripe", "--header", "a: b"], "it needs `--send URL`"],
  [["verify", "stripe", "--tolerance", "-1"], "`--tolerance` needs a value"],
  [["verify", "stripe", "--tolerance=-1"], "`--tolerance` is `-1`, expected seconds"],
  [["verify", "stripe", "--tolerance=NaN"], "`--tolerance` is `NaN`, expected seconds"],
  [["verify", "stripe", "--now=0x10"], "`--now` is `0x10`, expected seconds"],
  [["listen", "--port", "65536"], "expected a whole number from 0 to 65535"],
  [["listen", "--status", "100"], "expected a whole number from 200 to 599"],
  [["listen", "stripe", "github"], "there is one argument too many"],
  [["secret"], "nothing to do: `anyhook secret new` or `anyhook secret mask`\n"],
  [
    ["secret", "nwe", "stripe"],
    "unknown action `nwe`; did you mean `new`?\nsee `anyhook secret --help`",
  ],
  [["secret", "new"], "no scheme: give its name"],
  [["provider", "conduit"], "`anyhook provider new` or `anyhook providers`"],
  [["secrets", "new"], "unknown command `secrets`; did you mean `secret`?"],
  [["secret", "mask", "stripe"], "`stripe` is a signature scheme without a provider"],
  [["providers", "condiut"], "unknown provider `condiut`; did you mean `conduit`?"],
  [["providers", "zzzzzz"], "unknown provider `zzzzzz` (`anyhook providers` lists them)"],
  [
    ["providers", "./none.json"],
    "cannot read the provider from `./none.json`: there is no such file",
  ],
  [["events"], "no provider: give its name"],
  [["events", "conduit", "x"], "there is one argument too many"],
  [["validate", "conduit"], "of `conduit`, these take one: `create`, `update`"],
  [["validate", "conduit", "craete"], "`create`, `update`; did you mean `create`?"],
  [["validate", "conduit", "list"], "`list` takes no body; of `conduit`"],
  [["validate", "conduit", "create", "a", "b"], "there is one argument too many"],
  [
    ["validate", "conduit", "create", "--mode", "opn"],
    "expected `open` or `strict`; did you mean `open`?",
  ],
  [["id", "new", "conduit"], "no kind of id: `conduit` has `webhook`, `client`, `delivery`"],
  [["id", "check", "conduit", "webhok", "x"], "`delivery`; did you mean `webhook`?"],
  [["id", "check", "conduit", "webhook"], "no id: give one or several"],
  [["id", "new", "conduit", "webhook", "--count", "0"], "expected a whole number from 1 to 100000"],
  [["event", "example", "conduit"], "no event type (`anyhook events conduit` lists them)"],
  [["event", "example", "conduit", "customer.actve"], "did you mean `customer.active`?"],
  [["event", "example", "cryptofuse", "payment.all"], "is a selector, and the type of no event"],
  [["provider", "check"], "no file: give its path"],
  [["provider", "check", "none.json"], "cannot read the provider from `none.json`"],
  [["provider", "new", "acme"], "`acme` must end in `.json`"],
  [["repl", "x"], "there is one argument too many"],
];

describe("mistakes", { concurrency: 4 }, () => {
  for (const [args, message] of MISTAKES) {
    test(JSON.stringify(args), async () => {
      const { code, stdout, stderr } = await anyhook(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.ok(stderr.startsWith("anyhook: ") && stderr.includes(message), stderr);
    });
  }
});

test("a reader that goes away ends the command without a word", async () => {
  const child = spawn(process.execPath, [launcher, "schemes"], { env: environment() });
  child.stdout.destroy();
  const words = [];
  child.stderr.on("data", (chunk) => words.push(chunk));
  await once(child, "close");
  assert.equal(Buffer.concat(words).toString(), "");
});
