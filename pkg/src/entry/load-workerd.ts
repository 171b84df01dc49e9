import { core } from "../core.js";
import wasm from "../generated/anyhook.wasm";

// Workers compile no wasm from bytes: it comes as a module.
core.register(() => wasm);
