// The Worker, and how often it does what takes long, costs, or matters once.
import { counts } from "./counts.js";
import { worker } from "anyhook/cloudflare";

const { fetch } = worker();
let counted;

/** The operations of KV. A bulk read counts for each of its keys, as it is billed. */
const OPERATIONS = { getWithMetadata: "reads", list: "lists", put: "writes", delete: "deletes" };

const countedNamespace = (namespace) =>
  Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, kind]) => [
      name,
      (what, ...others) => {
        counts[kind] += Array.isArray(what) ? what.length : 1;
        return namespace[name](what, ...others);
      },
    ]),
  );

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/counts") return Response.json(counts);
    // A Worker gets the same bindings with each request.
    counted ??= {
      ...env,
      get ANYHOOK() {
        counts.opened++;
        return countedNamespace(env.ANYHOOK);
      },
    };
    const waitUntil = (promise) => {
      counts.awaited++;
      context.waitUntil(promise);
    };
    return fetch(request, counted, { waitUntil });
  },
};
