import { generateSecret } from "anyhook";
import { atMostOne, command } from "../command.js";
import { printJson, printText } from "../output.js";
import { chooseScheme, schemeOptions } from "../scheme.js";
import { printable } from "../text.js";
import { didYouMean, UsageError } from "../usage.js";

export const secretCommand = command({
  name: "secret",
  summary: "make a new secret of a scheme's form",
  usage: ["secret new SCHEME [--json]"],
  options: { ...schemeOptions, json: { help: "print one JSON document" } },
  async run({ options, positionals: [action, ...rest] }) {
    if (action === undefined) throw new UsageError("nothing to do: `anyhook secret new SCHEME`");
    if (action !== "new") {
      throw new UsageError(`unknown action \`${action}\`${didYouMean(action, ["new"])}`);
    }
    const { scheme, info } = await chooseScheme(atMostOne(rest), options["scheme-file"]);
    const secret = generateSecret(scheme);
    if (options.json) printJson({ scheme: info.id, secret });
    else printText(printable(secret));
    return 0;
  },
});
