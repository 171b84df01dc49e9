// Workers KV as it may behave at its worst: docs/stores.md says what of it is known. Values are kept in
// one place; every location remembers for up to a minute what it read, also that there was nothing, and
// lists what was there up to a minute ago.

const MINUTE = 60_000;

export class SimulatedKv {
  /** What is there: key to value, metadata and time. */
  truth = new Map();
  operations = 0;
  /** How likely an operation fails, before or after it has had its effect. */
  faults = 0;
  /** Whether a list may give fewer keys than there are, and than were asked for. */
  givesLess = true;
  #clock;
  #random;
  #versions = new Set();
  /** Key to when it came and went, for lists. */
  #history = new Map();
  /** The keys of the history in order, where no other has come since. */
  #names;

  constructor(clock, random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The namespace as one location has it. */
  location() {
    const caches = { single: new Map(), bulk: new Map() };
    const cursors = new Map();
    const written = (key) => {
      // The location that writes may see it at once, and may not.
      for (const cache of Object.values(caches)) if (this.#random() < 0.7) cache.delete(key);
    };
    return {
      getWithMetadata: (keys, type) => {
        if (type !== "text") throw new TypeError(`the type is ${type}`);
        return this.#operation("GET", () => {
          if (!Array.isArray(keys)) {
            return this.#read(caches.single, keys) ?? { value: null, metadata: null };
          }
          if (keys.length < 1 || keys.length > 100) throw new Error("KV GET_BULK failed: 400");
          return new Map(keys.map((key) => [key, this.#read(caches.bulk, key)]));
        });
      },
      put: (key, value, { metadata }) =>
        this.#operation("PUT", () => {
          this.#write("PUT", key, { value, metadata });
          written(key);
        }),
      delete: (key) =>
        this.#operation("DELETE", () => {
          this.#write("DELETE", key, undefined);
          written(key);
        }),
      list: (options) => this.#operation("LIST", () => this.#list(cursors, options)),
    };
  }

  async #operation(name, effect) {
    this.operations++;
    await this.#clock.sleep(1 + this.#random() * 50);
    const fails = this.#random() < this.faults;
    if (fails && this.#random() < 0.5)
      throw new Error(`KV ${name} failed: 503 Service Unavailable`);
    const result = effect();
    if (fails) throw new Error(`KV ${name} failed: 500 Internal Server Error`);
    return result;
  }

  #read(cache, key) {
    const cached = cache.get(key);
    if (cached && this.#clock.now < cached.until) return cached.found;
    const { value, metadata } = this.truth.get(key) ?? {};
    // An empty text is not told from none, as in workerd.
    const found = value ? { value, metadata } : null;
    cache.set(key, { found, until: this.#clock.now + this.#random() * MINUTE });
    return found;
  }

  #write(name, key, entry) {
    const history = this.#history.get(key) ?? [];
    if (history.length === 0) this.#names = undefined;
    const { now } = this.#clock;
    if (now - (history.at(-1)?.time ?? -MINUTE) < 1000) {
      throw new Error(`KV ${name} failed: 429 Too Many Requests`);
    }
    this.#history.set(key, [...history, { time: now, isThere: entry !== undefined }]);
    if (entry === undefined) return this.truth.delete(key);
    const { version } = entry.metadata;
    if (this.#versions.has(version)) throw new Error(`the version ${version} is there twice`);
    if (JSON.stringify(entry.metadata).length > 1024) throw new Error("KV PUT failed: 413");
    this.#versions.add(version);
    this.truth.set(key, entry);
  }

  #list(cursors, { prefix, limit, cursor }) {
    if (!(limit >= 1 && limit <= 1000)) throw new Error(`the limit is ${limit}`);
    const after = cursor === null ? "" : cursors.get(cursor);
    if (after === undefined) throw new Error("KV LIST failed: 400 unknown cursor");
    const seen = this.#clock.now - this.#random() * MINUTE;
    const most =
      this.givesLess && this.#random() < 0.2 ? Math.floor(limit * this.#random()) : limit;
    const keys = [];
    for (const name of this.#namesFrom(after > prefix ? after : prefix)) {
      if (!name.startsWith(prefix)) break;
      const { isThere } = this.#history.get(name).findLast(({ time }) => time <= seen) ?? {};
      if (name === after || !isThere) continue;
      if (keys.length === most) {
        const next = `cursor ${cursors.size}`;
        cursors.set(next, keys.at(-1)?.name ?? after);
        return { keys, list_complete: false, cursor: next };
      }
      keys.push({ name });
    }
    return { keys, list_complete: true };
  }

  /** All names there ever were, from one on. */
  #namesFrom(start) {
    this.#names ??= [...this.#history.keys()].sort();
    let [low, high] = [0, this.#names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#names[middle] < start) low = middle + 1;
      else high = middle;
    }
    return this.#names.slice(low);
  }
}
