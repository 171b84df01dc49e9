// Fetches the official JSON Schema Test Suite, once: `node scripts/json-schema-suite.js`.
//
// Its files ship in the source package of Python's `jsonschema`. No npm package and no crate was
// found to ship those of draft 2020-12, so this one thing needs Python's pip.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cache, main, Missing, once, run } from "./lib.js";

const VERSION = "4.25.1";
const SHA256 = "e4a9655ce0da0c0b67a085847e00a3a51449e1157f4f75e9fb5aa545e122eb85";

/** Where src/schema/suite.rs reads the files. */
const folder = join(cache, "json-schema-suite");

export async function jsonSchemaSuite() {
  const inputs = ["scripts/json-schema-suite.js"];
  const outputs = [".cache/json-schema-suite/draft2020-12/type.json"];
  await once("JSON Schema Test Suite", { inputs, outputs }, async () => {
    mkdirSync(folder, { recursive: true });
    await download();
    const name = `jsonschema-${VERSION}`;
    const archive = join(folder, `${name}.tar.gz`);
    const found = createHash("sha256").update(readFileSync(archive)).digest("hex");
    if (found !== SHA256) throw new Error(`${archive} has the SHA-256 ${found}, not ${SHA256}`);
    const tests = `${name}/json/tests/draft2020-12`;
    await run("tar", ["-xzf", archive, "-C", folder, "--strip-components", "3", tests]);
  });
}

async function download() {
  const source = ["--no-deps", "--no-binary", "jsonschema", `jsonschema==${VERSION}`];
  const options = ["--quiet", "--disable-pip-version-check", "--dest", folder];
  const hint =
    "the JSON Schema Test Suite comes with a package of Python's, so fetching it needs pip:\n" +
    "  apt-get install python3-pip, or python.org";
  await run("python3", ["-m", "pip", "--version"]).catch(() => {
    throw new Missing(hint);
  });
  await run("python3", ["-m", "pip", "download", ...options, ...source]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await jsonSchemaSuite();
    console.log(`the JSON Schema Test Suite is in ${folder}`);
  });
}
