// The vectors by the name of the suite's function that runs them.
import { readFileSync } from "node:fs";

const names = [
  "verify",
  "sign",
  "receive",
  "explain",
  "hmac",
  "define",
  "define-provider",
  "validate",
  "events",
  "examples",
  "facts",
  "ids",
  "secrets",
  "payloads",
];

export const vectors = Object.fromEntries(
  names.map((name) => [
    name,
    JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")),
  ]),
);
