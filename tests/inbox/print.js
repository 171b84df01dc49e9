// Runs the suite, and prints what it returns.
import { suite } from "./entry.js";

console.log(JSON.stringify(await suite()));
