// What has to be true: an account of every webhook, event and delivery, kept by what was written to the store
// and what came to the endpoints, and held to what the providers' pages say.
import { providers, selects } from "./providers.js";
import { Attempts } from "./attempts.js";
import { Operations } from "./operations.js";
import { LOOKED_AT } from "./store.js";

const decoder = new TextDecoder();

export class Model {
  /** What is wrong, as it was found. */
  problems = [];
  /** By provider, account and id. */
  webhooks = new Map();
  byUrl = new Map();
  /** By their keys in the store. */
  events = new Map();
  deliveries = new Map();
  /** By provider and what a request tells of them. */
  told = new Map();
  counts = { deliveries: 0, attempts: 0, events: 0 };
  #time;
  #faults;
  #trace = [];
  #queue = new Map();

  constructor(time, faults) {
    this.#time = time;
    this.#faults = faults;
    this.operations = new Operations(this, time);
    this.attempts = new Attempts(this, time);
  }

  fail(message) {
    this.note("WRONG", message);
    this.problems.push(message);
  }

  expect(isTrue, message) {
    if (!isTrue) this.fail(typeof message === "function" ? message() : message);
    return isTrue;
  }

  /** Keeps a line of what happened, for whoever looks for a cause. */
  note(...words) {
    this.#trace.push([this.#time.passed, ...words]);
    if (this.#trace.length > 4000) this.#trace.splice(0, 2000);
  }

  trace(count) {
    const lines = this.#trace.slice(-count).map(([at, ...words]) => {
      const texts = words.map((word) => (typeof word === "function" ? word() : String(word)));
      return `${(at / 1000).toFixed(3).padStart(12)}  ${texts.join(" ")}`;
    });
    return lines.join("\n");
  }

  /** Is told of what the service tells its log. */
  logged({ operation, delivery, cause }) {
    this.note("log", operation, delivery ?? cause);
  }

  /** Is told of every commit that was written. */
  committed({ program, puts, deletes }) {
    const commit = { program, at: this.#time.passed, wall: program.clock(), records: new Map() };
    for (const { key, value } of puts) {
      if ("slvqa".includes(key[0]) && key[1] === "/") {
        commit.records.set(key, JSON.parse(decoder.decode(value)));
      }
    }
    for (const [key, record] of commit.records)
      if (key[0] === "v") this.#accept(key, record, commit);
    for (const [key, record] of commit.records) {
      if (key[0] === "l") this.#put(key, record, commit);
    }
    for (const [key, record] of commit.records) {
      if (key[0] === "s" && commit.settled !== key) this.operations.put(key, record, commit);
      if (key[0] === "a") this.operations.putSecret(key, record, commit);
    }
    for (const key of deletes) if (key[0] === "s") this.operations.remove(key, commit);
    this.#follow(commit, deletes);
  }

  /** What is in the queue, to know when an event was expanded. */
  #follow({ records }, deletes) {
    const queue = this.#queue;
    const ended = new Set();
    for (const key of deletes) {
      if (key[0] !== "q") continue;
      const event = queue.get(key)?.expand;
      if (event) ended.add(event);
      queue.delete(key);
    }
    for (const [key, item] of records) {
      if (key[0] !== "q") continue;
      queue.set(key, item);
      if (item.expand) ended.delete(item.expand);
    }
    for (const event of ended) this.#expanded(this.events.get(event));
  }

  #accept(key, record, commit) {
    const [, provider] = key.split("/");
    const { id, type, account, data, createdAt } = record;
    this.counts.events++;
    const event = { key, provider, id, type, account, data, createdAt, at: commit.at };
    event.deliveries = new Map();
    event.expandedAt = undefined;
    this.note("event", id, type, account ?? "everyone");
    const operation = this.operations.publishedBy(event, commit);
    event.client = operation?.event.client;
    this.events.set(key, event);
    const name = `${provider}/${providers[provider].namesResource ? data.id : id}`;
    this.expect(!this.told.has(name), `the event ${id} was accepted twice`);
    this.told.set(name, event);
  }

  /** Whoever selected an event all the time has a delivery of it by now. */
  #expanded(event) {
    const { at, provider, account, id } = event;
    event.expandedAt = this.#time.passed;
    this.note("expanded", id, event.deliveries.size);
    this.attempts.isSoon(event, `the event ${id}`, at, event.expandedAt);
    for (const webhook of this.webhooks.values()) {
      if (webhook.provider !== provider || (account && account !== webhook.account)) continue;
      if (webhook.createdAt > at || webhook.deletedAt !== undefined) continue;
      const selected = this.states(webhook, at, event.expandedAt).every((state) => {
        return state.active && selects(providers[provider], state, event);
      });
      this.expect(
        !selected || event.deliveries.has(webhook.key),
        () => `the event ${id} was lost for ${webhook.key}, which selects it`,
      );
    }
  }

  #put(key, record, commit) {
    const known = this.deliveries.get(key);
    if (!known) this.#make(key, record, commit);
    else if (record.tries === known.tries + 1) this.attempts.settled(known, record, commit);
    else this.#move(known, record, commit);
    const delivery = this.deliveries.get(key);
    if (!delivery) return;
    delivery.state = record.state;
    delivery.tries = record.tries;
    if (record.next !== delivery.next) delivery.nextAt = commit.at;
    delivery.next = record.next;
  }

  /** A delivery that was not there before. */
  #make(key, record, { at }) {
    const [, provider] = key.split("/");
    const event = this.events.get(record.event);
    const webhook = this.webhooks.get(`${provider}/${record.account}/${record.webhook}`);
    if (!this.expect(event, `${key} is of no event`)) return;
    if (!this.expect(webhook, `${key} is for no webhook`)) return;
    const delivery = { key, event, webhook, requests: [], attempts: 0, settled: [] };
    this.deliveries.set(key, delivery);
    this.counts.deliveries++;
    this.expect(
      !event.deliveries.has(webhook.key),
      `${webhook.key} has two deliveries of ${event.id}`,
    );
    event.deliveries.set(webhook.key, delivery);
    const { state, tries, attempts } = record;
    this.expect(
      state === "pending" && tries === 0 && attempts.length === 0,
      `${key} begins ${state}, with ${tries} tries`,
    );
    const mayHave = this.states(webhook, Math.max(event.at, at - LOOKED_AT), at).some((one) => {
      return one.active && selects(providers[provider], one, event);
    });
    const isOwn = !event.account || event.account === webhook.account;
    this.expect(
      mayHave && isOwn,
      () => `${webhook.key} gets ${event.type} of ${event.account}, which it does not select`,
    );
  }

  /** A delivery that changes without an attempt. */
  #move(delivery, record, { at }) {
    const { webhook, key, state: before, tries } = delivery;
    const { state } = record;
    this.note("moved", key, before, state);
    if (state === "pending" && this.operations.resent(delivery, record)) return;
    const states = this.states(webhook, at - LOOKED_AT, at);
    const isLegal =
      (before === "pending" && state === "held" && states.some(({ active }) => !active)) ||
      (state === "cancelled" && webhook.deletedAt !== undefined) ||
      (before === "held" && state === "pending" && states.some(({ active }) => active));
    this.expect(isLegal && record.tries === tries, () => {
      return `${key} of ${webhook.key} went from ${before} to ${state}`;
    });
  }

  /** How a webhook was in a span of time: at least one state. */
  states({ history }, from, to) {
    return history.filter(({ at }, index) => {
      return at <= to && (history[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= from;
    });
  }

  /** Notes how a webhook is from now on. */
  remember(webhook) {
    const { active, events, client, secrets, encrypted } = webhook;
    const at = this.#time.passed;
    webhook.history.push({ at, active, events, client, secrets: [...secrets], encrypted });
  }

  isCalm(from, to) {
    return this.#faults.isCalm(from, to);
  }

  get hasCrashed() {
    const { struck } = this.#faults;
    return struck.crash + struck.stop > 0;
  }

  disturbedBefore(time) {
    return this.#faults.lastBefore(time);
  }

  isContended(from, to) {
    return this.#faults.isContended(from, to);
  }

  isSteady(from, to) {
    return this.#faults.isSteady(from, to);
  }

  /** What is in the queue still. */
  get waiting() {
    return this.#queue.size;
  }
}
