import "./load-service-workerd.js";

export * from "../cloudflare.js";
