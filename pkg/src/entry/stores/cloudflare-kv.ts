export * from "../../stores/cloudflare-kv.js";
