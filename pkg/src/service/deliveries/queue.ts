import { Backlog } from "./backlog.js";
import type { Item, Jobs } from "./jobs.js";

/** What queues of one service share. */
export interface Lanes {
  /** How many of a lane are under way. */
  count(lane: string): number;
  /** Whether an item is under way, or was set aside. */
  isTaken(key: string): boolean;
  /** How many of one lane may be under way while others have something to send too. */
  share(): number;
  /** How many at most. */
  readonly most: number;
  /** Whether nothing more is begun for now. */
  isHalted(): boolean;
  /** Lets everything else have its turn. */
  breathe(): Promise<void>;
  /** Milliseconds of a clock that takes the time. */
  elapsed(): number;
}

/** An item that can be begun now. */
export interface Candidate {
  key: string;
  lane: string;
  /** How many of its lane are under way. */
  count: number;
  /** What is due first comes first, among those whose lanes are as busy. */
  due: string;
  take(): void;
}

/** How many digits a point in time has in a key. */
const TIME = 11;

/** Milliseconds, where the page itself takes about one. */
const REST_FOR_A_PAGE = 10;

/** Items without a lane send nothing. */
export const BOOKKEEPING = "";

/**
 * What is due of one provider, seen through pages of it. A scan goes through what is due once; what it has to
 * pass over, since the lane has no room, is taken up again from where the lane's backlog starts.
 */
export class Queue {
  readonly jobs: Jobs;
  readonly #prefix: string;
  readonly #lanes: Lanes;
  /** Those of the page that was scanned last, the next one at the end. */
  #ready: Item[] = [];
  /** Where the scan stands. */
  #after: string | undefined;
  /** Whether the scan has seen everything that is due. */
  #isDry = true;
  /** When there will be more, in Unix milliseconds. */
  #next: number | undefined;
  /** The earliest that was put into the queue while a scan was going on, which may have missed it. */
  #missed: number | undefined;
  /** A scan that was begun before the last change of place counts no more. */
  #epoch = 0;
  #isScanning = false;
  /** When the last one was begun, by the clock that takes the time. */
  #scannedAt = Number.NEGATIVE_INFINITY;
  /** How many pages were scanned since. */
  #pages = 0;
  /** Beyond it is what a clock that was set back since has put there; that is due as well. */
  #edge = "";
  /** What was passed over, by lanes: before the edge, and beyond it. */
  readonly #backlogs = new Map<string, Backlog>();
  readonly #ahead = new Map<string, Backlog>();

  constructor(jobs: Jobs, lanes: Lanes) {
    this.jobs = jobs;
    this.#prefix = `q/${jobs.provider}/`;
    this.#lanes = lanes;
  }

  /** When something will be due that is not yet; nothing while the scan goes on. */
  get next(): number | undefined {
    return this.#isDry ? this.#next : undefined;
  }

