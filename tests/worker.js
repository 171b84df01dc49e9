// Bundles a Worker as wrangler does: every .wasm stays a module.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** The modules that Miniflare takes, from the Worker's entry. */
export async function workerModules(entry) {
  const modules = [];
  const wasm = {
    name: "wasm",
    setup: (build) =>
      build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const contents = readFileSync(join(resolveDir, path));
        const name = basename(path);
        modules.push({ type: "CompiledWasm", path: name, contents });
        return { path: `./${name}`, external: true };
      }),
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    plugins: [wasm],
  });
  return [{ type: "ESModule", path: "worker.js", contents: outputFiles[0].text }, ...modules];
}
