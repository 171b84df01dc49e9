// What a session with each provider sends, and where its answers hold what is looked for.

const url = "https://example.com/hooks";
const webhook = (answer) => answer;

export const providers = [
  {
    id: "connect",
    path: "/webhooks",
    credential: (key) => ({ "x-api-key": key }),
    refusal: { status: 403, body: { message: "The API key is missing or not known" } },
    create: {
      status: 201,
      body: { name: "Ledger", url, subscribedEventTypes: ["CUSTOMER_CREATED"] },
    },
    record: (answer) => answer.data,
    list: (answer) => answer.data,
    update: { active: false },
    deleted: 200,
  },
  {
    id: "conduit",
    path: "/webhooks",
    credential: (key) => ({ "x-api-key": key, "x-api-secret": key }),
    refusal: { status: 401, body: { title: "Unauthorized", status: 401 } },
    create: { status: 201, body: { url, events: ["customer.created"] } },
    record: webhook,
    list: (answer) => answer.data,
    update: { status: "disabled" },
    deleted: 204,
  },
  {
    id: "spritz",
    path: "/v1/integrator/webhooks",
    credential: (key) => ({ authorization: `Bearer ${key}` }),
    refusal: { status: 401, body: { status: 401, realm: "integrator" } },
    create: { status: 200, body: { url, events: ["payment.created"] } },
    record: webhook,
    list: (answer) => answer,
    update: { events: ["payment.completed"] },
    deleted: 200,
  },
  {
    id: "cryptofuse",
    path: "/user/webhooks",
    credential: (key) => ({ "x-api-key": key }),
    refusal: {
      status: 401,
      body: {
        error: {
          code: "authentication_failed",
          message: "The API key or access token is missing or not known",
        },
      },
    },
    create: { status: 201, body: { url, event_types: ["payment.all"] } },
    record: webhook,
    list: (answer) => answer.webhooks,
    update: { status: "inactive" },
    /** The only one that takes the id from the body. */
    deleteBody: (id) => ({ webhook_id: id }),
    deleted: 200,
  },
  {
    id: "devdraft",
    path: "/api/v0/webhooks",
    credential: (key) => ({ "x-client-key": key, "x-client-secret": key }),
    refusal: { status: 401, body: { statusCode: 401, error: "Unauthorized" } },
    create: { status: 201, body: { name: "Ledger", url } },
    record: webhook,
    list: (answer) => answer.data,
    update: { isActive: false },
    deleted: 200,
  },
];

/** A client of one provider's API, as it is served by a running Worker. */
export function client(worker, provider, key = worker.key) {
  const send = async (method, path = "", body) => {
    const request = { method, headers: provider.credential(key) };
    if (body) {
      request.headers["content-type"] = "application/json";
      request.body = JSON.stringify(body);
    }
    const response = await fetch(`${worker.base}/${provider.id}${provider.path}${path}`, request);
    const text = await response.text();
    return { status: response.status, body: text && JSON.parse(text) };
  };
  return {
    send,
    create: () => send("POST", "", provider.create.body),
    list: () => send("GET"),
    get: (id) => send("GET", `/${id}`),
    update: (id) => send("PATCH", `/${id}`, provider.update),
    delete: (id) =>
      provider.deleteBody ? send("DELETE", "", provider.deleteBody(id)) : send("DELETE", `/${id}`),
  };
}

/** The members of an object that another one has. */
export const members = (object, like) =>
  Object.fromEntries(Object.keys(like).map((name) => [name, object[name]]));
