import type { Fact } from "./api.js";
import { readBody } from "./body.js";
import { bytesOf, follow, readList } from "./list.js";
import type { Settings } from "./options.js";
import type { AdvanceRead, GetRead, LimitRead, ListRead, Read, Situation } from "./step.js";
import type { StoreCheck } from "./store.js";

/** What facts are gathered for. */
interface Origin {
  /** Whose body can be read; a job has none. */
  request?: Request;
  /** What is known from the beginning, and stands before all that is read. */
  given?: readonly Fact[];
  /** In Unix milliseconds. */
  now: number;
}

/** What was read for a request or a job. */
export class Facts {
  /** As the module takes them, in the order in which it asked. */
  readonly texts: Fact[];
  /** What a commit has to find as it was read. */
  readonly checks: StoreCheck[] = [];
  readonly #origin: Origin;
  readonly #settings: Settings;
  #body: Uint8Array | undefined;
  #window: Fact[] | undefined;
  #time: Fact | null = null;

  constructor(settings: Settings, origin: Origin) {
    this.#settings = settings;
    this.#origin = origin;
    this.texts = [...(origin.given ?? [])];
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
        return this.#advance(step);
    }
  }

  /** Forgets what may have changed. A body comes once, a request counts once, and time goes on once. */
  forget(): void {
    this.texts.length = this.#origin.given?.length ?? 0;
    this.checks.length = 0;
  }

  async #readBody(limit: number): Promise<Situation | undefined> {
    const { request } = this.#origin;
    if (!request) throw new TypeError("there is no body to read");
    const body = this.#body ?? (await readBody(request, limit, this.#settings.bodyTimeout));
    if (typeof body === "string") return body;
    this.#body = body;
    this.texts.push(body);
    return undefined;
  }

  async #get({ keys, unchecked }: GetRead): Promise<undefined> {
    const { store } = this.#settings;
    const found = await Promise.all(keys.map((key) => store.get(key)));
    for (const [index, entry] of found.entries()) {
      this.texts.push(entry ? bytesOf(entry) : undefined);
      if (unchecked) continue;
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

  async #take({ name, limit, seconds }: LimitRead): Promise<undefined> {
    if (!this.#window) {
      const window = await this.#settings.limiter?.take(name, limit, seconds, this.#origin.now);
      const counts = [window?.remaining, window?.reset];
      this.#window = counts.map((count) =>
        count === undefined ? undefined : String(Math.ceil(count)),
      );
    }
    this.texts.push(...this.#window);
  }

  async #advance({ milliseconds }: AdvanceRead): Promise<undefined> {
    if (this.#time === null) {
      const { manual } = this.#settings;
      // By nothing: what is asked for is the time.
      const time = milliseconds === 0 ? manual?.now() : await manual?.advance(milliseconds);
      this.#time = time === undefined ? undefined : String(time);
    }
    this.texts.push(this.#time);
  }
}
