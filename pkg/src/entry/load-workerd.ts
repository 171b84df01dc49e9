import wasm from "../generated/anyhook.wasm";
import { register } from "../module.js";

// Workers compile no wasm from bytes: it comes as a module.
register(() => wasm);
