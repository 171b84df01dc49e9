import assert from "node:assert/strict";
import test from "node:test";
import { onDisk } from "./on-disk.js";

test("the providers' APIs in Node, open, on LMDB", async (context) => {
  const { signingSecrets, inPlainText } = await onDisk(context, { signal: "SIGTERM" });
  // Without a master key they are kept as they are; which also shows that they would be found.
  assert.ok(inPlainText > 0.5 * signingSecrets, `${inPlainText} of ${signingSecrets}`);
});
