import base64 from "../generated/inline.js";
import { register } from "../module.js";

register(() => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
