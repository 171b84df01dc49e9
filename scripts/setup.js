// Installs what the project needs and the machine lacks, or says in a line how to get it.
import { existsSync } from "node:fs";
import { Missing, once, root, run } from "./lib.js";

const TARGET = "wasm32-unknown-unknown";

export async function setup() {
  checkNode();
  await npmInstall(".");
  await checkRust();
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Missing(`Node ${process.versions.node} is too old: install Node 20.19 or newer`);
  }
}

/** Installs the packages of a folder's lock file. */
export async function npmInstall(folder) {
  const at = (name) => (folder === "." ? name : `${folder}/${name}`);
  const inputs = [at("package.json"), at("package-lock.json")];
  if (folder === ".") inputs.push("pkg/package.json", "cli/package.json", "www/package.json");
  await once(
    `npm packages${folder === "." ? "" : ` of ${folder}`}`,
    { inputs, outputs: [at("node_modules")] },
    () => run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: `${root}/${folder}` }),
  );
}

async function checkRust() {
  let rustc;
  try {
    rustc = await run("rustc", ["--version"]);
    await run("cargo", ["--version"]);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    throw new Missing(
      "Rust is missing: install it with rustup (rustup.rs), or on Debian with\n" +
        "  apt-get install rustc-web cargo-web rust-web-src lld",
    );
  }
  const [, major, minor] = /(\d+)\.(\d+)/.exec(rustc).map(Number);
  if (major === 1 && minor < 88) {
    throw new Missing(`${rustc.trim()} is too old: 1.88 or newer is needed (rustup update)`);
  }
  if (await hasTarget()) return;
  try {
    process.stderr.write("wasm target …\n");
    await run("rustup", ["target", "add", TARGET]);
  } catch (error) {
    // Without rustup the standard library is built from its source, by xtask.
    if (await hasSource()) return;
    const why = error instanceof Missing ? "there is no rustup" : "rustup could not add it";
    throw new Missing(
      `the Rust target ${TARGET} is missing and ${why}: run\n` +
        `  rustup target add ${TARGET}\nor, on Debian without rustup,\n` +
        "  apt-get install rustc-web cargo-web rust-web-src lld",
    );
  }
}

async function hasTarget() {
  const path = await run("rustc", ["--print", "target-libdir", "--target", TARGET]);
  return existsSync(path.trim());
}

async function hasSource() {
  const sysroot = (await run("rustc", ["--print", "sysroot"])).trim();
  const linker = await run("wasm-ld", ["--version"]).then(
    () => true,
    () => false,
  );
  return linker && existsSync(`${sysroot}/lib/rustlib/src/rust/library/core`);
}

/** Rust's formatter and linter, which a minimal installation leaves out. */
export async function rustTools() {
  try {
    await run("cargo", ["fmt", "--version"]);
    await run("cargo", ["clippy", "--version"]);
  } catch {
    await run("rustup", ["component", "add", "rustfmt", "clippy"]).catch(() => {
      throw new Missing(
        "rustfmt or clippy is missing: run\n  rustup component add rustfmt clippy\n" +
          "or, on Debian without rustup,\n  apt-get install rustfmt-web rust-web-clippy",
      );
    });
  }
}

/** A browser for the tests: Debian's, or the one that Playwright installed. */
export async function chromium() {
  if (existsSync("/usr/bin/chromium")) return;
  const { chromium: own } = await import("../tests/node_modules/playwright-core/index.mjs");
  if (existsSync(own.executablePath())) return;
  await debianPackage(
    "chromium",
    "Chromium is missing: install it with\n" +
      "  sudo apt-get install chromium\nor, elsewhere than on Debian, with\n" +
      "  npx playwright-core install chromium (in tests/)",
  );
}

/** Python's pip, which fetches the JSON Schema Test Suite, and schemathesis. */
export async function pip() {
  try {
    await run("python3", ["-m", "pip", "--version"]);
  } catch {
    await debianPackage(
      "python3-pip",
      "pip is missing, which fetches what only Python's packages have: install it with\n" +
        "  sudo apt-get install python3-pip",
    );
  }
}

/** A command that a package of the same name brings. `use` says what it is needed for. */
export async function tool(name, use) {
  try {
    await run("sh", ["-c", `command -v ${name}`]);
  } catch {
    const missing = `${name} is missing, ${use}: install it with\n  sudo apt-get install ${name}`;
    await debianPackage(name, missing);
  }
}

/** Installs a package of Debian's, if this is root on Debian; else says what is missing. */
async function debianPackage(name, missing) {
  try {
    if (process.getuid?.() !== 0) throw new Error("not root");
    process.stderr.write(`${name} …\n`);
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", "-y", "-qq", name], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
  } catch {
    throw new Missing(missing);
  }
}
