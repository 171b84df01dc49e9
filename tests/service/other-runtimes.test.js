import { report } from "../api/report.js";
import { testInOtherRuntimes } from "../runtimes.js";

testInOtherRuntimes("the providers' APIs", new URL("print.js", import.meta.url), report);
