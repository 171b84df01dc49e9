// Installs schemathesis, once, beside nothing of the machine's own.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cache, once, run } from "./lib.js";
import { pip } from "./setup.js";

const REQUIREMENTS = "tests/openapi/requirements.txt";

/** Resolves to the folder that Python finds it in; to none, where Python is too old for it. */
export async function schemathesis() {
  const version = await run("python3", ["-c", "import sys; print(sys.version_info >= (3, 11))"]);
  if (version.trim() !== "True") return undefined;
  const folder = join(cache, "schemathesis");
  const inputs = ["scripts/schemathesis.js", REQUIREMENTS];
  const outputs = [".cache/schemathesis/schemathesis/__init__.py"];
  await once("schemathesis", { inputs, outputs }, async () => {
    await pip();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--target", folder];
    await run("python3", ["-m", "pip", "install", ...options, "--requirement", REQUIREMENTS]);
  });
  return folder;
}
