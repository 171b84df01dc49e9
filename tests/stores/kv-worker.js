// The Worker of workerd.test.js.
import { cloudflareKvStore } from "anyhook/stores/cloudflare-kv";
import { bytes, plain } from "./checks.js";
import { suite } from "./suite.js";

/** A namespace that nothing has been put into yet, for each case of the suite. */
function emptyNamespaces(env) {
  const unused = Object.values(env).filter((namespace) => namespace !== env.KEPT);
  return () => cloudflareKvStore(unused.pop());
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    // KV takes keys one at a time, and here each to the disk: 100,000 would take long.
    if (pathname === "/suite") {
      return Response.json(await suite(emptyNamespaces(env), { keys: 2500 }));
    }
    const store = cloudflareKvStore(env.KEPT);
    const { key, version = null, value } = Object.fromEntries(searchParams);
    if (request.method === "GET") {
      const page = await store.list({ prefix: "" });
      return Response.json({ page: plain(page), version: page[0]?.version });
    }
    const puts = [{ key, value: bytes(value) }];
    return Response.json(await store.commit({ checks: [{ key, version }], puts }));
  },
};
