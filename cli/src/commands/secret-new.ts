import { generateSecret } from "anyhook";
import { atMostOne, command } from "../command.js";
import { printJson, printText } from "../output.js";
import { chooseScheme, SCHEME_NOTE } from "../scheme.js";
import { printable } from "../text.js";

export const secretNewCommand = command({
  name: "secret new",
  summary: "make a new secret of a scheme's or provider's form",
  usage: ["secret new SCHEME [--json]"],
  options: { json: { help: "print one JSON document" } },
  notes: [SCHEME_NOTE],
  examples: ["anyhook secret new stripe > secret"],
  async run({ options, positionals }) {
    const { scheme, info } = await chooseScheme(atMostOne(positionals));
    const secret = generateSecret(scheme);
    if (options.json) printJson({ scheme: info.id, secret });
    else printText(printable(secret));
    return 0;
  },
});
