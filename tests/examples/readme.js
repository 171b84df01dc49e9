// The README's examples by name, and what it says that they print.
import { readFileSync } from "node:fs";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

function blocks(kind) {
  const pattern = new RegExp(`<!-- ${kind}: (\\S+) -->\\s+\`\`\`\\w+\\n([^]*?)\`\`\``, "g");
  return Object.fromEntries([...readme.matchAll(pattern)].map(([, name, text]) => [name, text]));
}

export const examples = blocks("example");
export const outputs = blocks("output");
