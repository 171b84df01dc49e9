import "./load-inline.js";

export * from "../standardwebhooks.js";
