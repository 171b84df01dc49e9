export * from "../../stores/memory.js";