  /** Whether the last scan went through to its end, and was begun longer ago than so many milliseconds. */
  isOlderThan(age: number): boolean {
    // Where there is much to go through, to do it again and again would be all that is done.
    const least = Math.max(age, this.#pages * REST_FOR_A_PAGE);
    return this.#isDry && this.#lanes.elapsed() - this.#scannedAt >= least;
  }

  /** Begins anew with what is due first: others may have changed anything. */
  rescan(): void {
    this.#scannedAt = this.#lanes.elapsed();
    this.#pages = 0;
    this.#epoch++;
    this.#after = undefined;
    this.#ready = [];
    this.#backlogs.clear();
    this.#ahead.clear();
    this.#missed = undefined;
    this.#isDry = false;
  }

  /** Gives up the scan: what is due is left to the next one. */
  abandon(): void {
    this.rescan();
    this.#isDry = true;
    this.#next = undefined;
  }

  /** Is told that something was put into the queue, which is due then. */
  wake(due: number): void {
    // A scan goes on to its end first, however much is put there meanwhile.
    if (this.#isDry) this.#reach(due);
    else this.#missed = Math.min(due, this.#missed ?? due);
  }

  /** Goes on with the scan if more is due by now. */
  resume(now: number): void {
    if (this.#isDry && this.#next !== undefined && this.#next <= now) this.#isDry = false;
  }

  /** What can be begun, of the scan and of each backlog. */
  candidates(): Candidate[] {
    const found: Candidate[] = [];
    const first = this.#first();
    if (first) found.push(this.#candidate(first.key, first.lane ?? "", () => this.#ready.pop()));
    for (const [lane, backlog] of [...this.#backlogs, ...this.#ahead]) {
      if (lane === BOOKKEEPING || this.#lanes.count(lane) >= this.#lanes.most) continue;
      const key = this.#firstOf(backlog);
      if (key !== undefined) found.push(this.#candidate(key, lane, () => backlog.shift()));
    }
    return found;
  }

  /** Takes the first item that sends nothing. */
  takeBookkeeping(): string | undefined {
    for (const backlogs of [this.#backlogs, this.#ahead]) {
      const backlog = backlogs.get(BOOKKEEPING);
      const key = backlog && this.#firstOf(backlog);
      backlog?.shift();
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** What has to be read so that there is more to begin, if anything: each at most once at a time. */
  readings(): (() => Promise<void>)[] {
    const found: (() => Promise<void>)[] = [];
    if (!this.#isDry && !this.#isScanning && this.#first() === undefined) {
      found.push(() => this.#scan());
    }
    for (const backlogs of [this.#backlogs, this.#ahead]) {
      for (const [lane, backlog] of backlogs) {
        if (backlog.isEmpty) backlogs.delete(lane);
        else if (backlog.needsMore) found.push(() => this.#refill(lane, backlog));
      }
    }
    return found;
  }

  /** Scans until there is something that can be begun, or nothing more is due. */
  async #scan(): Promise<void> {
    this.#isScanning = true;
    try {
      while (!this.#isDry && !this.#lanes.isHalted() && this.#first() === undefined) {
        await this.#scanPage();
        // A store in memory answers without a turn for anyone else.
        await this.#lanes.breathe();
      }
    } finally {
      this.#isScanning = false;
    }
  }

  async #scanPage(): Promise<void> {
    const epoch = this.#epoch;
    this.#edge = this.#position(this.jobs.now() + 1);
    const { items, after, next } = await this.jobs.next(this.#after);
    if (epoch !== this.#epoch) return;
    this.#pages++;
    const found: Item[] = [];
    for (const item of items) {
      const { key, lane = BOOKKEEPING } = item;
      this.#after = key;
      if (this.#lanes.isTaken(key)) continue;
      if (lane === BOOKKEEPING || this.#backlogsOf(key).has(lane)) this.#passOver(lane, key);
      else found.push(item);
    }
    this.#ready = [...found.reverse(), ...this.#ready];
    if (after !== undefined) {
      this.#after = after;
      return;
    }
    this.#isDry = true;
    this.#next = next;
    // What comes next is put there before what lies ahead.
    if (this.#after !== undefined && this.#after > this.#edge) this.#after = this.#edge;
    const missed = this.#missed;
    this.#missed = undefined;
    if (missed !== undefined) this.#reach(missed);
  }

  /** Goes back to what is due then, if the scan is beyond it. */
  #reach(due: number): void {
    this.#next = Math.min(due, this.#next ?? due);
    const position = this.#position(due);
    if (this.#after === undefined || this.#after <= position) return;
    this.#epoch++;
    this.#after = position;
    this.#ready = this.#ready.filter(({ key }) => key < position);
    for (const backlog of this.#backlogs.values()) backlog.cut(position);
  }

  /** Finds more of a lane behind what is known of its backlog. */
  async #refill(lane: string, backlog: Backlog): Promise<void> {
    backlog.isReading = true;
    try {
      while (backlog.wants && !this.#lanes.isHalted()) {
        const { after: from, last } = backlog;
        const { items, after } = await this.jobs.next(from);
        // The scan has gone back behind it meanwhile.
        if (backlog.after !== from) return;
        const own = items.filter(({ key, lane: of = BOOKKEEPING }) => {
          return of === lane && !this.#lanes.isTaken(key);
        });
        backlog.add(
          own.map(({ key }) => key),
          last,
          after,
        );
        await this.#lanes.breathe();
      }
    } finally {
      backlog.isReading = false;
    }
  }

  /** The next one of the scan that has room. Those before it are passed over. */
  #first(): Item | undefined {
    for (;;) {
      const item = this.#ready.at(-1);
      if (item === undefined) return undefined;
      const { key, lane = BOOKKEEPING } = item;
      const isTaken = this.#lanes.isTaken(key);
      const isFull = this.#lanes.count(lane) >= this.#lanes.share();
      if (!isTaken && !isFull && !this.#backlogsOf(key).has(lane)) return item;
      this.#ready.pop();
      if (!isTaken) this.#passOver(lane, key);
    }
  }

  #firstOf(backlog: Backlog): string | undefined {
    while (backlog.first !== undefined && this.#lanes.isTaken(backlog.first)) backlog.shift();
    return backlog.first;
  }

  #passOver(lane: string, key: string): void {
    const backlogs = this.#backlogsOf(key);
    let backlog = backlogs.get(lane);
    if (!backlog) backlogs.set(lane, (backlog = new Backlog()));
    backlog.pass(key);
  }

  #backlogsOf(key: string): Map<string, Backlog> {
    return key > this.#edge ? this.#ahead : this.#backlogs;
  }

  #candidate(key: string, lane: string, take: () => unknown): Candidate {
    const { length } = this.#prefix;
    const due = key.slice(length, length + TIME);
    return { key, lane, count: this.#lanes.count(lane), due, take: () => void take() };
  }

  /** Before everything that is due then. */
  #position(due: number): string {
    return this.#prefix + Math.max(Math.floor(due), 0).toString(16).padStart(TIME, "0");
  }
}
