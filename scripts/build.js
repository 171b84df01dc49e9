// Builds everything that has changed: `npm run build`.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bin, cache, main, once, root, run } from "./lib.js";
import { setup } from "./setup.js";

const CORE = ["scripts/build.js", "Cargo.toml", "Cargo.lock", "src", "providers", "xtask"];
const PACKAGE = [...CORE, "package-lock.json", "tsconfig.json", "pkg/tsconfig.json", "pkg/src"];
const DOCUMENTS = ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "THIRD_PARTY_LICENSES"];
const generated = join(root, "pkg/src/generated");

export async function build() {
  await setup();
  await buildWasm();
  await buildPackage();
  await buildCommand();
  await buildPlayground();
}

async function buildWasm() {
  const outputs = ["pkg/src/generated/anyhook.wasm", "pkg/src/generated/inline.js"];
  await once("wasm module", { inputs: CORE, outputs }, async () => {
    const raw = join(cache, "wasm");
    mkdirSync(raw, { recursive: true });
    mkdirSync(generated, { recursive: true });
    await run("cargo", ["xtask", "wasm", raw], { echo: true });
    const wasm = join(generated, "anyhook.wasm");
    const features = ["simd", "bulk-memory", "bulk-memory-opt", "sign-ext", "mutable-globals"];
    features.push("nontrapping-float-to-int", "reference-types", "multivalue");
    const enabled = features.map((feature) => `--enable-${feature}`);
    await bin("wasm-opt", ["-Oz", ...enabled, join(raw, "anyhook_bg.wasm"), "-o", wasm]);
    copyFileSync(join(raw, "anyhook.js"), join(generated, "anyhook.js"));
    copyFileSync(join(raw, "anyhook.d.ts"), join(generated, "anyhook.d.ts"));
    const base64 = readFileSync(wasm).toString("base64");
    writeFileSync(join(generated, "inline.js"), `export default "${base64}";\n`);
    writeFileSync(
      join(generated, "anyhook.d.wasm.ts"),
      "declare const module: WebAssembly.Module;\nexport default module;\n",
    );
    writeFileSync(
      join(generated, "inline.d.ts"),
      "declare const base64: string;\nexport default base64;\n",
    );
  });
}

async function buildPackage() {
  const inputs = [...PACKAGE, ...DOCUMENTS];
  await once("npm package", { inputs, outputs: ["pkg/dist/entry/inline.js"] }, async () => {
    await bin("tsc", ["-p", "pkg"]);
    const target = join(root, "pkg/dist/generated");
    mkdirSync(target, { recursive: true });
    for (const file of readdirSync(generated)) {
      copyFileSync(join(generated, file), join(target, file));
    }
    for (const file of DOCUMENTS) copyFileSync(join(root, file), join(root, "pkg", file));
  });
}

async function buildCommand() {
  const inputs = [...PACKAGE, "cli/tsconfig.json", "cli/src"];
  await once("command", { inputs, outputs: ["cli/dist/main.js"] }, () => bin("tsc", ["-p", "cli"]));
}

async function buildPlayground() {
  const inputs = [...PACKAGE, "www"];
  await once("playground", { inputs, outputs: ["www/dist/index.html"] }, async () => {
    await bin("tsc", ["-p", "www", "--noEmit"]);
    await bin("vite", ["build", "www", "--logLevel", "warn"]);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build);
