import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { onDisk } from "./on-disk.js";

test("the providers' APIs in Node, strict, sealed on LMDB", async (context) => {
  const adminToken = randomBytes(32).toString("base64url");
  const [masterKey, newer] = [1, 2].map(() => randomBytes(32).toString("base64"));
  const { signingSecrets, inPlainText } = await onDisk(context, {
    args: ["--strict"],
    env: { ANYHOOK_ADMIN_TOKEN: adminToken, ANYHOOK_MASTER_KEY: masterKey },
    // What is sealed is opened by the key that comes second now.
    envAgain: { ANYHOOK_ADMIN_TOKEN: adminToken, ANYHOOK_MASTER_KEY: `${newer},${masterKey}` },
    strict: { adminToken },
    // What was answered is on the disk, also where nobody could put it there at the end.
    signal: "SIGKILL",
  });
  assert.ok(signingSecrets > 100);
  assert.equal(inPlainText, 0);
});
