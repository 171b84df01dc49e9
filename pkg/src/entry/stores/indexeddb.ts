export * from "../../stores/indexeddb.js";
