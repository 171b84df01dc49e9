// The Worker, and how often it does what takes long or matters once.
import { counts } from "./counts.js";
import { worker } from "anyhook/cloudflare";

const { fetch } = worker();
let counted;

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/counts") return Response.json(counts);
    // A Worker gets the same bindings with each request.
    counted ??= {
      get ANYHOOK() {
        counts.opened++;
        return env.ANYHOOK;
      },
      ANYHOOK_KEY: env.ANYHOOK_KEY,
    };
    const waitUntil = (promise) => {
      counts.awaited++;
      context.waitUntil(promise);
    };
    return fetch(request, counted, { waitUntil });
  },
};
