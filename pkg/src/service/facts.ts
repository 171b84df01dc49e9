import type { Fact } from "./api.js";
import { readBody } from "./body.js";
import { bytesOf, follow, readList } from "./list.js";
import type { Settings } from "./options.js";
import type { GetRead, LimitRead, ListRead, Read, Situation } from "./step.js";
import type { StoreCheck } from "./store.js";

/** What was read for a request. */
export class Facts {
  /** As the module takes them, in the order in which it asked. */
  readonly texts: Fact[] = [];
  /** What a commit has to find as it was read. */
  readonly checks: StoreCheck[] = [];
  readonly #request: Request;
  readonly #settings: Settings;
  readonly #now: number;
  #body: Uint8Array | undefined;
  #window: Fact[] | undefined;

  constructor(request: Request, settings: Settings, now: number) {
    this.#request = request;
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Reads what the module asks for, or says what is wrong with the request's body.
   *
   * @throws what the store or the limiter throws
   */
  read(step: Read): Promise<Situation | undefined> {
    switch (step.read) {
      case "body":
        return this.#readBody(step.limit);
      case "get":
        return this.#get(step);
      case "list":
        return this.#list(step);
      case "limit":
        return this.#take(step);
      case "advance":
        return this.#advance();
    }
  }

  /** Forgets what may have changed. A body comes once, and a request counts once. */
  forget(): void {
    this.texts.length = 0;
    this.checks.length = 0;
  }

  async #readBody(limit: number): Promise<Situation | undefined> {
    const body = this.#body ?? (await readBody(this.#request, limit, this.#settings.bodyTimeout));
    if (typeof body === "string") return body;
    this.#body = body;
    this.texts.push(body);
    return undefined;
  }

  async #get({ keys }: GetRead): Promise<undefined> {
    const { store } = this.#settings;
    const found = await Promise.all(keys.map((key) => store.get(key)));
    for (const [index, entry] of found.entries()) {
      this.texts.push(entry ? bytesOf(entry) : undefined);
      this.checks.push({ key: keys[index] as string, version: entry?.version ?? null });
    }
  }

  async #list(step: ListRead): Promise<undefined> {
    const { store } = this.#settings;
    const entries = await readList(store, step);
    const values = step.follow ? await follow(store, entries) : entries.map(bytesOf);
    for (const [index, { key }] of entries.entries()) {
      this.texts.push(key, values[index]);
    }
    this.texts.push(undefined);
  }

  /** The clock is the real one. */
  async #advance(): Promise<undefined> {
    this.texts.push(undefined);
  }

  async #take({ name, limit, seconds }: LimitRead): Promise<undefined> {
    if (!this.#window) {
      const window = await this.#settings.limiter?.take(name, limit, seconds, this.#now);
      const counts = [window?.remaining, window?.reset];
      this.#window = counts.map((count) =>
        count === undefined ? undefined : String(Math.ceil(count)),
      );
    }
    this.texts.push(...this.#window);
  }
}
