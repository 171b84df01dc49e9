import "./load-workerd.js";

export * from "../index.js";
