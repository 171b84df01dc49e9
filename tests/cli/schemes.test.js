import assert from "node:assert/strict";
import { test } from "node:test";
import { generateSecret, schemes, sign, verify } from "anyhook";
import { anyhook, scratch } from "./anyhook.js";

const { file } = scratch();

const OWN = {
  id: "acme",
  name: "Acme",
  sources: [{ title: "Acme: webhooks", checkedOn: "2026-11-21" }],
  secret: { encoding: "utf8", generate: { prefix: "acme_", form: "base64url", bytes: 32 } },
  signature: {
    headers: { "Acme-Signature": "v9={signature}", "Acme-Time": "{timestamp}" },
    content: "{timestamp}|{body}",
    encoding: "hex",
    tolerance: 60,
  },
};

test("schemes lists every scheme", async () => {
  const { code, stdout } = await anyhook(["schemes"]);
  assert.equal(code, 0);
  const [titles, ...rows] = stdout.trimEnd().split("\n");
  assert.match(titles, /^SCHEME +SIGNED CONTENT +ENCODING +TOLERANCE +PROVIDER +ASSUMED +HEADERS$/);
  assert.deepEqual(
    rows.map((row) => row.split(" ")[0]),
    schemes().map(({ id }) => id),
  );
  assert.deepEqual(JSON.parse((await anyhook(["schemes", "--json"])).stdout), schemes());
});

test("schemes NAME tells of one", async () => {
  const { stdout } = await anyhook(["schemes", "connect"]);
  assert.match(stdout, /^connect: Connect\n/);
  assert.match(stdout, /tolerance +none: it signs no timestamp/);
  assert.match(stdout, /assumed +yes: no source states how it signs/);
  const { stdout: json } = await anyhook(["schemes", "connect", "--json"]);
  assert.deepEqual(JSON.parse(json), schemes()[0]);
});

test("secret new makes a secret that signs, for every scheme", async () => {
  await Promise.all(
    schemes().map(async ({ id }) => {
      const { code, stdout } = await anyhook(["secret", "new", id]);
      assert.equal(code, 0);
      const secret = stdout.trimEnd();
      assert.equal(secret.length, generateSecret(id).length);
      const headers = sign(id, { secret, body: "{}" });
      assert.equal(verify(id, { secret, body: "{}", headers }).secretIndex, 0);
    }),
  );
  const [one, other] = await Promise.all(
    [1, 2].map(() => anyhook(["secret", "new", "svix", "--json"])),
  );
  assert.equal(JSON.parse(one.stdout).scheme, "svix");
  assert.notEqual(one.stdout, other.stdout);
});

test("a scheme of one's own works in every command", async () => {
  const own = file("own.json", JSON.stringify(OWN));
  const { stdout: secret } = await anyhook(["secret", "new", own]);
  assert.match(secret, /^acme_/);
  const secretFile = ["--secret-file", file("own.secret", secret)];
  const { stdout } = await anyhook(["sign", own, ...secretFile], { input: "hello" });
  assert.match(stdout, /^Acme-Signature: v9=[0-9a-f]{64}\nAcme-Time: \d+\n$/);
  const headers = ["--headers", file("own.headers", stdout)];
  const answer = await anyhook(["verify", own, ...secretFile, ...headers], { input: "hello" });
  assert.match(answer.stdout, /^valid: acme, signed \d+ s ago\n$/);
  assert.match((await anyhook(["schemes", own])).stdout, /^acme: Acme\n/);
});

test("each fault of a definition is printed with its path", async () => {
  const { id: _, ...rest } = OWN;
  const faulty = { ...rest, signature: { ...OWN.signature, encoding: "hexx" } };
  const path = file("faulty.json", JSON.stringify(faulty, undefined, 2));
  const { code, stdout, stderr } = await anyhook(["sign", path]);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  const [head, first, second] = stderr.split("\n");
  assert.equal(head, `anyhook: \`${path}\` has 2 faults`);
  // What is missing is missing in what should hold it.
  assert.ok(first.startsWith(`${path}:1:1  `) && first.includes(" /id "), first);
  const line = JSON.stringify(faulty, undefined, 2)
    .split('"encoding": "hexx"')[0]
    .split("\n").length;
  assert.ok(
    second.startsWith(`${path}:${line}:5 `) && second.includes(" /signature/encoding "),
    second,
  );
});
