import "./load-inline.js";
import "./load-service.js";
// For the bundler alone: what every entry reaches is one file, and a file costs half a millisecond.
import "../index.js";

export * from "../testing/index.js";
