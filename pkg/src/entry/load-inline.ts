import { core } from "../core.js";
import characters from "../generated/inline.js";
import { inlined } from "../module.js";

core.register(() => inlined(characters));
