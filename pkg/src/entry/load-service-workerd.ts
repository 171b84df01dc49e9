import wasm from "../generated/service.wasm";
import { runtime } from "../service/runtime.js";

runtime.register(() => wasm);
