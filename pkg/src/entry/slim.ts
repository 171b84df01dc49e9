import { core } from "../core.js";
import type { WasmSource } from "../module.js";

export * from "../index.js";

/**
 * Gives the module its wasm, `anyhook/anyhook.wasm`, once and before anything else is called.
 *
 * @example import { initialize } from "anyhook/slim";
 */
export function initialize(wasm: WasmSource): void {
  core.register(() => wasm);
}
