// One seed: programs that serve and deliver, clients, endpoints, and what goes wrong.
import { Chance } from "./chance.js";
import { check } from "./ending.js";
import { Faults } from "./faults.js";
import { Model } from "./model.js";
import { Network } from "./network.js";
import { plants } from "./plants.js";
import { Program } from "./program.js";
import { SimulatedStore } from "./store.js";
import { Time } from "./time.js";
import { SIZES, Workload } from "./workload.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** By then everything is settled: the longest schedule is one of a day, and a program may be disabled. */
const LONGEST = 5 * DAY;
const MASTER_KEY = Buffer.alloc(32, 7).toString("base64");

/** Runs a seed to its end. */
export async function simulate(seed, { plant } = {}) {
  const world = new World(seed, plant);
  const { model, faults } = world;
  try {
    await world.time.until(world.run());
  } catch (error) {
    model.fail(`the simulation ended: ${error.stack}`);
  }
  const { problems, counts } = model;
  return { problems, counts, struck: faults.struck, trace: (lines) => model.trace(lines) };
}

class World {
  constructor(seed, plant) {
    this.chance = new Chance(seed);
    const chance = (name) => this.chance.stream(name);
    this.time = new Time();
    this.faults = new Faults(this.time, chance("faults"));
    this.model = new Model(this.time, this.faults);
    const told = (commit) => this.model.committed(commit);
    this.store = new SimulatedStore(this.time, chance("store"), this.faults, told);
    const { attempts } = this.model;
    this.network = new Network(this.time, chance("network"), this.faults, attempts);
    this.size = this.chance.weighted({ small: 60, medium: 28, steady: 4, large: 8 });
    this.network.quick = SIZES[this.size].quick;
    this.workload = new Workload(this, this.size);
    this.plant = plant && plants[plant](this, chance("plant"));
    // What one has put aside, another one would take.
    const isAlone = this.size === "steady" || this.chance.is(0.6);
    this.programs = Array.from({ length: isAlone ? 1 : 2 });
    this.ownChance = chance("programs");
    // One in ten is known to nobody but itself.
    this.masterKeys = this.chance.is(0.1) ? MASTER_KEY : undefined;
    /** What will strike yet. */
    this.striking = [];
    /** Clients have done what they do. */
    this.isLater = false;
    this.isOver = false;
  }

  async run() {
    const { chance, time, model, workload, faults, network } = this;
    for (let index = 0; index < this.programs.length; index++) this.begin(index);
    await workload.meet();
    if (chance.is(0.5)) this.unsettle();
    await workload.begin();
    if (chance.is(0.8)) this.unsettle();
    await workload.run();
    // Hours later much is settled, and the rest has met more of what goes wrong.
    this.isLater = true;
    if (chance.is(0.3)) await time.sleep(chance.next() * 120 * MINUTE);
    this.isOver = true;
    await Promise.all(this.striking);
    faults.stop();
    faults.disturb();
    if (chance.is(0.4)) network.mend();
    await Promise.all(this.programs.map((program) => program?.close()));
    this.programs.length = 1;
    this.begin(0);
    await this.settle();
    if (chance.is(0.5)) {
      await workload.enableAll();
      await this.settle();
    }
    if (model.problems.length > 0) return;
    await check(this);
  }

  /** Waits until there is nothing more to be done. */
  async settle() {
    const { time, model } = this;
    const end = time.passed + LONGEST;
    await time.sleep(1000);
    while (model.waiting > 0 && model.problems.length === 0) {
      if (time.passed > end) {
        model.fail(`${model.waiting} things are never done`);
        return;
      }
      await time.sleep(5 * MINUTE);
    }
  }

  /** From now on things go wrong. */
  unsettle() {
    const { chance, faults, store, size } = this;
    if (faults.likely.conflict !== undefined) return;
    const likely = (name, most) => {
      faults.likely[name] = chance.is(0.5) ? chance.next() * most * SIZES[size].faults : 0;
    };
    likely("conflict", 0.15);
    likely("read fails", 0.02);
    likely("commit fails", 0.05);
    likely("commit fails once written", 0.05);
    likely("slow call", 0.05);
    store.latency = chance.weighted({ 0: 6, 4: 2, 20: 2 }) * 1;
    const { calmAfter } = SIZES[size];
    if (calmAfter !== undefined) {
      this.time.at(calmAfter, () => faults.stop());
      return;
    }
    if (chance.is(0.6)) this.striking.push(this.#crash());
    if (chance.is(0.25)) this.striking.push(this.#jump());
  }

  /** Crashes programs, or ends them, now and then. */
  async #crash() {
    const { time, ownChance: chance, faults } = this;
    for (;;) {
      await time.sleep(chance.next() * (this.isLater ? 30 : 1) * MINUTE);
      if (this.isOver) return;
      const index = chance.from(0, this.programs.length - 1);
      const program = this.programs[index];
      if (!program || program.isGone) continue;
      if (chance.is(0.25)) {
        faults.note("stop");
        await program.close();
      } else {
        program.crashAfter(chance.from(0, 60));
        await Promise.race([program.crashed, time.sleep(20_000)]);
        program.end();
        faults.note("crash");
      }
      await time.sleep(chance.is(0.5) ? 0 : chance.next() * 90_000);
      if (this.isOver) return;
      // Until then what was due has waited.
      faults.disturb();
      this.begin(index);
    }
  }

  /** Sets the clock a day ahead, or back. */
  async #jump() {
    const { time, chance, faults } = this;
    await time.sleep(chance.next() * 120_000);
    if (this.isOver) return;
    const isBack = chance.is(0.5);
    faults.note(isBack ? "clock set back" : "clock set forward");
    time.offset += isBack ? -DAY : DAY;
  }

  begin(index) {
    const { ownChance: chance, time, store, network, plant, workload, masterKeys, isOver } = this;
    const program = new Program({
      time,
      store,
      network,
      chance,
      plant,
      masterKeys,
      providers: workload.providers,
      skew: this.programs.length > 1 ? chance.from(-1000, 1000) : 0,
      log: (entry) => this.model.logged(entry),
    });
    this.programs[index] = program;
    // Timers look at the queue each minute: too often for days.
    if (!isOver && chance.is(0.5)) program.start();
    else void program.loop();
    this.model.note("begins", index);
  }

  /** One that answers. */
  async someProgram() {
    for (;;) {
      const all = this.programs.filter((program) => program && !program.isGone);
      if (all.length > 0) return this.chance.of(all);
      await this.time.sleep(500);
    }
  }

  /** Tells those that do not know by themselves that there may be something to deliver. */
  wake() {
    for (const program of this.programs) program?.wake();
  }
}
