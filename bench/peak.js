// Loaded before a program: says at its end how much memory it had at most, in bytes.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  writeFileSync(process.env.PEAK_FILE, `${process.resourceUsage().maxRSS * 1024}`);
});
