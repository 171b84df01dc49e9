import { reseal } from "anyhook/service";
import { command } from "../command.js";
import { dataFolder, dataOption, openData } from "../data.js";
import { readMasterKeys } from "../environment.js";
import { printJson, printText } from "../output.js";
import { plural } from "../text.js";
import { UsageError } from "../usage.js";

export const resealCommand = command({
  name: "reseal",
  summary: "seal the secrets of a folder under the newest master key",
  usage: ["reseal [--data .anyhook] [--json]"],
  options: { ...dataOption, json: { help: "print one JSON document" } },
  notes: [
    "ANYHOOK_MASTER_KEY has the keys, the newest first, separated by commas. What is not sealed yet is\n" +
      "sealed; what is sealed under an older one of them is sealed anew. It may be ended and begun again,\n" +
      "also while `anyhook serve` runs with the same keys.",
    "Exit codes: 0 all is sealed under the newest key; 1 some is not, and it says why;\n" +
      "2 usage or configuration.",
  ],
  examples: ['ANYHOOK_MASTER_KEY="$NEW,$OLD" anyhook reseal --data /var/lib/anyhook'],
  async run({ options, positionals: [unexpected] }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const masterKeys = readMasterKeys();
    if (masterKeys === undefined) {
      throw new UsageError("ANYHOOK_MASTER_KEY is not set: `openssl rand -base64 32` makes one");
    }
    const store = await openData(dataFolder(options.data));
    try {
      const found = await reseal(store, masterKeys);
      const { resealed, unchanged, unknown, unreadable } = found;
      if (options.json) printJson(found);
      else printText(`${resealed} sealed anew, ${unchanged} as they should be`);
      const left = { "sealed under a key that ANYHOOK_MASTER_KEY does not have": unknown };
      const rows = Object.entries({ ...left, "not readable": unreadable });
      for (const [what, count] of rows.filter(([, found]) => found > 0)) {
        process.stderr.write(`anyhook: ${plural(count, "record")} ${what}\n`);
      }
      return unknown + unreadable === 0 ? 0 : 1;
    } finally {
      await store.close();
    }
  },
});
