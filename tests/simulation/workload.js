// What clients of the API do, and what happens of which they are told.
import { control, providers, requests } from "./providers.js";

/**
 * How many webhooks, events and changes there are, for how many seconds, what endpoints are like, how many of their answers
 * come at once, and how often faults strike.
 */
export const SIZES = {
  small: {
    providers: [1, 3],
    accounts: [1, 3],
    webhooks: [1, 8],
    events: [4, 30],
    changes: 30,
    burst: 4,
    seconds: [20, 240],
    quick: 0.9,
    faults: 1,
    characters: { good: 4, fair: 2, flaky: 4, dead: 2, leaving: 1 },
  },
  medium: {
    providers: [1, 2],
    accounts: [1, 3],
    webhooks: [10, 40],
    events: [4, 12],
    changes: 30,
    burst: 6,
    seconds: [20, 200],
    quick: 0.9,
    faults: 1,
    characters: { good: 8, fair: 4, flaky: 2, dead: 1, leaving: 1 },
  },
  /** Something is under way all the time, long after the last fault: what that has kept must go on. */
  steady: {
    providers: [1, 1],
    accounts: [1, 1],
    webhooks: [2, 4],
    events: [120, 160],
    changes: 10,
    burst: 1,
    seconds: [240, 300],
    quick: 0,
    faults: 0.3,
    calmAfter: 45_000,
    characters: { good: 4, fair: 1 },
  },
  large: {
    providers: [1, 1],
    accounts: [1, 2],
    webhooks: [101, 250],
    events: [3, 8],
    changes: 30,
    burst: 3,
    seconds: [20, 120],
    quick: 0.9,
    faults: 1,
    characters: { good: 90, fair: 6, flaky: 2, dead: 1, leaving: 1 },
  },
};

export class Workload {
  accounts;
  providers;
  clients;
  #world;
  #chance;
  #size;
  #made = 0;
  /** Webhooks that somebody is changing. */
  #busy = new Set();

