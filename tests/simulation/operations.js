// What is true of requests to the API: each takes effect once or not at all, as it was answered.
import { isDeepStrictEqual } from "node:util";
import { providers } from "./providers.js";

/** Every event, where none are named. */
const ALL = ["payment.all", "withdrawal.all", "wallet.all", "security.all"];

export class Operations {
  #model;
  #time;
  /** Those that were begun and not answered, by what tells them in the store. */
  #creates = new Map();
  #changes = new Map();
  #publishes = new Map();
  #resends = new Map();
  /** The account of each credential, once it is known; and the other way round. */
  #accounts = new Map();

  constructor(model, time) {
    this.#model = model;
    this.#time = time;
  }

  /** An account of the workload's, by its credential. */
  account(provider, credential) {
    const name = `${provider}/${credential}`;
    if (!this.#accounts.has(name)) {
      const history = [{ at: 0, secrets: [] }];
      const account = { provider, credential, name: undefined, live: new Map(), history };
      this.#accounts.set(name, { ...account, created: 0 });
    }
    return this.#accounts.get(name);
  }

  /** Something that was begun. What it is known by says when it has taken effect. */
  begin(kind, operation) {
    const begun = { kind, ...operation, at: this.#time.passed, applied: 0 };
    const { account, wants } = begun;
    begun.most = account?.live.size;
    if (kind === "create") {
      begun.isTaken = [...account.live.values()].some(({ url }) => url === wants.url);
      // The same URL may be asked for twice.
      const others = this.#creates.get(wants.url) ?? [];
      this.#creates.set(wants.url, [...others, begun]);
    } else if (kind === "publish") {
      this.#publishes.set(begun.event.data.id, begun);
    } else if (kind === "resend") {
      this.#resends.set(begun.delivery.key, begun);
    } else {
      this.#changes.set(kind === "secret" ? account : begun.webhook.key, begun);
    }
    return begun;
  }

  /** Something was answered: what it says has to be what was done. */
  answered(operation, answer) {
    const model = this.#model;
    const { kind, applied } = operation;
    const about = () => `${kind} ${operation.webhook?.key ?? operation.wants?.url ?? ""}`;
    model.note(
      "answered",
      about,
      answer ? (answer.status ?? answer.id ?? answer.error) : "nothing",
    );
    model.expect(applied <= 1, () => `${about()} took effect ${applied} times`);
    // Whoever gets no answer, or is told that the store failed, knows nothing.
    const isCalm = model.isCalm(operation.at - 1000, this.#time.passed);
    if (!answer) return;
    const { status, error } = answer;
    if (status >= 500 || error) {
      const isContended = model.isContended(operation.at, this.#time.passed);
      model.expect(!isCalm || isContended, () => {
        return `${about()} failed without a cause: ${error?.message ?? status}`;
      });
      return;
    }
    if (status >= 400) {
      model.expect(applied === 0, () => `${about()} was refused, and took effect`);
      const mayRefuse = kind === "resend" ? this.#mayKeep : this.#mayRefuse;
      model.expect(mayRefuse.call(this, operation, answer), () => {
        return `${about()} was refused: ${status} ${JSON.stringify(answer.body)}`;
      });
      return;
    }
    model.expect(applied === 1, () => `${about()} was answered, and took no effect`);
    const { own } = operation.account ? providers[operation.account.provider] : {};
    if (own?.[kind]) model.expect(operation.told, () => `${about()} was told to nobody`);
    if (kind === "create") this.#created(operation, answer.body);
    if (kind === "publish") {
      model.expect(operation.id === answer.id, `${answer.id} is not ${operation.id}`);
    }
  }

  #created({ account, webhook }, body) {
    const provider = providers[account.provider];
    const found = provider.read(provider.webhookOf(body));
    this.#model.expect(found.id === webhook?.id, `${found.id} was created as ${webhook?.id}`);
    const secret = provider.secretOf?.(body);
    if (secret !== undefined && webhook) this.learn(webhook, secret);
  }

  /** A secret that is known to a webhook's owner from now on. */
  learn(webhook, secret) {
    for (const { secrets } of [webhook, ...webhook.history]) {
      const first = secrets.at(-1);
      if (first.secret === undefined) first.secret = secret;
    }
  }

  #mayRefuse({ kind, account, webhook, most, isTaken }, { status, body }) {
    const provider = providers[account.provider];
    if (kind === "create" && status === 400) {
      const code = provider.codeOf?.(body);
      if (code === provider.cap?.code) return most >= provider.cap.most;
      if (code === provider.uniqueUrl?.code) return isTaken;
    }
    return status === 404 && webhook?.deletedAt !== undefined;
  }

  /** Why a delivery is not sent again. */
  #mayKeep({ delivery, at }, { status, body }) {
    const { webhook, state } = delivery;
    const states = this.#model.states(webhook, at, this.#time.passed);
    const reasons = {
      webhook_gone: webhook.deletedAt !== undefined,
      webhook_disabled: states.some(({ active }) => !active),
      in_flight: state === "pending" || delivery.requests.at(-1)?.at >= at - 1000,
    };
    return status === 409 && reasons[body.violations[0].code];
  }

