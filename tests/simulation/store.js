// An atomic store that keeps what docs/stores.md promises, and fails in every way that it allows.

/** So long what was read may be looked at before something follows from it, in milliseconds. */
export const LOOKED_AT = 6000;

const NEVER = new Promise(() => {});

export class SimulatedStore {
  #entries = new Map();
  #keys = [];
  #commits = 0;
  #time;
  #chance;
  #faults;
  #watch;
  /** How many milliseconds a call takes at most: where it is 0, it is answered at once. */
  latency = 0;

  /** `watch` is told of every commit that was written, when it is. */
  constructor(time, chance, faults, watch) {
    this.#time = time;
    this.#chance = chance;
    this.#faults = faults;
    this.#watch = watch;
  }

  /** The store as one program sees it, until that crashes. */
  seenBy(program) {
    return {
      guarantees: { atomic: true, fresh: true },
      get: (key) => this.#call(program, () => this.#read(this.#entries.get(key))),
      list: (options) => this.#call(program, () => this.list(options)),
      commit: (changes) => this.#commit(program, changes),
    };
  }

  list({ prefix, after = "", limit = 1000 }) {
    const found = [];
    let at = this.#find(after > prefix ? after : prefix);
    for (; at < this.#keys.length && found.length < limit; at++) {
      const key = this.#keys[at];
      if (!key.startsWith(prefix)) break;
      if (key > after) found.push({ key, ...this.#read(this.#entries.get(key)) });
    }
    return found;
  }

  /** How many entries there are below a prefix. */
  count(prefix) {
    return this.#find(`${prefix}~`) - this.#find(prefix);
  }

  async #call(program, read) {
    if (program.isOver()) await NEVER;
    await this.#wait();
    if (program.isOver()) await NEVER;
    if (this.#faults.strikes("read fails")) throw new Error("simulated: the store cannot be read");
    const found = read();
    await this.#wait();
    if (program.isOver()) await NEVER;
    return found;
  }

  async #commit(program, { checks = [], puts = [], deletes = [] }) {
    const copied = puts.map(({ key, value }) => ({ key, value: value.slice() }));
    if (program.isOver()) await NEVER;
    await this.#wait();
    if (program.isOver()) await NEVER;
    const faults = this.#faults;
    if (faults.strikes("conflict")) return false;
    if (faults.strikes("commit fails")) throw new Error("simulated: nothing was written");
    const isWritten = checks.every(({ key, version }) => {
      return (this.#entries.get(key)?.version ?? null) === version;
    });
    if (isWritten) this.#write(program, copied, deletes);
    else faults.conflicted();
    if (program.isOver()) await NEVER;
    await this.#wait();
    if (isWritten && faults.strikes("commit fails once written")) {
      throw new Error("simulated: whether it was written could not be told");
    }
    return isWritten;
  }

  #write(program, puts, deletes) {
    const version = String(++this.#commits);
    for (const { key, value } of puts) {
      if (!this.#entries.has(key)) this.#keys.splice(this.#find(key), 0, key);
      this.#entries.set(key, { value, version });
    }
    for (const key of deletes) {
      if (this.#entries.delete(key)) this.#keys.splice(this.#find(key), 1);
    }
    this.#watch({ program, puts, deletes });
  }

  #read(entry) {
    return entry ? { value: entry.value.slice(), version: entry.version } : null;
  }

  #wait() {
    if (this.latency === 0) return undefined;
    const isSlow = this.#faults.strikes("slow call");
    const most = isSlow ? this.latency * 40 : this.latency;
    return this.#time.sleep(this.#chance.next() * most);
  }

  /** Where a key is, or would be. */
  #find(key) {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
