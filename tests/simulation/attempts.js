// What is true of attempts: which are made, when, how they are signed, and what they come to.
import { isDeepStrictEqual } from "node:util";
import { providers } from "./providers.js";
import { faultOf, unseal } from "./signatures.js";
import { LOOKED_AT } from "./store.js";

/** How long an attempt may take, in milliseconds. */
const TIMEOUT = 10_000;
/** How late an attempt may be where nothing keeps it waiting. */
const LATE = 5000;
/** How long a fault goes on to delay what comes behind it. */
const AFTERMATH = 20_000;
/** By then what a fault has kept is done: when the whole queue was looked at anew. */
const LATE_AFTERWARDS = 90_000;
/** A program that is gone leaves leases behind, which have to run out first. */
const LEASE = 60_000;
const PER_ENDPOINT = 8;
const TOTAL = 64;
/** So many endpoints leave each other room for as many requests at once. */
const FEW = 14;
const CROWDED = 4;

export class Attempts {
  #model;
  #time;
  /** When each request was made, in order. */
  #made = [];

  constructor(model, time) {
    this.#model = model;
    this.#time = time;
  }

  /** A request that comes to an endpoint. */
  arrived(request) {
    const model = this.#model;
    model.counts.attempts++;
    this.#made.push(request.at);
    const webhook = model.byUrl.get(request.url);
    if (!model.expect(webhook, `a request to ${request.url}, which is no webhook's`)) return;
    const provider = providers[webhook.provider];
    const { method, headers, at } = request;
    const isPost = method === "POST" && headers["content-type"] === "application/json";
    model.expect(isPost, `${method} with ${headers["content-type"]}`);
    const found = this.#read(webhook, request);
    if (!found) return;
    const name = provider.eventOf(headers, found);
    const event = model.told.get(`${webhook.provider}/${name}`);
    if (!model.expect(event, `${webhook.key} is told of ${name}, which is no event`)) return;
    const delivery = event.deliveries.get(webhook.key);
    if (!model.expect(delivery, `${webhook.key} is told of ${name}, which is not for it`)) return;
    model.note("request", delivery.key, request.kind);
    this.#isWhole(delivery, request, found);
    this.#isSigned(webhook, request);
    this.#isTimely(delivery, request);
    const isActive = model.states(webhook, at - LOOKED_AT, at).some(({ active }) => active);
    model.expect(isActive, `${webhook.key} is disabled, and told of ${name}`);
    delivery.requests.push(request);
    webhook.lane.push(at);
    this.#crowd(webhook, 1);
  }

  /** Its endpoint has answered, or will not. */
  ended({ url }) {
    const webhook = this.#model.byUrl.get(url);
    if (webhook) this.#crowd(webhook, -1);
  }

