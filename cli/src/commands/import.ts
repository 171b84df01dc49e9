import { atMostOne, command } from "../command.js";
import { dataFolder, dataOption, openUnfinished } from "../data.js";
import { isEmpty } from "../entries.js";
import { readMasterKeys } from "../environment.js";
import { isImportUnfinished } from "../import-mark.js";
import { LinesError } from "../lines.js";
import { load } from "../load.js";
import { printText } from "../output.js";
import { chooseProviders } from "../provider.js";
import { plural, printable } from "../text.js";
import { InputError, UsageError } from "../usage.js";
import type { Store } from "anyhook/service";

export const importCommand = command({
  name: "import",
  summary: "fill a folder with the records of an export, or with webhooks written by hand",
  usage: ["import FILE [--data .anyhook] [--force] [--no-deliveries] [--provider-file FILE]…"],
  options: {
    ...dataOption,
    force: {
      help: "put the file's records in the place of those that are there",
    },
    "no-deliveries": { help: "leave out an export's events and deliveries" },
    "provider-file": {
      value: "FILE",
      many: true,
      help: "a provider of your own besides",
    },
  },
  notes: [
    "FILE is what `anyhook export` has written, or has a webhook on each line:\n" +
      '  {"provider":"conduit","credentials":["key","secret"],"body":{…}}   of an account of open mode\n' +
      '  {"provider":"devdraft","account":"acme","body":{…}}                of one of strict mode',
    "`-` is standard input. A file is checked as a whole before anything is written; what comes through\n" +
      "a pipe is not. An import that was cut off leaves a folder that says so: import again with --force.\n" +
      "End `anyhook serve` first, if it runs on the folder.",
    "What was pending when an export was written goes out once a service runs on the folder, under the same\n" +
      "ids, also what was sent since. A copy that is to send nothing is imported with --no-deliveries.",
    "Exit codes: 0 imported; 1 a file with faults; 2 usage or configuration.",
  ],
  examples: [
    "anyhook import backup.jsonl --data /var/lib/anyhook",
    "gunzip < backup.jsonl.gz | anyhook import -",
  ],
  async run({ options, positionals }) {
    const file = atMostOne(positionals);
    if (file === undefined) throw new UsageError("no file: give its path, or `-`");
    const providers = await chooseProviders([], options["provider-file"]);
    const sowing = { providers, masterKeys: readMasterKeys() };
    const keepsDeliveries = !options["no-deliveries"];
    const folder = dataFolder(options.data);
    const store = await openUnfinished(folder);
    try {
      if (!options.force) await checkEmpty(store, folder);
      const { webhooks, entries, leftOut } = await load(store, file, sowing, keepsDeliveries);
      const what = webhooks === undefined ? plural(entries, "record") : plural(webhooks, "webhook");
      const rest =
        leftOut === undefined ? "" : `, without ${leftOut} of events and their deliveries`;
      printText(`imported ${what} into ${printable(folder)}${rest}`);
      return 0;
    } catch (error) {
      if (!(error instanceof LinesError)) throw error;
      process.stderr.write(`anyhook: ${printable(error.message)}\n${error.report()}\n`);
      if (await isImportUnfinished(store)) {
        process.stderr.write(`${printable(folder)} has a part of it: import again with --force\n`);
      }
      return 1;
    } finally {
      await store.close();
    }
  },
});

async function checkEmpty(store: Store, folder: string): Promise<void> {
  if (await isEmpty(store)) return;
  throw new InputError(
    (await isImportUnfinished(store))
      ? `an import into \`${folder}\` has not ended: if none is running, import again with \`--force\``
      : `there are records in \`${folder}\`: \`--force\` puts those of the file in their place`,
  );
}
