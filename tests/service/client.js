// Requests to a service as its clients make them, and stores that do not do what they should.
import { createService } from "anyhook/service";
import { memoryStore } from "anyhook/stores/memory";

/** What a request to each provider needs to be let in. */
export const credentials = {
  conduit: { "x-api-key": "key", "x-api-secret": "secret" },
  connect: { "x-api-key": "key" },
  cryptofuse: { "x-api-key": "key" },
  devdraft: { "x-client-key": "key", "x-client-secret": "secret" },
  spritz: { authorization: "Bearer key" },
};

/** Bodies that create a webhook. */
export const creations = {
  conduit: { url: "https://example.com/hook", events: ["customer.active"] },
  connect: {
    name: "Payments",
    url: "https://example.com/hook",
    subscribedEventTypes: [],
  },
  cryptofuse: { url: "https://example.com/hook" },
  devdraft: { name: "Payments", url: "https://example.com/hook" },
  spritz: { url: "https://example.com/hook", events: ["account.created"] },
};

/** Where each provider has its webhooks. */
export const paths = {
  conduit: "/conduit/webhooks",
  connect: "/connect/webhooks",
  cryptofuse: "/cryptofuse/user/webhooks",
  devdraft: "/devdraft/api/v0/webhooks",
  spritz: "/spritz/v1/integrator/webhooks",
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
    post,
    service,
    store,
    /** Creates a webhook, with these members of the body in place of the usual ones. */
    create: (provider, members = {}) =>
      post(paths[provider], credentials[provider], { ...creations[provider], ...members }),
    list: (provider) => fetch(paths[provider], { headers: credentials[provider] }),
  };
}

export const adminToken = "admin-token-of-the-tests-0123456789";

/** A service in strict mode, and how its keys are made. */
export function serveStrict(options) {
  const served = serve({ mode: "strict", adminToken, ...options });
  const authorization = `Bearer ${adminToken}`;
  return {
    ...served,
    /** A new key, as it is answered, and the headers that send it. */
    async issue(provider, members = {}) {
      const asked = { provider, account: "acme", ...members };
      const response = await served.post("/_/keys", { authorization }, asked);
      if (response.status !== 201) throw new Error(await response.text());
      const key = await response.json();
      return { ...key, headers: key.credentials[0] };
    },
    revoke: (id) => served.fetch(`/_/keys/${id}`, { method: "DELETE", headers: { authorization } }),
    createAs: (provider, headers, members = {}) =>
      served.post(paths[provider], headers, { ...creations[provider], ...members }),
    listAs: (provider, headers) => served.fetch(paths[provider], { headers }),
  };
}

/** How many responses there are of each status. */
export function tally(responses) {
  const counts = {};
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export const times = (count, work) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** All that a store has, by its keys. */
export async function entries(store, prefix = "") {
  const found = await store.list({ prefix });
  return Object.fromEntries(found.map(({ key, value }) => [key, new TextDecoder().decode(value)]));
}

/** How many entries a store has. */
export const size = async (store) => (await store.list({ prefix: "" })).length;

/** A store that lets others go first, so that what is decided at once meets. */
export const yielding = () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return like(memoryStore(), {
    get: (store, key) => turn().then(() => store.get(key)),
    commit: (store, changes) => turn().then(() => store.commit(changes)),
  });
};

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