  /** Whether somebody has asked for a delivery to be sent again. */
  resent(delivery, { tries }) {
    const operation = this.#resends.get(delivery.key);
    if (!operation || operation.applied > 0) return false;
    const isDone = delivery.state !== "pending" && delivery.state !== "held";
    if (tries !== (isDone ? 0 : delivery.tries)) return false;
    // What is held may be released just now.
    operation.applied++;
    if (isDone) delivery.settled = [];
    return true;
  }

  /** A webhook's record was written, and not by an attempt. */
  put(key, record, commit) {
    const [, provider, accountName, id] = key.split("/");
    const name = `${provider}/${accountName}/${id}`;
    const known = this.#model.webhooks.get(name);
    if (known) this.#update(known, record, commit);
    else this.#create(name, { provider, accountName, id, record }, commit);
  }

  #create(name, { provider, accountName, id, record }, { at }) {
    const model = this.#model;
    const operations = this.#creates.get(record.url);
    if (!model.expect(operations, `nobody created ${name}`)) return;
    const operation = operations.find(({ applied }) => applied === 0) ?? operations[0];
    operation.applied++;
    const { account, wants } = operation;
    model.expect(
      (account.name ??= accountName) === accountName,
      `${name} is not ${account.name}'s`,
    );
    const { selectsAll, rules } = providers[provider];
    const webhook = {
      key: name,
      provider,
      account: accountName,
      owner: account,
      id,
      url: wants.url,
      events: selectsAll ? undefined : (wants.events ?? ALL),
      active: wants.active ?? true,
      client: wants.client,
      encrypted: wants.encrypted ?? false,
      secrets: [{ secret: wants.secret }],
      counts: { failures: 0, total: 0, successful: 0, failed: 0 },
      createdAt: at,
      deletedAt: undefined,
      history: [],
      /** When requests came to its endpoint, and when there was no room for more. */
      lane: [],
      crowd: { count: 0, since: undefined, spans: [] },
      order: account.created++,
      rules,
    };
    operation.webhook = webhook;
    model.webhooks.set(name, webhook);
    model.byUrl.set(webhook.url, webhook);
    account.live.set(name, webhook);
    model.remember(webhook);
    model.note("created", name);
    this.#isAsAsked(webhook, record);
    this.#keepsRules(account);
    for (const other of [...this.#creates.values()].flat()) {
      if (other.account !== account) continue;
      other.most = Math.max(other.most, account.live.size);
      if (other.wants.url === webhook.url) other.isTaken = true;
    }
  }

