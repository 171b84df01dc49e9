import "./load-inline.js";
// For the bundler alone: what every entry reaches is one file, and a file costs half a millisecond.
import "../index.js";

export * from "../inbox/index.js";
