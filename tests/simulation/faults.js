// What goes wrong, how often it did, and when.

/** Those that an endpoint causes: they change nothing in how anyhook itself goes on. */
export const ENDPOINT_FAULTS = [
  "4xx",
  "410",
  "429",
  "503",
  "500",
  "redirect",
  "hang",
  "drip",
  "refused",
  "tls",
  "broken body",
  "endless body",
];
/** Those after which a request may be made twice, or late. */
export const STORE_FAULTS = ["read fails", "commit fails", "commit fails once written"];
export const HOST_FAULTS = ["crash", "stop", "clock set back", "clock set forward"];
/** Those that cost nothing but time. */
export const DELAYS = ["conflict", "slow call"];

export const FAULTS = [...STORE_FAULTS, ...HOST_FAULTS, ...DELAYS, ...ENDPOINT_FAULTS];

/** So often something is tried again. */
const MOST_CONFLICTS = 10;

const DISTURBING = new Set([...STORE_FAULTS, ...HOST_FAULTS]);

export class Faults {
  /** How often each has struck. */
  struck = Object.fromEntries(FAULTS.map((name) => [name, 0]));
  /** How likely each is, where a call could meet it. */
  likely = {};
  #time;
  #chance;
  /** When something happened that may explain what else would be wrong. */
  #disturbed = [];
  #jumped = [];
  #conflicts = [];

  constructor(time, chance) {
    this.#time = time;
    this.#chance = chance;
  }

  /** Whether a fault strikes now. */
  strikes(name) {
    const likelihood = this.likely[name];
    if (!likelihood || !this.#chance.is(likelihood)) return false;
    this.note(name);
    return true;
  }

  note(name) {
    this.struck[name]++;
    if (DISTURBING.has(name)) this.#disturbed.push(this.#time.passed);
    if (name === "conflict") this.conflicted();
    if (name.startsWith("clock")) this.#jumped.push(this.#time.passed);
  }

  /** Two wanted to change the same, or so one of them was told. */
  conflicted() {
    this.#conflicts.push(this.#time.passed);
  }

  /** Notes something that is no fault of itself, and may be the cause of another thing. */
  disturb() {
    this.#disturbed.push(this.#time.passed);
  }

  /** Nothing goes wrong any more. */
  stop() {
    this.likely = {};
  }

  /** Whether nothing has disturbed the service in a span of time. */
  isCalm(from, to) {
    return !hasWithin(this.#disturbed, from, to);
  }

  /** When something disturbed the service last, by a point in time. */
  lastBefore(time) {
    return this.#disturbed.findLast((at) => at <= time) ?? 0;
  }

  /** Whether conflicts may have kept something from being done at all. */
  isContended(from, to) {
    return this.#conflicts.filter((at) => at >= from && at <= to).length > MOST_CONFLICTS;
  }

  /** Whether the clock went on steadily. */
  isSteady(from, to) {
    return !hasWithin(this.#jumped, from, to);
  }
}

function hasWithin(times, from, to) {
  for (let index = times.length - 1; index >= 0 && times[index] >= from; index--) {
    if (times[index] <= to) return true;
  }
  return false;
}
