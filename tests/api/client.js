// A client of the service: sends requests, keeps what every answer must have, and counts the checks.
import { issued } from "./issued.js";
import { match, violations as listed } from "./match.js";
import { refused } from "./refusal.js";

/** The service under test. */
export class Host {
  passed = 0;
  /** The signing secrets that were sent or shown. */
  secrets = new Set();
  #requestIds = new Set();

  constructor(base, { fetch = globalThis.fetch, atomic = true, ...others } = {}) {
    const { raw, strict, limited = false } = others;
    Object.assign(this, { base, raw, atomic, strict, limited });
    this.fetch = (...request) => fetch(...request);
  }

  check(found, expected, what) {
    match(found, expected, what);
    this.passed++;
  }

  /** Sends a request. `path` begins with a slash; what `fetch` makes of it is what is sent. */
  async send(path, { method = "GET", headers = {}, body } = {}) {
    const response = await this.fetch(this.base + path, { method, headers, body });
    const text = await response.text();
    const request = `${method} ${path.length > 120 ? `${path.slice(0, 120)}…` : path}`;
    return { request, status: response.status, headers: response.headers, text };
  }

  /** Sends a request to the control API. An object as body is sent as JSON. */
  async control(method, path, { body, headers = {}, token = this.strict?.adminToken } = {}) {
    const json = typeof body === "object";
    const answer = await this.send(path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: json ? JSON.stringify(body) : body,
    });
    this.hides(answer, token ? [token] : []);
    return answer;
  }

  /** Checks what every answer of ours has, and its body. A body of `undefined` is none. */
  answered(answer, { status, type = "application/json", body }) {
    const { request, headers, text } = answer;
    this.check(answer.status, status, `${request}: status (of ${text.slice(0, 300)})`);
    this.check(headers.get("cache-control"), "no-store", `${request}: cache-control`);
    this.check(headers.get("x-content-type-options"), "nosniff", `${request}: nosniff`);
    this.#requestId(answer);
    if (body === undefined) {
      this.check(text, "", `${request}: body`);
      if (status === 204) this.check(headers.get("content-type"), null, `${request}: content-type`);
      return undefined;
    }
    this.check(headers.get("content-type"), type, `${request}: content-type`);
    const json = JSON.parse(text);
    this.check(json, body, `${request}: body`);
    if (json.traceId !== undefined) {
      this.check(json.traceId, headers.get("x-request-id"), `${request}: traceId`);
    }
    return json;
  }

  /** Fresh with every request. */
  #requestId({ request, headers }) {
    const id = headers.get("x-request-id") ?? "";
    this.check(id, /^[!-~]{8,128}$/, `${request}: x-request-id`);
    this.check(this.#requestIds.has(id), false, `${request}: x-request-id ${id} came before`);
    this.#requestIds.add(id);
  }

  /** Checks that an answer tells none of the texts. */
  hides({ request, text }, texts) {
    for (const one of texts)
      this.check(text.includes(one), false, `${request}: tells a credential`);
  }

  /**
   * A problem document of the service itself, outside of every provider.
   * @param paths those of the violations that it lists; a function where it may list some
   */
  problem(answer, status, paths) {
    const body = { title: /./, status, detail: /./, ...(paths && { violations: listed }) };
    const json = this.answered(answer, { status, type: "application/problem+json", body });
    if (paths) {
      const found = json.violations.map(({ path }) => path).sort();
      const expected = Array.isArray(paths) ? [...paths].sort() : paths;
      this.check(found, expected, `${answer.request}: violations`);
    }
    return json;
  }

  /** A new account of a provider. In open mode any credentials are one; in strict mode it has a key. */
  async account(facts, form = 0) {
    if (this.strict) return (await this.key(facts)).by(form);
    const texts = { key: newName("key"), secret: newName("key"), token: newName("key") };
    return new Account(this, facts, texts, form);
  }

  /** An account by a key that is issued for it; a new one, unless `fields` name it. */
  async key(facts, fields = {}) {
    const body = { provider: facts.id, account: newName("account"), ...fields };
    const answer = await this.control("POST", "/_/keys", { body });
    const json = this.answered(answer, { status: 201, body: issued.created(facts, body) });
    const account = new Account(this, facts, issued.texts(facts, json));
    return Object.assign(account, { id: json.id, name: json.account });
  }

  async revoke({ id }) {
    const answer = await this.control("DELETE", `/_/keys/${id}`);
    this.answered(answer, { status: 204, body: undefined });
  }
}

