// What a program grows by, gzipped: every package bundled and minified whole, for Node.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { table, verdict } from "./table.js";

const AIMS = { wasm: 64_000, entry: 88_000, service: 185_000 };

const here = dirname(fileURLToPath(import.meta.url));
const sizeOf = (file) => gzipped(readFileSync(fileURLToPath(import.meta.resolve(file))));
const wasmSize = sizeOf("anyhook/anyhook.wasm");
const serviceSize = sizeOf("anyhook/service.wasm");
const entrySize = await bundled("anyhook");
const slim = await bundled("anyhook/slim");
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const rows = [
  ["anyhook.wasm", wasmSize],
  ["anyhook, the module inlined", entrySize],
  ["anyhook/standardwebhooks, the module inlined", await bundled("anyhook/standardwebhooks")],
  ["anyhook/slim, without the module", slim],
  ["anyhook/slim and anyhook.wasm", slim + wasmSize],
  ["service.wasm", serviceSize],
  ["anyhook/service, the module inlined", await bundled("anyhook/service")],
];
for (const peer of ["standardwebhooks", "svix", "stripe", "@octokit/webhooks-methods"]) {
  rows.push([peer, await bundled(peer)]);
}
table(["size, gzipped", ""], ...rows.map(([name, size]) => [name, kilobytes(size)]));
for (const [name, size, aim] of [
  ["anyhook.wasm", wasmSize, AIMS.wasm],
  ["anyhook, the module inlined,", entrySize, AIMS.entry],
  ["service.wasm", serviceSize, AIMS.service],
]) {
  const found = `${kilobytes(size)}, ${verdict(size <= aim)}`;
  process.stdout.write(`aim: ${name} at most ${kilobytes(aim)}: ${found}\n`);
}

async function bundled(name) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(name)};`, resolveDir: here },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });
  return gzipped(outputFiles[0].contents);
}

function gzipped(bytes) {
  return gzipSync(bytes, { level: 9 }).length;
}
