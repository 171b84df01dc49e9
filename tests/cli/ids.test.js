import assert from "node:assert/strict";
import { test } from "node:test";
import { isId, providers } from "anyhook";
import { anyhook } from "./anyhook.js";

test("id new makes ids of every kind, which id check takes", async () => {
  const kinds = providers().flatMap(({ id, ids }) => Object.keys(ids).map((kind) => [id, kind]));
  await Promise.all(
    kinds.map(async ([provider, kind]) => {
      const { code, stdout } = await anyhook(["id", "new", provider, kind, "--count", "3"]);
      assert.equal(code, 0);
      const ids = stdout.trimEnd().split("\n");
      assert.equal(new Set(ids).size, 3);
      for (const id of ids) assert.ok(isId(provider, kind, id), id);
    }),
  );
  const { stdout } = await anyhook(["id", "new", "conduit", "client", "--json"]);
  const { provider, kind, ids } = JSON.parse(stdout);
  assert.deepEqual([provider, kind, ids.length], ["conduit", "client", 1]);
});

// A KSUID's first four bytes are seconds since 2014-05-13T16:53:20Z; this one was made for the test.
const KSUID = "whk_0ujtsYcgvSTl8PAuAdqWYSMnLOv";

test("id check tells when a KSUID was made, and of what is none what was expected", async () => {
  const none = ["whk_x", `${KSUID}\n`, ""];
  const check = ["id", "check", "conduit", "webhook"];
  const { code, stdout } = await anyhook([...check, KSUID, ...none]);
  assert.equal(code, 1);
  const [good, ...rest] = stdout.trimEnd().split("\n");
  assert.match(good, /^✓ whk_\w+: webhook id, made 2017-10-10T04:00:47Z, \d+ d/);
  assert.equal(rest.length, 3);
  for (const line of rest) {
    assert.match(line, /^✗ .*: no webhook id, expected \^whk_\[a-zA-Z0-9\]\{27\}\$$/);
  }
  const json = await anyhook([...check, KSUID, "whk_x", "--json"]);
  assert.deepEqual(JSON.parse(json.stdout).results, [
    { id: KSUID, valid: true, time: "2017-10-10T04:00:47.000Z" },
    { id: "whk_x", valid: false },
  ]);
});

test("ids that hold no time, and a KSUID beyond the largest", async () => {
  const [hex, large] = await Promise.all([
    anyhook(["id", "check", "cryptofuse", "webhook", `wh_${"0".repeat(32)}`]),
    anyhook(["id", "check", "conduit", "webhook", `whk_${"z".repeat(27)}`]),
  ]);
  assert.deepEqual([hex.code, hex.stdout], [0, `✓ wh_${"0".repeat(32)}: webhook id\n`]);
  assert.deepEqual([large.code, large.stdout], [0, `✓ whk_${"z".repeat(27)}: webhook id\n`]);
});
