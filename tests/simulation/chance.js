// Chance of a seed: what draws from one stream changes nothing in the others.
import { seededRandom } from "../stores/simulation.js";

export class Chance {
  #random;
  #seed;

  constructor(seed) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
    // Seeds next to each other begin alike.
    for (let skipped = 0; skipped < 8; skipped++) this.#random();
  }

  /** A stream of its own. */
  stream(name) {
    let hash = this.#seed % 1_000_003;
    for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
    return new Chance(hash + 1);
  }

  /** From 0 up to 1. */
  next() {
    return this.#random();
  }

  is(likelihood) {
    return this.#random() < likelihood;
  }

  /** A whole number, both ends included. */
  from(least, most) {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  of(list) {
    return list[Math.floor(this.#random() * list.length)];
  }

  /** Some of a list, at least one. */
  some(list) {
    const chosen = list.filter(() => this.is(0.4));
    return chosen.length > 0 ? chosen : [this.of(list)];
  }

  /** One of the names, as likely as its weight says. */
  weighted(weights) {
    const all = Object.entries(weights);
    let left = this.#random() * all.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of all) if ((left -= weight) < 0) return name;
    return all[0][0];
  }

  fill(bytes) {
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.#random() * 256;
  }

  text(length, alphabet = "abcdefghijklmnopqrstuvwxyz0123456789") {
    return Array.from({ length }, () => this.of(alphabet)).join("");
  }
}
