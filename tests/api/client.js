// A client of the service: sends requests, keeps what every answer must have, and counts the checks.
import { match } from "./match.js";
import { refused } from "./refusal.js";

/** The service under test. */
export class Host {
  passed = 0;
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

  /** Checks what every answer of ours has, and its body. A body of `undefined` is none. */
  answered(answer, { status, type, body }) {
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

  /** A problem document of the service itself, outside of every provider. */
  problem(answer, status) {
    const body = { title: /./, status, detail: /./ };
    return this.answered(answer, { status, type: "application/problem+json", body });
  }

  /** A new account of a provider; in strict mode the only one, emptied. */
  async account(facts, form = 0) {
    if (!this.strict) return new Account(this, facts, `key-${crypto.randomUUID()}`, form);
    const account = new Account(this, facts, this.strict.key, form);
    for (;;) {
      const ids = facts.items(JSON.parse((await account.send("GET", "")).text)).map(({ id }) => id);
      if (ids.length === 0) return account;
      for (const id of ids) {
        const { request, status } = await account.delete(id);
        this.check(status, facts.deleteStatus ?? 200, `${request}: to empty the account`);
      }
    }
  }
}

/** One account of one provider. */
export class Account {
  constructor(host, facts, key, form = 0) {
    Object.assign(this, { host, facts, key });
    this.credentials = Object.fromEntries(
      Object.entries(facts.credentials[form]).map(([name, value]) => [
        name,
        value.replace("{key}", key),
      ]),
    );
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
    const told = answer.text.includes(this.key);
    this.host.check(told, false, `${answer.request}: the answer tells the API key`);
    return answer;
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
    return this.answered(answer, 200, this.facts.got(record));
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