  #keepsRules({ provider, live }) {
    const { cap, uniqueUrl } = providers[provider];
    if (cap) this.#model.expect(live.size <= cap.most, `there are ${live.size} webhooks`);
    if (!uniqueUrl) return;
    const urls = [...live.values()].map(({ url }) => url);
    this.#model.expect(new Set(urls).size === urls.length, "two webhooks have one URL");
  }

  #update(webhook, record, { wall }) {
    const model = this.#model;
    const operation = this.#changes.get(webhook.key);
    if (!model.expect(operation?.kind === "update", `nobody updated ${webhook.key}`)) return;
    operation.applied++;
    const { events, active, secret } = operation.wants;
    const { updateEnables, rotates } = providers[webhook.provider];
    const wasActive = webhook.active;
    if (events) webhook.events = events;
    if (active !== undefined || updateEnables) webhook.active = active ?? true;
    if (webhook.active && (active || !wasActive)) webhook.counts.failures = 0;
    if (secret && secret !== webhook.secrets[0].secret) {
      const [{ secret: old }, ...others] = webhook.secrets;
      const kept = others.filter((other) => other.until > wall && other.secret !== secret);
      const until = wall + rotates;
      webhook.secrets = [{ secret }, { secret: old, until }, ...kept].slice(0, 5);
    }
    model.remember(webhook);
    model.note("updated", webhook.key, JSON.stringify(operation.wants));
    this.#isAsAsked(webhook, record);
  }

  /** What was written is what was asked for. */
  #isAsAsked(webhook, record) {
    const { url, active, events, client, encrypted } = webhook;
    const found = {
      url: record.url,
      active: record.active,
      events: record.events,
      client: record.client,
      encrypted: record.encrypted ?? false,
    };
    const expected = { url, active, events, client, encrypted };
    this.#model.expect(
      isDeepStrictEqual(found, expected),
      () => `${webhook.key} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`,
    );
    const failures = record.deliveries?.failures ?? 0;
    this.#model.expect(
      failures === webhook.counts.failures,
      () => `${webhook.key} counts ${failures} failures, expected ${webhook.counts.failures}`,
    );
  }

  remove(key, { at }) {
    const model = this.#model;
    const name = key.slice(2);
    const webhook = model.webhooks.get(name);
    const operation = this.#changes.get(name);
    if (!model.expect(operation?.kind === "delete" && webhook, `nobody deleted ${name}`)) return;
    operation.applied++;
    webhook.deletedAt = at;
    webhook.owner.live.delete(name);
    model.note("deleted", name);
  }

  /** An account's own signing secret was written. */
  putSecret(key, record, { at }) {
    const [, provider, accountName] = key.split("/");
    const operation = [...this.#changes.values()].find(({ kind, account }) => {
      return kind === "secret" && account.provider === provider && account.name === accountName;
    });
    if (!this.#model.expect(operation, `nobody set ${key}`)) return;
    operation.applied++;
    const { account, wants } = operation;
    account.history.push({ at, secrets: [{ secret: wants.secret }] });
  }

  /** Who has published an event: a program, or the API itself, about what it has just done. */
  publishedBy(event, { records }) {
    const model = this.#model;
    const { data, type, account, provider } = event;
    const operation = this.#publishes.get(data.id);
    if (operation) {
      operation.applied++;
      operation.id = event.id;
      const { event: asked } = operation;
      const isSame = type === asked.type && account === asked.account;
      model.expect(
        isSame && isDeepStrictEqual(data, asked.data),
        `${event.id} is not what was published`,
      );
      return operation;
    }
    const written = [...records.keys()].find((key) => key[0] === "s");
    const name = written?.slice(2);
    const { own } = providers[provider];
    const kind = model.webhooks.has(name) ? "update" : "create";
    const isLegal = own?.[kind] === type && name?.endsWith(`/${account}/${data.webhookId}`);
    model.expect(isLegal, () => `nobody has published ${JSON.stringify(data)}`);
    if (!isLegal) return undefined;
    const change = kind === "update" ? this.#changes.get(name) : undefined;
    const creates = this.#creates.get(records.get(written).url) ?? [];
    const teller = change ?? creates.find(({ applied }) => applied === 0);
    if (teller) teller.told = event;
    return undefined;
  }
}
