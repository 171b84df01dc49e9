// Runs the suite of tests/api on a service in this process, and prints what it returns.
import { run } from "../api/page.js";

console.log(JSON.stringify(await run()));
