// Builds everything that has changed: `npm run build`.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, cache, filesBelow, main, once, providerIds, root, run } from "./lib.js";
import { setup } from "./setup.js";

const CORE = ["scripts/build.js", "Cargo.toml", "Cargo.lock", "src", "providers", "xtask"];
const PACKAGE = [...CORE, "package-lock.json", "tsconfig.json", "pkg/tsconfig.json", "pkg/src"];
const LICENSES = ["LICENSE-MIT", "LICENSE-APACHE"];
const DOCUMENTS = ["README.md", "THIRD_PARTY_LICENSES", ...LICENSES];
const generated = join(root, "pkg/src/generated");

export async function build() {
  await setup();
  await buildWasm();
  await writeNames();
  await buildPackage();
  await buildCommand();
  await buildPlayground();
}

/** The wasm modules: the binding that each has, as a feature of the crate, and its string's file. */
const MODULES = [
  { name: "anyhook", feature: "wasm", inline: "inline", inputs: withoutService() },
  { name: "service", feature: "wasm-service", inline: "inline-service", inputs: CORE },
];

/** What the first module is made of. */
function withoutService() {
  const files = filesBelow(CORE).map((file) => relative(root, file));
  return files.filter((file) => !file.startsWith(join("src", "service")));
}

/**
 * Builds both. Cargo leaves them in the same place, so that it makes one after the other; it makes the
 * second while the first is optimized.
 */
async function buildWasm() {
  let compiled = Promise.resolve();
  const compile = (work) => (compiled = compiled.then(work));
  await Promise.all(MODULES.map((module) => buildModule(module, compile)));
}

async function buildModule({ name, feature, inline, inputs }, compile) {
  const wasm = `pkg/src/generated/${name}.wasm`;
  const outputs = [wasm, `pkg/src/generated/${inline}.js`];
  const hint = "one to two minutes the first time";
  await once(`wasm module ${name}`, { inputs, outputs, hint }, async () => {
    const raw = join(cache, "wasm");
    mkdirSync(raw, { recursive: true });
    mkdirSync(generated, { recursive: true });
    await compile(() => run("cargo", ["xtask", "wasm", feature, name, raw], { echo: true }));
    const features = ["simd", "bulk-memory", "bulk-memory-opt", "sign-ext", "mutable-globals"];
    features.push("nontrapping-float-to-int", "reference-types", "multivalue");
    const enabled = features.map((feature) => `--enable-${feature}`);
    const options = ["-O3", "--strip-target-features", ...enabled];
    await bin("wasm-opt", [...options, join(raw, `${name}_bg.wasm`), "-o", join(root, wasm)]);
    for (const file of [`${name}.js`, `${name}.d.ts`]) {
      copyFileSync(join(raw, file), join(generated, file));
    }
    const write = (file, text) => writeFileSync(join(generated, file), text);
    write(`${inline}.js`, `export default "${escape(join(root, wasm))}";\n`);
    write(`${inline}.d.ts`, "declare const characters: string;\nexport default characters;\n");
    write(
      `${name}.d.wasm.ts`,
      "declare const module: WebAssembly.Module;\nexport default module;\n",
    );
  });
}

/**
 * A file as a string literal of ASCII alone, a character for each byte. Base64 would be as long, and a
 * quarter longer once it is gzipped: its letters do not keep to the limits of bytes.
 */
const escape = (file) =>
  readFileSync(file)
    .toString("latin1")
    .replace(/[^ !#-[\]-~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** The names that TypeScript knows: of providers, their events, and the other schemes. */
async function writeNames() {
  const outputs = ["pkg/src/generated/names.ts"];
  await once("names", { inputs: ["scripts/build.js", "providers"], outputs }, async () => {
    const read = (file) => JSON.parse(readFileSync(join(root, "providers", file), "utf8"));
    const union = (names) => names.map((name) => `\n    | ${JSON.stringify(name)}`).join("");
    const ids = providerIds();
    const events = ids.map((id) => {
      const types = union(Object.keys(read(`${id}.json`).events.types));
      return `  ${JSON.stringify(id)}:${types};\n`;
    });
    const schemes = union(read("schemes.json").schemes.map(({ id }) => id));
    const text = [
      "/** The event types that each built-in provider lists. */",
      `export interface EventTypes {\n${events.join("")}}\n`,
      "/** The built-in providers. */",
      "export type ProviderName = keyof EventTypes;\n",
      `export const providerNames: readonly ProviderName[] = ${JSON.stringify(ids)};\n`,
      "/** The built-in schemes that belong to no provider of ours. */",
      `export type BareSchemeName =${schemes};\n`,
    ];
    writeFileSync(join(generated, "names.ts"), text.join("\n"));
  });
}

async function buildPackage() {
  const inputs = [...PACKAGE, ...DOCUMENTS];
  await once("npm package", { inputs, outputs: ["pkg/dist/entry/inline.js"] }, async () => {
    rmSync(join(root, "pkg/dist"), { recursive: true, force: true });
    await bin("tsc", ["-p", "pkg"]);
    await bundle();
    const target = join(root, "pkg/dist/generated");
    mkdirSync(target, { recursive: true });
    for (const file of MODULES.flatMap(({ name }) => [`${name}.wasm`, `${name}.d.wasm.ts`])) {
      copyFileSync(join(generated, file), join(target, file));
    }
    copyFileSync(
      join(root, "providers/provider.schema.json"),
      join(root, "pkg/dist/provider.schema.json"),
    );
    for (const file of DOCUMENTS) copyFileSync(join(root, file), join(root, "pkg", file));
    for (const file of LICENSES) copyFileSync(join(root, file), join(root, "cli", file));
  });
}

/**
 * One file for each entry and one for what they share: a host that loads modules one by one starts
 * twice as fast, and every entry has the same classes and the same module.
 */
async function bundle() {
  const entries = filesBelow(["pkg/src/entry"]).filter((file) => !/load-/.test(file));
  // package.json's `sideEffects` is for users' bundlers, and names dist/.
  const options = [
    "--ignore-annotations",
    "--bundle",
    "--splitting",
    "--format=esm",
    "--target=es2022",
  ];
  // Chunks lie beside the entries, from where the wasm is `../generated/anyhook.wasm`.
  const names = ["--outbase=pkg/src", "--outdir=pkg/dist", "--chunk-names=entry/[name]-[hash]"];
  await bin("esbuild", [
    ...entries,
    ...options,
    ...names,
    "--external:*.wasm",
    "--log-level=error",
  ]);
}

async function buildCommand() {
  const inputs = [...PACKAGE, "cli/tsconfig.json", "cli/src"];
  await once("command", { inputs, outputs: ["cli/dist/starter.json"] }, async () => {
    rmSync(join(root, "cli/dist"), { recursive: true, force: true });
    await bin("tsc", ["-p", "cli"]);
    copyFileSync(join(root, "providers/starter.json"), join(root, "cli/dist/starter.json"));
  });
}

async function buildPlayground() {
  const inputs = [...PACKAGE, "www"];
  await once("playground", { inputs, outputs: ["www/dist/index.html"] }, async () => {
    await bin("tsc", ["-p", "www", "--noEmit"]);
    await bin("vite", ["build", "www", "--logLevel", "warn"]);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build);
