import "./load-workerd.js";

export * from "../standardwebhooks.js";
