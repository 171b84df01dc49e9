// Writes THIRD_PARTY_LICENSES: the licences of what the wasm module links.
// `node scripts/licenses.js` writes it; `npm test` checks that it is current.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { main, root, run } from "./lib.js";

export const file = join(root, "THIRD_PARTY_LICENSES");

const HEAD = `anyhook's WebAssembly module links the following packages, and the parts core and alloc of
Rust's standard library (MIT OR Apache-2.0, the Rust project's contributors).
Where a package offers a choice of licences, it is used under the MIT licence.
`;

export async function licenses() {
  const target = "wasm32-unknown-unknown";
  const args = ["metadata", "--format-version", "1", "--locked", "--features", "wasm"];
  const metadata = JSON.parse(await run("cargo", [...args, "--filter-platform", target]));
  const packages = new Map(metadata.packages.map((one) => [one.id, one]));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const linked = new Set();
  const visit = (id) => {
    const isMacro = packages.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
    if (linked.has(id) || isMacro) return;
    linked.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
    }
  };
  visit(metadata.packages.find(({ name }) => name === "anyhook").id);
  const texts = [...linked]
    .map((id) => packages.get(id))
    .filter(({ name }) => name !== "anyhook")
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((one) => `${"-".repeat(80)}\n${one.name} ${one.version} (${one.license})\n\n${text(one)}`);
  return `${HEAD}\n${texts.join("\n")}`;
}

/** The package's MIT licence or, if it has none, the licence file that it has. */
function text({ name, manifest_path }) {
  const folder = dirname(manifest_path);
  const names = readdirSync(folder).filter((one) => /^licen[cs]e/i.test(one));
  const chosen = names.find((one) => /mit/i.test(one)) ?? names[0];
  if (!chosen) throw new Error(`${name} has no licence file`);
  return `${readFileSync(join(folder, chosen), "utf8").trim()}\n`;
}

export const isCurrent = async () =>
  existsSync(file) && readFileSync(file, "utf8") === (await licenses());

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => writeFileSync(file, await licenses()));
}