  /** Notes since when, and until when, there is no room for more requests to an endpoint. */
  #crowd({ crowd }, by) {
    const { passed } = this.#time;
    crowd.count += by;
    const isFull = crowd.count >= CROWDED;
    if (isFull && crowd.since === undefined) crowd.since = passed;
    if (isFull || crowd.since === undefined) return;
    crowd.spans.push([crowd.since, passed]);
    crowd.since = undefined;
  }

  /** What a body says. */
  #read(webhook, { at, body }) {
    const model = this.#model;
    const text = new TextDecoder().decode(body);
    const states = model.states(webhook, at - LOOKED_AT, at);
    const [state] = states;
    try {
      if (!state.encrypted) return JSON.parse(text);
      for (const { secrets } of states) {
        const opened = attemptTo(() => unseal(text, secrets[0].secret));
        if (opened !== undefined) return JSON.parse(opened);
      }
      throw new Error("none of its secrets opens it");
    } catch (error) {
      model.fail(`the body of a request to ${webhook.key}: ${error.message}`);
      return undefined;
    }
  }

  #isWhole({ event, requests, webhook }, { body }, found) {
    const model = this.#model;
    const provider = providers[webhook.provider];
    const createdAt = new Date(event.createdAt).toISOString();
    const expected = provider.body({ ...event, createdAt });
    model.expect(
      isDeepStrictEqual(found, expected),
      () => `${webhook.key} is told ${JSON.stringify(found)} of ${JSON.stringify(expected)}`,
    );
    const [first] = requests;
    if (first && !webhook.encrypted) {
      model.expect(Buffer.compare(first.body, body) === 0, "two attempts have different bodies");
    }
  }

  #isSigned(webhook, request) {
    const model = this.#model;
    const provider = providers[webhook.provider];
    const { at, wall } = request;
    const history = provider.accountSecret ? webhook.owner : webhook;
    let fault;
    for (const { secrets } of model.states(history, at - LOOKED_AT, at)) {
      if (secrets.some(({ secret }) => secret === undefined)) return;
      for (const by of [wall, wall - LOOKED_AT]) {
        const signing = secrets.filter(({ until }) => until === undefined || until > by);
        const texts = signing.map(({ secret }) => secret);
        fault = faultOf(provider, request, texts);
        if (fault === undefined) return;
      }
    }
    if (!model.isSteady(at - LOOKED_AT, at)) return;
    model.fail(`a request to ${webhook.key}: ${fault}`);
  }

  /** When it is made, and whether it is to be made at all. */
  #isTimely(delivery, request) {
    const model = this.#model;
    const { at, wall } = request;
    const { key, next, nextAt, requests, state } = delivery;
    const last = requests.at(-1);
    if (last && !last.settled) {
      model.expect(!model.isCalm(last.at - 1000, at), `${key} is sent twice without a cause`);
    } else if (state !== "pending") {
      model.expect(!model.isCalm(nextAt - 1000, at), `${key} is ${state}, and sent all the same`);
    }
    if (state !== "pending" || !model.isSteady(nextAt - 1000, at)) return;
    model.expect(wall >= next, () => `${key} was sent ${next - wall} ms before it was due`);
    if (last && !last.settled) return;
    this.isSoon(delivery.webhook, key, at - (wall - next), at);
  }

  /** What is due is done before long: at once, or once what has disturbed it is over. */
  isSoon({ lane, crowd }, name, due, at) {
    const model = this.#model;
    const isCalm = model.isCalm(due - AFTERMATH, at);
    const from = isCalm ? due : Math.max(due, model.disturbedBefore(at));
    const afterwards = LATE_AFTERWARDS + (model.hasCrashed ? LEASE : 0);
    const allowed = (isCalm ? LATE : afterwards) + this.#waited({ lane, crowd }, from, at);
    const late = Math.round(at - from);
    model.expect(late <= allowed, () => {
      return `${name} was late by ${late} ms${isCalm ? "" : " after the last fault"}`;
    });
  }

  /** How long others may have kept something waiting. */
  #waited({ lane = [], crowd }, due, at) {
    if (at < due) return 0;
    if (this.#model.byUrl.size <= FEW && crowd) {
      const { spans, since = at } = crowd;
      const all = [...spans, [since, at]];
      const within = all.map(([start, end]) => Math.min(end, at) - Math.max(start, due));
      return within.reduce((sum, length) => sum + Math.max(0, length), 0);
    }
    const from = due - 3 * TIMEOUT;
    const count = (times) => times.length - times.findLastIndex((time) => time < from) - 1;
    const rounds = Math.ceil(count(lane) / PER_ENDPOINT) + Math.ceil(count(this.#made) / TOTAL);
    return rounds * TIMEOUT;
  }

  /** What became of an attempt was written. */
  settled(delivery, record, commit) {
    const model = this.#model;
    const { key, webhook } = delivery;
    const attempt = record.attempts.at(-1);
    model.note("settled", key, attempt.status ?? attempt.error, record.state);
    model.expect(record.tries === delivery.tries + 1, `${key} has ${record.tries} tries`);
    const request = delivery.requests.find(({ wall, settled }) => !settled && wall === attempt.at);
    if (!model.expect(request, `${key} settles an attempt that was not made`)) return;
    request.settled = true;
    const { status, error } = request.answer;
    model.expect(
      attempt.status === status && attempt.error === error,
      () => `${key} notes ${attempt.status} ${attempt.error} of ${status} ${error}`,
    );
    const isSuccess = error === undefined && status >= 200 && status < 300;
    delivery.attempts++;
    delivery.settled.push({ request, isSuccess });
    const provider = providers[webhook.provider];
    const delay = provider.delays[delivery.settled.length - 1];
    this.#count(delivery, { status, isSuccess, isLast: delay === undefined }, commit);
    const expected = isSuccess
      ? "succeeded"
      : webhook.deletedAt !== undefined
        ? "cancelled"
        : delay === undefined
          ? "failed"
          : webhook.active
            ? "pending"
            : "held";
    model.expect(
      record.state === expected,
      () => `${key} is ${record.state}, expected ${expected} after ${delivery.settled.length}`,
    );
    if (record.state === "pending") this.#keepsSchedule(delivery, record, request, commit, delay);
  }

  #keepsSchedule({ key, webhook }, { next }, request, commit, delay) {
    const model = this.#model;
    const { jitter, mostRetryAfter } = providers[webhook.provider];
    if (!model.isSteady(request.at, commit.at)) return;
    const { status, error, headers = {} } = request.answer;
    const ended = error === "timeout" ? request.wall + TIMEOUT : request.wall;
    const mayAsk = mostRetryAfter && (status === 429 || status === 503);
    const asked = mayAsk ? headers["retry-after"] : undefined;
    const due = (now, delay) =>
      now + Math.max(delay, Math.min(waitOf(asked, now), mostRetryAfter ?? 0));
    // A date has no milliseconds.
    const [least, most] = [due(ended, delay), due(commit.wall, delay * (1 + jitter))];
    model.expect(
      next >= least && next <= most,
      () => `${key} is due at ${next}, expected ${least} to ${most} after ${status} ${asked}`,
    );
  }

  /** What is counted of a webhook, and whether that disables it. */
  #count(delivery, { status, isSuccess, isLast }, commit) {
    const model = this.#model;
    const { webhook } = delivery;
    const place = `s/${webhook.key}`;
    if (webhook.deletedAt !== undefined) return;
    const { counts } = webhook;
    if (delivery.attempts === 1) counts.total++;
    if (isSuccess) counts.successful++;
    else if (isLast) counts.failed++;
    counts.failures = isSuccess ? 0 : counts.failures + 1;
    const { disableAfter = Number.POSITIVE_INFINITY } = providers[webhook.provider];
    if (webhook.active && !isSuccess && (status === 410 || counts.failures >= disableAfter)) {
      webhook.active = false;
      model.note("disabled", webhook.key);
      model.remember(webhook);
    }
    commit.settled = place;
    const record = commit.records.get(place);
    if (!model.expect(record, `${place} was not written with its delivery`)) return;
    model.expect(
      record.active === webhook.active,
      () => `${place} is ${record.active ? "" : "not "}active after ${counts.failures} failures`,
    );
    const { failures = 0, total = 0, successful = 0, failed = 0 } = record.deliveries ?? {};
    model.expect(
      isDeepStrictEqual({ failures, total, successful, failed }, counts),
      () => `${place} counts ${JSON.stringify(record.deliveries)} of ${JSON.stringify(counts)}`,
    );
  }
}

/** How long a `Retry-After` asks for, in milliseconds. */
function waitOf(asked, now) {
  if (asked === undefined) return 0;
  if (/^\d+$/.test(asked)) return Number(asked) * 1000;
  return Math.max((Date.parse(asked) || 0) - now, 0);
}

function attemptTo(call) {
  try {
    return call();
  } catch {
    return undefined;
  }
}