const newName = (prefix) => `${prefix}-${crypto.randomUUID()}`;

/** One account of one provider, by one of its credentials. */
export class Account {
  /** @param texts what stands for each placeholder of the provider's credentials */
  constructor(host, facts, texts, form = 0) {
    const entries = Object.entries(facts.credentials[form]);
    const filled = entries.map(([name, value]) => [name, issued.fill(value, texts)]);
    Object.assign(this, { host, facts, texts, credentials: Object.fromEntries(filled) });
  }

  /** The same account by another form of the credentials, which has as many texts. */
  by(form) {
    return Object.assign(new Account(this.host, this.facts, this.texts, form), {
      id: this.id,
      name: this.name,
    });
  }

  /** Sends a request; `below` is what follows the path of the provider's webhooks. */
  send(method, below, { body, headers = {}, ...more } = {}) {
    return this.at(method, this.facts.path + below, { body, headers, ...more });
  }

  /** Sends a request to a path of the provider. An object as body is sent as JSON. */
  async at(method, path, { body, headers = {}, credentials = this.credentials } = {}) {
    const json = typeof body === "object" && !(body instanceof Uint8Array);
    const answer = await this.host.send(`/${this.facts.id}${path}`, {
      method,
      headers: {
        ...credentials,
        ...(json || typeof body === "string" ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      body: json ? JSON.stringify(body) : body,
    });
    answer.path = path.split("?")[0];
    this.host.hides(answer, Object.values(this.texts));
    this.#remember(body?.secret ?? body?.signing_secret);
    return answer;
  }

  /** Keeps a secret for those who look whether it stands somewhere. */
  #remember(secret) {
    if (typeof secret === "string" && secret.length >= 16) this.host.secrets.add(secret);
  }

  answered(answer, status, body) {
    return this.host.answered(answer, { status, type: "application/json", body });
  }

  /** Checks that an answer is the provider's error; see `refused` for what there is to say of it. */
  refused(answer, situations, details = {}) {
    return refused(this, answer, [situations].flat(), details);
  }

  /** Creates a webhook, and returns what is known of it. */
  async create(fields) {
    const { facts } = this;
    const record = { fields: { ...facts.defaults, ...fields } };
    const answer = await this.send("POST", "", { body: fields });
    const expected = facts.created({ ...record, id: facts.idForm });
    const json = this.answered(answer, facts.createStatus, expected);
    const webhook = facts.one(json);
    record.id = webhook.id;
    record.times = facts.times?.(webhook);
    if (facts.secret?.shownBy === "create") record.secret = webhook[facts.secret.field];
    this.#remember(record.secret);
    return record;
  }

  /** Creates so many webhooks, one after the other. */
  async createMany(count) {
    const records = [];
    for (let index = 0; index < count; index++) {
      // Where nothing counts what was created, the clock gives the order.
      for (const start = Date.now(); !this.host.atomic && Date.now() === start;) await undefined;
      records.push(await this.create(this.facts.minimal(url(index))));
    }
    return records;
  }

  async get(record, query = "") {
    const answer = await this.send("GET", `/${record.id}${query}`);
    const json = this.answered(answer, 200, this.facts.got(record));
    if (this.facts.secret?.shownBy === "get") this.#remember(json[this.facts.secret.field]);
    return json;
  }

  async list(records, query = "", ...page) {
    const answer = await this.send("GET", query);
    return this.answered(answer, 200, this.facts.list(records, ...page));
  }

  /** Checks that an update is answered with what the record becomes, and returns that. */
  async update(record, change) {
    const answer = await this.send("PATCH", `/${record.id}`, { body: change });
    const changed = { ...record, fields: { ...record.fields, ...change } };
    this.answered(answer, 200, this.facts.updated(changed));
    return changed;
  }

  /** Sends a deletion in the provider's own form. */
  delete(id) {
    const { path, body } = this.facts.delete?.(id) ?? { path: `/${id}` };
    return this.send("DELETE", path, { body });
  }

  /** Checks that a deletion is answered as the provider does. */
  async deleted(record) {
    const { deleteStatus = 200, deleted } = this.facts;
    return this.answered(await this.delete(record.id), deleteStatus, deleted(record));
  }
}

/** An endpoint of its own for every number. */
export const url = (index = 0) => `https://hooks.example/${index}`;
