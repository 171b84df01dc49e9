// The OpenAPI documents, as the linter of Redocly sees them: not a warning, by the strictest of its rules.
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { providers } from "anyhook";
import { anyhook, scratch } from "../cli/anyhook.js";

const { file } = scratch();
const redocly = fileURLToPath(new URL("../node_modules/.bin/redocly", import.meta.url));
// It would tell its makers that it runs, and ask whether it is the newest.
const env = {
  ...process.env,
  REDOCLY_TELEMETRY: "off",
  REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
};

async function lint(documents, args = []) {
  const options = ["lint", "--extends", "recommended-strict", ...args, ...documents];
  await promisify(execFile)(redocly, options, { env });
}

test("each provider's document is clean, in both modes", async (t) => {
  const documents = [];
  for (const { id } of providers()) {
    for (const mode of ["strict", "open"]) {
      const { stdout } = await anyhook(["openapi", id, "--mode", mode]);
      documents.push(file(`${id}-${mode}.json`, stdout));
    }
  }
  await lint(documents);
  t.diagnostic(`${documents.length} checks`);
});

test("that of a provider of one's own is, but for the licence, which is its owner's to say", async () => {
  const { stdout: starter } = await anyhook(["provider", "new"]);
  const { stdout } = await anyhook(["openapi", file("acme.json", starter)]);
  await lint([file("acme-openapi.json", stdout)], ["--skip-rule", "info-license"]);
});
