import { defineConfig, type Plugin } from "vite";

/** The development server injects inline styles and a socket, which the page's policy forbids. */
const withoutPolicy: Plugin = {
  name: "without-policy",
  apply: "serve",
  transformIndexHtml: (html) =>
    html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    // Browsers with wasm SIMD but without `modulepreload` load the same modules a moment later.
    modulePreload: { polyfill: false },
    // Everything is a file of its own, so that the policy needs no `data:` beyond images.
    assetsInlineLimit: 0,
    // In kB: the service's module is within one, which is loaded when it is first asked.
    chunkSizeWarningLimit: 900,
  },
  worker: { format: "es" },
  plugins: [withoutPolicy],
});
