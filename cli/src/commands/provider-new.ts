import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { atMostOne, command } from "../command.js";
import { reason } from "../input.js";
import { printText } from "../output.js";
import { printable } from "../text.js";
import { InputError, UsageError } from "../usage.js";

/** `npm run build` puts it there. */
const STARTER = new URL("../starter.json", import.meta.url);

export const providerNewCommand = command({
  name: "provider new",
  summary: "write a provider's file to start from, with comments",
  usage: ["provider new [FILE] [--force]"],
  options: { force: { help: "overwrite FILE" } },
  notes: [
    "Without FILE it is printed. It is the whole file of a made-up provider, and passes\n" +
      "`anyhook provider check`: put your provider's values in the place of Acme's.",
  ],
  examples: ["anyhook provider new acme.json"],
  async run({ options, positionals }) {
    const file = atMostOne(positionals);
    if (file !== undefined && !file.endsWith(".json")) {
      throw new UsageError(`\`${file}\` must end in \`.json\`: a provider's name does not`);
    }
    const starter = await readFile(STARTER, "utf8");
    if (file === undefined) {
      process.stdout.write(withSchema(starter, schemaFrom(".")));
      return 0;
    }
    const schema = schemaFrom(dirname(file));
    await writeFile(file, withSchema(starter, schema), { flag: options.force ? "w" : "wx" }).catch(
      (error: unknown) => {
        throw new InputError(`cannot write \`${file}\`: ${reason(error)}`);
      },
    );
    const shown = printable(file);
    printText(`wrote ${shown}; when you have changed it: anyhook provider check ${shown}`);
    return 0;
  },
});

/** The path from a folder to the JSON Schema of an `anyhook` that is installed there or above. */
function schemaFrom(folder: string): string | undefined {
  for (let above = resolve(folder); ; above = dirname(above)) {
    const schema = join(above, "node_modules/anyhook/dist/provider.schema.json");
    if (existsSync(schema)) {
      const path = relative(folder, schema).split(sep).join("/");
      return path.startsWith("..") ? path : `./${path}`;
    }
    if (above === dirname(above)) return undefined;
  }
}

/** The file with another `$schema`, or without one. */
function withSchema(starter: string, schema: string | undefined): string {
  const line = schema === undefined ? "" : `  "$schema": ${JSON.stringify(schema)},\n`;
  return starter.replace(/^ {2}"\$schema": ".*",\n/m, () => line);
}
