// Runs the suite, and prints what it returns.
import { suite } from "./entry.js";
import { vectors } from "./vectors.js";

console.log(JSON.stringify(suite(vectors)));
