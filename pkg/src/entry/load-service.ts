import characters from "../generated/inline-service.js";
import { inlined } from "../module.js";
import { runtime } from "../service/runtime.js";

runtime.register(() => inlined(characters));
