import type { Option } from "./command.js";
import { didYouMean, UsageError } from "./usage.js";

export const modeOption = {
  mode: {
    value: "MODE",
    help: "`open` takes http URLs of this machine too; `strict`, unless given",
  },
} as const satisfies Record<string, Option>;

export function readMode(mode: string | undefined): "open" | "strict" | undefined {
  if (mode === undefined || mode === "open" || mode === "strict") return mode;
  const near = didYouMean(mode, ["open", "strict"]);
  throw new UsageError(`\`--mode\` is \`${mode}\`, expected \`open\` or \`strict\`${near}`);
}
