// What an answer is compared with: JSON in which a regular expression stands for every text that it
// matches, and a function for every value that it accepts. Objects have the keys of what is expected
// and no other.

/** Thrown where an answer is not what was expected. */
export class Deviation extends Error {
  constructor(what, expected, found) {
    super(`${what}: expected ${expected}, found ${found}`);
    this.what = what;
    this.expected = expected;
    this.found = found;
  }
}

/** Throws unless `found` is what is expected; `what` names it. */
export function match(found, expected, what) {
  if (typeof expected === "function" || expected instanceof RegExp) {
    const holds = expected instanceof RegExp ? typeof found === "string" : true;
    const accepts = (value) =>
      expected instanceof RegExp ? expected.test(value) : expected(value) === true;
    if (!holds || !accepts(found)) deviate(found, expected, what);
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) deviate(found, expected, what);
    expected.forEach((one, index) => match(found[index], one, `${what}/${index}`));
  } else if (typeof expected === "object" && expected !== null) {
    const isObject = typeof found === "object" && found !== null && !Array.isArray(found);
    const keys = (value) => Object.keys(value).sort().join();
    if (!isObject || keys(found) !== keys(expected)) deviate(found, expected, what);
    for (const key of Object.keys(expected)) match(found[key], expected[key], `${what}/${key}`);
  } else if (found !== expected) {
    deviate(found, expected, what);
  }
}

const deviate = (found, expected, what) => {
  throw new Deviation(what, shown(expected), shown(found));
};

const shown = (value) =>
  JSON.stringify(value, (_, one) =>
    one instanceof RegExp ? String(one) : typeof one === "function" ? `(${one.name})` : one,
  ) ?? "undefined";

/** Without the keys that have no value, as templates leave them out. */
export const present = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DAY = 86_400_000;

/** A timestamp of today, to the millisecond and in UTC. */
export const recent = (value) =>
  TIMESTAMP.test(value) && Math.abs(Date.parse(value) - Date.now()) < DAY;

/** A text that goes on behind this. */
export const begins = (start) => (found) => typeof found === "string" && found.startsWith(start);

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** 32 bytes in base64url. */
export const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A list of violations, each with where, which rule and a message; a message is no sentence. */
export const violations = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (one) =>
      Object.keys(one).sort().join() === "code,message,path" &&
      /^(\/.*)?$/.test(one.path) &&
      /^[a-z_0-9]+$/.test(one.code) &&
      /[^.\s]$/.test(one.message),
  );