  constructor(world, size) {
    this.#world = world;
    this.#chance = world.chance.stream("workload");
    this.#size = SIZES[size];
    const names = Object.keys(providers);
    const count = this.#chance.from(...this.#size.providers);
    const chosen = new Set();
    while (chosen.size < count) chosen.add(this.#chance.of(names));
    this.providers = [...chosen];
    this.accounts = this.providers.flatMap((provider) => {
      const { cap } = providers[provider];
      const many = cap && size === "large" ? 8 : 0;
      return Array.from(
        { length: many + this.#chance.from(...this.#size.accounts) },
        (_, index) => {
          return world.model.operations.account(provider, `key${index}`);
        },
      );
    });
    this.clients = Array.from(
      { length: this.#chance.from(1, 4) },
      () => `client_${this.#text(27)}`,
    );
  }

  /** Creates a webhook of each account, one after the other: so it is known whose is whose. */
  async meet() {
    for (const account of this.accounts) await this.#create(account);
  }

  /** Creates what there is from the beginning. */
  async begin() {
    const count = this.#chance.from(...this.#size.webhooks);
    const all = Array.from({ length: count }, () => this.#create());
    const spritz = this.accounts.filter(({ provider }) => providers[provider].accountSecret);
    const signing = spritz.filter(() => this.#chance.is(0.7));
    await Promise.all([...all, ...signing.map((account) => this.#setSecret(account))]);
  }

  /** Does this and that for a while. */
  async run() {
    const milliseconds = this.#chance.from(...this.#size.seconds) * 1000;
    const events = this.#chance.from(...this.#size.events);
    const changes = this.#chance.from(0, Math.min(events, this.#size.changes));
    const doing = [];
    for (let left = events; left > 0;) {
      const burst = this.#chance.is(0.3) ? this.#chance.from(1, this.#size.burst) : 1;
      const wait = this.#chance.next() * milliseconds;
      for (let index = 0; index < burst; index++) {
        doing.push(this.#later(wait + index, () => this.#publish()));
      }
      left -= burst;
    }
    for (let index = 0; index < changes; index++) {
      doing.push(this.#later(this.#chance.next() * milliseconds, () => this.#change()));
    }
    await Promise.all([...doing, this.#world.time.sleep(milliseconds)]);
  }

  /** Enables every webhook that is disabled, as far as its API can. */
  async enableAll() {
    for (const webhook of this.#world.model.webhooks.values()) {
      if (webhook.deletedAt !== undefined || webhook.active) continue;
      const { updateEnables } = providers[webhook.provider];
      await this.#update(webhook, updateEnables ? { events: webhook.events } : { active: true });
    }
  }

  async #later(wait, work) {
    await this.#world.time.sleep(wait);
    if (this.#world.model.problems.length === 0) await work();
  }

  async #ask(account, kind, operation, request) {
    const { operations } = this.#world.model;
    const { provider, credential } = account;
    const program = await this.#world.someProgram();
    const begun = operations.begin(kind, { account, ...operation });
    const headers = providers[provider].credentials(credential);
    const answer = await program.ask(provider, headers, request);
    operations.answered(begun, answer);
    // The API may have published something itself.
    this.#world.wake();
    return { begun, answer };
  }

  async #create(account = this.#chance.of(this.accounts)) {
    const provider = providers[account.provider];
    const { live } = account;
    // The same URL once more, where that is refused.
    const again = provider.uniqueUrl && this.#chance.is(0.1) && this.#chance.of([...live.values()]);
    const url = again?.url ?? this.#world.network.open(account.provider, this.#size.characters);
    const isOfClient = provider.ofClient && this.#chance.is(0.3);
    const wants = {
      url,
      events: this.#selection(provider),
      active: provider.startsActive || this.#chance.is(0.9),
      client: isOfClient ? this.#chance.of(this.clients) : undefined,
    };
    if (provider.rotates && this.#chance.is(0.6)) wants.secret = this.#text(32);
    // Whoever made a secret and got no answer could not tell it to anyone.
    if (wants.secret && this.#chance.is(0.4)) wants.encrypted = true;
    if (provider.selectsAll) wants.events = undefined;
    const request = requests.create(provider, wants);
    const { begun } = await this.#ask(account, "create", { wants }, request);
    if (begun.webhook && provider.isSecretShown) await this.#learn(begun.webhook);
  }

  /** Asks for a webhook's secret, until somebody answers. */
  async #learn(webhook) {
    const provider = providers[webhook.provider];
    const headers = provider.credentials(webhook.owner.credential);
    while (webhook.deletedAt === undefined) {
      const program = await this.#world.someProgram();
      const answer = await program.ask(
        webhook.provider,
        headers,
        requests.get(provider, webhook.id),
      );
      if (answer?.status === 200) {
        this.#world.model.operations.learn(webhook, provider.secretOf(answer.body));
        return;
      }
      if (answer?.status === 404) return;
      await this.#world.time.sleep(1000);
    }
  }

  #selection(provider) {
    const names = [...provider.types, ...Object.keys(provider.selectors ?? {})];
    const own = Object.values(provider.own ?? {});
    return this.#chance.is(0.3) ? provider.types : this.#chance.some([...names, ...own]);
  }

  async #publish() {
    const { model } = this.#world;
    const { provider: name, name: owner } = this.#chance.of(this.accounts);
    const provider = providers[name];
    const type = this.#chance.of(provider.types);
    const account = this.#chance.is(0.4) ? owner : undefined;
    const client =
      provider.ofClient && this.#chance.is(0.6) ? this.#chance.of(this.clients) : undefined;
    const id = `n${++this.#made}`;
    const data = { ...(client && provider.ofClient(client, type)), id, userId: "u1", amount: 1.5 };
    const event = { type, account, data };
    const program = await this.#world.someProgram();
    const begun = model.operations.begin("publish", { event: { ...event, client } });
    const answer = this.#chance.is(0.7)
      ? await program.publish(name, event)
      : await program.ask("_", {}, control.publish(name, event));
    model.operations.answered(begun, answer && { id: answer.body?.id, ...answer });
    this.#world.wake();
  }

  async #change() {
    const kind = this.#chance.weighted({ update: 6, create: 2, delete: 1, secret: 1, resend: 2 });
    if (kind === "create") return this.#create();
    if (kind === "resend") return this.#resend();
    if (kind === "secret") {
      const account = this.#chance.of(this.accounts);
      if (providers[account.provider].accountSecret) return this.#setSecret(account);
    }
    const all = [...this.#world.model.webhooks.values()].filter((webhook) => {
      return webhook.deletedAt === undefined && !this.#busy.has(webhook);
    });
    if (all.length === 0) return undefined;
    const webhook = this.#chance.of(all);
    if (kind === "delete") return this.#delete(webhook);
    return this.#update(webhook, this.#wanted(providers[webhook.provider]));
  }

  #wanted(provider) {
    const wants = {};
    const can = Object.keys(provider.update({ events: 1, active: 1, secret: 1 }));
    if (provider.rotates) {
      if (this.#chance.is(0.5)) wants.secret = this.#text(32);
      else wants.active = this.#chance.is(0.6);
    } else if (can.length > 1 && this.#chance.is(0.6)) wants.active = this.#chance.is(0.6);
    else wants.events = this.#selection(provider);
    return wants;
  }

  async #update(webhook, wants) {
    const request = requests.update(providers[webhook.provider], webhook.id, wants);
    await this.#alone(webhook, "update", wants, request);
  }

  #delete(webhook) {
    const request = requests.delete(providers[webhook.provider], webhook.id);
    return this.#alone(webhook, "delete", {}, request);
  }

  async #alone(webhook, kind, wants, request) {
    if (this.#busy.has(webhook)) return;
    this.#busy.add(webhook);
    await this.#ask(webhook.owner, kind, { webhook, wants }, request);
    this.#busy.delete(webhook);
  }

  /** Asks for a delivery to be sent once more, whatever has become of it. */
  async #resend() {
    const { model } = this.#world;
    const all = [...model.deliveries.values()].filter((delivery) => !this.#busy.has(delivery));
    if (all.length === 0) return;
    const delivery = this.#chance.of(all);
    this.#busy.add(delivery);
    const [, provider, id] = delivery.key.split("/");
    const program = await this.#world.someProgram();
    const begun = model.operations.begin("resend", { delivery });
    const answer = await program.ask("_", {}, control.resend(provider, `dlv_${id}`));
    model.operations.answered(begun, answer);
    this.#busy.delete(delivery);
    this.#world.wake();
  }

  async #setSecret(account) {
    if (this.#busy.has(account)) return;
    this.#busy.add(account);
    const wants = { secret: this.#text(12) };
    const request = requests.secret(providers[account.provider], wants.secret);
    await this.#ask(account, "secret", { wants }, request);
    this.#busy.delete(account);
  }

  #text(length) {
    return this.#chance.text(length);
  }
}
