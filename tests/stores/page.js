// What a page of chromium.test.js has.
import { indexedDbStore } from "anyhook/stores/indexeddb";
import { bytes, plain } from "./checks.js";
import { suite } from "./suite.js";

export { bytes, indexedDbStore, plain, suite };

/** Runs the suite, in databases that it leaves empty for no other. */
export function run() {
  let made = 0;
  return suite(() => indexedDbStore({ name: `suite-${++made}` }));
}

/** Adds one to a number in the store, as often as is asked, beside whoever else does. */
export async function count(times) {
  const store = indexedDbStore({ name: "counted" });
  while (times > 0) {
    const found = await store.get("count");
    const value = bytes(String(Number(plain(found) ?? 0) + 1));
    const checks = [{ key: "count", version: found?.version ?? null }];
    if (await store.commit({ checks, puts: [{ key: "count", value }] })) times--;
  }
  return plain(await store.get("count"));
}

/** Puts a text, and tells what is there then, or what was thrown. */
export async function put(store, key, value) {
  try {
    await store.commit({ puts: [{ key, value: bytes(value) }] });
  } catch (error) {
    return error.message;
  }
  return plain(await store.list({ prefix: "" }));
}
