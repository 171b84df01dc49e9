import { command } from "../command.js";
import { dataFolder, dataOption, openData } from "../data.js";
import { exportLines } from "../export-format.js";
import { endProgress, showProgress } from "../progress.js";
import { plural, printable } from "../text.js";
import { UsageError } from "../usage.js";
import { writeLines } from "../writer.js";

export const exportCommand = command({
  name: "export",
  summary: "write all records of a folder to a file, for `anyhook import`",
  usage: ["export [--data .anyhook] [--output FILE] [--force]"],
  options: {
    ...dataOption,
    output: {
      value: "FILE",
      help: "standard output, unless given, or where it is `-`",
    },
    force: { help: "overwrite FILE" },
  },
  notes: [
    "It has everything: webhooks, keys as hashes, events, and deliveries, those that are pending too. It is\n" +
      "the state of one moment, also while `anyhook serve` runs. Sealed secrets stay sealed; those that are not are in\n" +
      "it as they are. FILE is made readable to its owner alone.",
    "Exit codes: 0 written; 2 usage or configuration, or not written.",
  ],
  examples: [
    "anyhook export --data /var/lib/anyhook --output backup.jsonl",
    "anyhook export | gzip > backup.jsonl.gz",
  ],
  async run({ options, positionals: [unexpected] }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    const { output = "-", force } = options;
    const store = await openData(dataFolder(options.data));
    const snapshot = store.snapshot();
    let records = 0;
    try {
      const progress = showProgress("exporting");
      const count = (done: number): void => progress((records = done));
      await writeLines(output, exportLines(snapshot, new Date(), count), {
        force,
      });
    } finally {
      endProgress();
      snapshot.done();
      await store.close();
    }
    const to = output === "-" ? "" : ` to ${printable(output)}`;
    process.stderr.write(`exported ${plural(records, "record")}${to}\n`);
    return 0;
  },
});
