// Fuzzes the parsers: `npm run fuzz -- [SECONDS] [TARGET]...`. Needs nightly Rust and cargo-fuzz.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main, Missing, providerIds, root, run } from "./lib.js";

const TARGETS = ["delivery", "payload", "definition", "provider", "body", "service"];

await main(async () => {
  const [first, ...rest] = process.argv.slice(2);
  const seconds = /^\d+$/.test(first ?? "") ? Number(first) : 60;
  const chosen = /^\d+$/.test(first ?? "") ? rest : process.argv.slice(2);
  const unknown = chosen.filter((name) => !TARGETS.includes(name));
  if (unknown.length > 0) {
    console.log(`npm run fuzz -- [SECONDS] [TARGET]...\ntargets: ${TARGETS.join(", ")}`);
    return 2;
  }
  await run("cargo", ["+nightly", "fuzz", "--version"]).catch(() => {
    throw new Missing(
      "fuzzing needs nightly Rust and cargo-fuzz:\n" +
        "  rustup toolchain install nightly && cargo install cargo-fuzz",
    );
  });
  seed();
  for (const target of chosen.length > 0 ? chosen : TARGETS) {
    const args = ["+nightly", "fuzz", "run", target, "--", `-max_total_time=${seconds}`];
    await run("cargo", args, { echo: true });
  }
  console.log(`fuzzed for ${seconds} s a target: nothing found`);
  return 0;
});

/** Starts the definitions from the built-in ones: a fuzzer finds no provider file by chance. */
function seed() {
  const read = (name) => readFileSync(join(root, "providers", `${name}.json`), "utf8");
  const put = (target, name, text) => {
    const corpus = join(root, "fuzz/corpus", target);
    mkdirSync(corpus, { recursive: true });
    writeFileSync(join(corpus, `${name}.json`), text);
  };
  for (const name of [...providerIds(), "starter"]) {
    const mine = { ...JSON.parse(read(name)), id: "mine" };
    put("provider", name, JSON.stringify(mine));
  }
  for (const scheme of JSON.parse(read("schemes")).schemes) {
    put("definition", scheme.id, JSON.stringify(scheme));
  }
}
