// Requests to a service as its clients make them, and stores that do not do what they should.
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";

/** What a request to each provider needs to be let in. */
export const credentials = {
  conduit: { "x-api-key": "key", "x-api-secret": "secret" },
  cryptofuse: { "x-api-key": "key" },
  devdraft: { "x-client-key": "key", "x-client-secret": "secret" },
};

/** Bodies that create a webhook. */
export const creations = {
  conduit: { url: "https://example.com/hook", events: ["customer.active"] },
  cryptofuse: { url: "https://example.com/hook" },
  devdraft: { name: "Payments", url: "https://example.com/hook" },
};

/** Where each provider has its webhooks. */
export const paths = {
  conduit: "/conduit/webhooks",
  cryptofuse: "/cryptofuse/user/webhooks",
  devdraft: "/devdraft/api/v0/webhooks",
};

/** A service of these options, and how to call it. */
export function serve(options = {}) {
  const { store = memoryStore(), ...others } = options;
  const log = [];
  const service = createService({ store, log: (entry) => log.push(entry), ...others });
  const fetch = (path, init) => service.fetch(new Request(new URL(path, "http://localhost"), init));
  const post = (path, headers, value) =>
    fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(value),
    });
  return {
    fetch,
    log,
    service,
    store,
    /** Creates a webhook, with these members of the body in place of the usual ones. */
    create: (provider, members = {}) =>
      post(paths[provider], credentials[provider], { ...creations[provider], ...members }),
    list: (provider) => fetch(paths[provider], { headers: credentials[provider] }),
  };
}

/** How many entries a store has. */
export const size = async (store) => (await store.list({ prefix: "" })).length;

/** A store like another one, with some of its methods replaced by ones that take it first. */
export function like(store, methods) {
  const replaced = Object.entries(methods).map(([name, method]) => [
    name,
    (...values) => method(store, ...values),
  ]);
  return {
    guarantees: store.guarantees,
    get: (key) => store.get(key),
    list: (options) => store.list(options),
    commit: (changes) => store.commit(changes),
    ...Object.fromEntries(replaced),
  };
}
