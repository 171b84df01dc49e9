import type { Api } from "../api.js";
import type { Settings } from "../options.js";
import type { Store } from "../store.js";
import { Dispatcher } from "./dispatcher.js";
import { Jobs } from "./jobs.js";
import { sweep } from "./sweep.js";
import { Taken } from "./taken.js";

/** Nothing is under way for longer than that, in milliseconds: a host may end what it does at any point. */
const LONGEST = 180_000;

/** What one invocation may do. What is left is done by the next one. */
export interface Budget {
  /** Of the store, as far as they begin something: what is under way by then is brought to its end. */
  operations: number;
  /** Requests that are sent. */
  requests: number;
}

/**
 * Deliveries where nothing goes on between two invocations, and none may wait for what another one began: each
 * has a dispatcher of its own. They share which items are under way.
 */
export class Invocations {
  readonly #settings: Settings;
  readonly #budget: Budget;
  readonly #taken: Taken;

  constructor(settings: Settings, budget: Budget) {
    this.#settings = settings;
    this.#budget = budget;
    this.#taken = new Taken(settings.timers, LONGEST);
  }

  /** Sends what is due, of some providers alone where that is known. What goes wrong is in the log. */
  async deliver(providers?: ReadonlySet<string>): Promise<void> {
    const { operations, requests } = this.#budget;
    const { store, send, apis } = this.#settings;
    const counts = { operations: 0, requests: 0 };
    const settings: Settings = {
      ...this.#settings,
      store: counted(store, (count) => void (counts.operations += count)),
      send(url, init) {
        counts.requests++;
        return send(url, init);
      },
    };
    const chosen = [...apis].filter(([name]) => providers?.has(name) ?? true);
    const dispatcher = new Dispatcher(settings, {
      apis: new Map<string, Api>(chosen),
      taken: this.#taken,
      mayBegin: () => counts.operations < operations && counts.requests < requests,
    });
    await dispatcher.run(true);
  }

  /** Whether no queue has anything, due or not. It costs one list, where each queue costs two. */
  async isIdle(): Promise<boolean> {
    const [first] = await this.#settings.store.list({ prefix: "q/", limit: 1 });
    return first === undefined;
  }

  /** Deletes what is old and done with. */
  async sweep(): Promise<void> {
    let operations = 0;
    const store = counted(this.#settings.store, (count) => void (operations += count));
    const settings = { ...this.#settings, store };
    const jobs = [...settings.apis].map(([name, api]) => new Jobs(name, api, settings));
    await sweep(settings, jobs, () => operations < this.#budget.operations);
  }
}

/** Entries that a bulk read takes. */
const BULK = 100;

/** The same store, and how many operations its calls come to where each key and each page is one. */
function counted(store: Store, count: (operations: number) => void): Store {
  return {
    guarantees: store.guarantees,
    get(key) {
      count(1);
      return store.get(key);
    },
    async list(options) {
      const page = await store.list(options);
      count(1 + Math.ceil(page.length / BULK));
      return page;
    },
    commit(changes) {
      const { checks = [], puts = [], deletes = [] } = changes;
      count(checks.length + puts.length + deletes.length);
      return store.commit(changes);
    },
  };
}
