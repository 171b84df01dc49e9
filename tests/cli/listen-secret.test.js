// The secret that `listen` makes, and keeps.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sign } from "anyhook";
import { anyhook, listen, scratch } from "./anyhook.js";

const BODY = '{"event":"customer.active","version":"1.0","data":{}}';
const { folder } = scratch();
let count = 0;

/** A configuration folder of a user's own. */
function user() {
  const home = join(folder, `home-${count++}`);
  const file = (name) => join(home, "anyhook", "listen", name);
  return { env: { XDG_CONFIG_HOME: home }, home, file };
}

async function answers({ url }, scheme, secret) {
  const headers = sign(scheme, { secret, body: BODY });
  return (await fetch(url, { method: "POST", headers, body: BODY })).status;
}

test("it stays the same, and is printed only where that is asked for", async () => {
  const { env, file } = user();
  const first = await listen(["conduit"], { env });
  assert.match(first.first, /^listening on /);
  const path = file("conduit.secret");
  const hint = "; --print-secret prints it";
  assert.equal(await first.line(), `secret: new, kept in ${path}${hint}`);
  const secret = readFileSync(path, "utf8").trimEnd();
  assert.equal(await answers(first, "conduit", secret), 200);
  assert.match(await first.line(), / POST \/, \d+ bytes$/);
  await first.stop();

  const second = await listen(["--scheme", "conduit", "--print-secret"], { env });
  assert.equal(await second.line(), `secret: kept in ${path}`);
  assert.equal(await second.line(), `  ${secret}`);
  assert.equal(await answers(second, "conduit", secret), 200);

  const json = await listen(["conduit", "--json"], { env });
  const { listening, ...told } = JSON.parse(json.first);
  assert.deepEqual([typeof listening, told], ["string", { secretFile: path }]);
});

test("each scheme has its own, which others cannot read, and other commands take", async () => {
  const { env, file } = user();
  for (const scheme of ["stripe", "svix"]) {
    const server = await listen([scheme, "--json"], { env });
    const options = ["--secret-file", file(`${scheme}.secret`), "--send", server.url];
    const sent = await anyhook(["sign", scheme, ...options], { input: BODY });
    assert.equal(sent.code, 0, sent.stderr);
    await server.stop();
    assert.equal(statSync(file(`${scheme}.secret`)).mode & 0o777, 0o600);
  }
  assert.equal(statSync(file("")).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(file("")).sort(), ["stripe.secret", "svix.secret"]);
});

test("of several that start at once, all have the same", async () => {
  const { env } = user();
  const options = ["conduit", "--json", "--print-secret"];
  const servers = await Promise.all([1, 2, 3].map(() => listen(options, { env })));
  const secrets = servers.map(({ first }) => JSON.parse(first).secret);
  assert.equal(new Set(secrets).size, 1);
});

test("one that is given is used, and none is made", async () => {
  const { env, home } = user();
  const given = { ...env, ANYHOOK_SECRET: "given" };
  const server = await listen(["github"], { env: given });
  assert.equal(await answers(server, "github", "given"), 200);
  assert.throws(() => statSync(home), { code: "ENOENT" });
  const printed = await anyhook(["listen", "github", "--port", "0", "--print-secret"], {
    env: given,
  });
  assert.equal(printed.code, 2);
  assert.match(printed.stderr, /prints a secret of its own making, and one is given/);
  assert.doesNotMatch(printed.stderr, /`given`/);
});

test("what cannot be kept or used is told, with what to do", async () => {
  const { env, file } = user();
  const run = (args, more = {}) =>
    anyhook(["listen", "--port", "0", ...args], { env: { ...env, ...more } });
  mkdirSync(file(""), { recursive: true });
  writeFileSync(file("svix.secret"), "no base64!\n");
  const malformed = await run(["svix"]);
  assert.equal(malformed.code, 2);
  assert.match(malformed.stderr, /is none of svix: remove the file, and a new one is made/);
  mkdirSync(file("stripe.secret"));
  const isFolder = await run(["stripe"]);
  assert.match(isFolder.stderr, /cannot read the secret kept in .*: it is a folder/);
  const nowhere = await run(["conduit"], { XDG_CONFIG_HOME: "/dev/null" });
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /a part of the path is no folder|give one by `--secret-file`/);
  const without = await run(["--print-secret"]);
  assert.match(without.stderr, /`--print-secret` needs a scheme/);
  const twice = await run(["conduit", "--scheme", "conduit"]);
  assert.match(twice.stderr, /`--scheme` is given, and SCHEME too/);
});

test("a scheme of one's own has a file of its own", async () => {
  const { env, file } = user();
  const definition = join(folder, "acme.json");
  const scheme = {
    id: "acme",
    name: "Acme",
    secret: { encoding: "utf8", generate: { form: "base64url", bytes: 32 } },
    signature: { headers: { "X-Acme": "{signature}" }, content: "{body}", encoding: "hex" },
  };
  writeFileSync(definition, JSON.stringify(scheme));
  const server = await listen([definition], { env });
  assert.match(await server.line(), /acme\.secret/);
  chmodSync(file("acme.secret"), 0o400);
  await server.stop();
  const again = await listen([definition], { env });
  assert.match(await again.line(), /^secret: kept/);
});
