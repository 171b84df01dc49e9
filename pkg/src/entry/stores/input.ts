export * from "../../stores/input.js";
